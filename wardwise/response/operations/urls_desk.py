"""/desk/<partnership>/operations/..."""

from __future__ import annotations

from django.urls import path, register_converter

from wardwise.response.operations import views


class OneOf:
    """A word of a short list in an address."""

    regex = "aims|phases|partners"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Told(OneOf):
    regex = "operation|figures|lines|strike"


register_converter(OneOf, "operation_part")
register_converter(Told, "operation_told")

app_name = "operations"
urlpatterns = [
    path("", views.list_page, name="list"),
    path("plan/", views.plan_page, name="plan"),
    path("<int:pk>/", views.operation_page, name="page"),
    path("<int:pk>/change/", views.change_page, name="change"),
    path("<int:pk>/move/<slug:to>/", views.move_page, name="move"),
    path("<int:pk>/aims/add/", views.aim_page, name="aim"),
    path("<int:pk>/phases/add/", views.phase_page, name="phase"),
    path("<int:pk>/phases/<int:phase_pk>/", views.phase_page, name="phase-change"),
    path("<int:pk>/partners/add/", views.partner_page, name="partner"),
    path("<int:pk>/<operation_part:what>/<int:item_pk>/drop/", views.drop, name="drop"),
    path("<int:pk>/log/", views.log_page, name="log"),
    path("<int:pk>/activities/<int:activity_pk>/withdraw/", views.withdraw_activity_page, name="withdraw-activity"),
    path("<int:pk>/figures/add/", views.figure_page, name="figure-add"),
    path("<int:pk>/figures/<int:quantity_pk>/", views.figure_history_page, name="figure"),
    path("<int:pk>/figures/<int:quantity_pk>/correct/", views.correct_page, name="correct"),
    path("<int:pk>/figures/<int:quantity_pk>/withdraw/", views.withdraw_figure_page, name="withdraw-figure"),
    path("<int:pk>/public/", views.public_page, name="public"),
    path("<int:pk>/public/lines/add/", views.line_page, name="line"),
    path("<int:pk>/public/<operation_told:what>/<int:item_pk>/", views.tell, name="tell"),
]
