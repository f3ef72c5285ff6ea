"""/desk/<partnership>/partners/: members, people, roles, agreements, the audit."""

from __future__ import annotations

from django.urls import path

from wardwise.partners import views

app_name = "partners"
urlpatterns = [
    path("members/", views.members, name="members"),
    path("members/add/", views.member_add, name="member-add"),
    path("members/<int:membership_id>/end/", views.member_end, name="member-end"),
    path("people/", views.people, name="people"),
    path("people/review/", views.review, name="review"),
    path("people/add/", views.person_add, name="person-add"),
    path("people/<int:person_id>/", views.person, name="person"),
    path("posts/<int:post_id>/end/", views.post_end, name="post-end"),
    path("roles/", views.roles, name="roles"),
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/add/", views.agreement_add, name="agreement-add"),
    path("agreements/<int:agreement_id>/", views.agreement, name="agreement"),
    path("audit/", views.audit_log, name="audit"),
    path("audit/verify/", views.audit_verify, name="audit-verify"),
]
