"""The staff desk's addresses: /desk/, then /desk/<partnership>/ with each feature's pages."""

from __future__ import annotations

from django.urls import include, path

from wardwise.web.desk import views, views_jobs, views_places

own = (
    [
        path("", views.front, name="front"),
        path("<slug:partnership>/", views.home, name="home"),
        path("<slug:partnership>/feedback/", views.feedback_list, name="feedback"),
        path("<slug:partnership>/work/", views_jobs.job_list, name="jobs"),
        path("<slug:partnership>/work/<int:job_id>/", views_jobs.job_page, name="job"),
        path("<slug:partnership>/work/<int:job_id>/progress/", views_jobs.job_progress, name="job-progress"),
        path("<slug:partnership>/work/<int:job_id>/cancel/", views_jobs.job_cancel, name="job-cancel"),
        path("<slug:partnership>/places/", views_places.scheme_list, name="places"),
        path("<slug:partnership>/places/<slug:scheme>/", views_places.scheme_page, name="scheme"),
        path("<slug:partnership>/places/<slug:scheme>/map/", views_places.scheme_map, name="scheme-map"),
    ],
    "desk",
)

urlpatterns = [
    path("", include(own)),
    path("<slug:partnership>/reports/", include("wardwise.scanning.reports.urls_desk")),
    path("<slug:partnership>/problems/", include("wardwise.scanning.problems.urls_desk")),
    path("<slug:partnership>/ingest/", include("wardwise.incidents.ingest.urls_desk")),
    path("<slug:partnership>/runs/", include("wardwise.incidents.runs.urls_desk")),
    path("<slug:partnership>/partners/", include("wardwise.partners.urls_desk")),
    path("<slug:partnership>/releases/", include("wardwise.publication.area_pages.urls_desk")),
    path("<slug:partnership>/signposts/", include("wardwise.publication.signposts.urls_desk")),
    path("<slug:partnership>/explore/", include("wardwise.web.desk.explore.urls_desk")),
    path("<slug:partnership>/operations/", include("wardwise.response.operations.urls_desk")),
    path("<slug:partnership>/outcomes/", include("wardwise.assessment.outcomes.urls_desk")),
]
