"""One page with every component on it, for the tests of the page frame. It is served only by them."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from wardwise.config.urls import urlpatterns as real
from wardwise.design import charts, maps
from wardwise.design.forms import DateField, Hinted
from wardwise.design.tables import Cell

SQUARES = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": f"E{n}", "name": name, "url": f"/areas/{n}/"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [
                        [-0.43 + x, 51.87 + y],
                        [-0.42 + x, 51.87 + y],
                        [-0.42 + x, 51.876 + y],
                        [-0.43 + x, 51.876 + y],
                        [-0.43 + x, 51.87 + y],
                    ]
                ],
            },
        }
        for n, (name, x, y) in enumerate(
            [
                ("Dallow", 0, 0),
                ("Biscot", 0.01, 0),
                ("Farley", 0, 0.006),
                ("South", 0.01, 0.006),
                ("High Town", 0.02, 0),
            ]
        )
    ],
}


class SampleForm(forms.Form):
    title = forms.CharField(label="Short title", help_text="Say what, not who")
    details = forms.CharField(label="What happened?", widget=forms.Textarea(attrs={"rows": 4}))
    day = DateField(label="When did it happen?", help_text="For example, 31 7 2026")
    kind = forms.ChoiceField(
        label="What kind of problem is it?",
        widget=forms.RadioSelect,
        choices=[
            ("rubbish", Hinted("Rubbish", "Fly-tipping, needles, dog mess")),
            ("noise", "Noise"),
            ("other", "Other"),
        ],
    )
    other_words = forms.CharField(label="Say what", required=False)
    times = forms.MultipleChoiceField(
        label="When is it worst?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("day", "By day"), ("night", "At night")],
    )
    ward = forms.ChoiceField(label="Ward", choices=[("", "Choose one"), ("1", "Dallow"), ("2", "Biscot")])
    bags = forms.IntegerField(label="Bags filled", widget=forms.NumberInput(attrs={"class": "govuk-input--width-4"}))
    photo = forms.FileField(label="Photo", required=False)
    agrees = forms.BooleanField(label="I have read how this is used")
    place = forms.CharField(label="Where?", help_text="Words will do: the corner of Dallow Road and Ashburnham Road")
    area = forms.CharField(label="Area", widget=forms.Textarea(attrs={"rows": 2}))
    reveals = {("kind", "other"): ["other_words"]}


def pictures() -> dict[str, object]:
    months = [f"20{21 + i // 12}-{i % 12 + 1:02d}" for i in range(30)]
    counts = [40 + (i * 37) % 23 + 8 * (i % 12 in (5, 6, 7)) for i in range(30)]
    counts[14] = counts[15] = None
    names = ["Dallow", "Biscot", "Farley", "South", "High Town"]
    shares = [i / 100 for i in range(1, 101)]
    return {
        "trend": charts.trend_chart(
            "Anti-social behaviour in Dallow",
            months,
            counts,
            low=[None if c is None else c - 9 for c in counts],
            high=[None if c is None else c + 11 for c in counts],
            typical=[None if c is None else c + 1 for c in counts],
            breaks=[charts.Mark("2022-07", "Map points moved"), charts.Mark("2022-11", "Campaign began")],
            description="Within the range of earlier years in 27 of 28 months.",
            source="Source: police.uk, January 2021 to June 2023.",
        ),
        "bars": charts.bar_chart(
            "Rate by ward",
            names,
            [31.2, 28.0, 12.5, 60.1, 8.0],
            low=[25, 22, 8, 50, 4],
            high=[38, 35, 18, 71, 13],
            x_title="Recorded per 1,000 people a year",
        ),
        "intervals": charts.interval_chart(
            "Change",
            ["Target", "Control with a long name that is cut on a phone"],
            [-12.5, 3.0],
            [-24.0, -6.5],
            [-1.0, 12.5],
            x_title="Change in monthly count",
        ),
        "lorenz": charts.lorenz_chart("How few places hold how much", shares, [s**0.35 for s in shares]),
        "areas": maps.choropleth(
            "Recorded incidents by ward",
            SQUARES,
            {"E0": 14, "E1": 3, "E2": 0, "E3": 77},
            unit="recorded",
            columns=("Ward", "Recorded"),
            rows=tuple(
                (Cell(n, f"/areas/{i}/"), c)
                for i, (n, c) in enumerate(zip(names, (14, 3, 0, 77, "no figure"), strict=True))
            ),
            source="Source: police.uk, 2023.",
            numeric=frozenset({1}),
        ),
        "points": maps.points(
            "Map points with most incidents",
            [-0.425, -0.415],
            [51.872, 51.874],
            ["On or near Dallow Road", "On or near Biscot Road"],
            [40, 5],
            outline=SQUARES,
            on_request=True,
        ),
    }


PAGE = """{% extends frame %}{% block title %}Every component{% endblock %}{% block main %}
{% error_summary form %}<h1 class="govuk-heading-l">Every component</h1>
<p class="govuk-body">{% tag "Live" "green" %}
{% tag "Waiting" "amber" %} {% tag "Closed" %} {% tag "Late" "red" %}.</p>
{% chart trend %}{% chart bars %}{% chart intervals %}{% chart lorenz %}{% map areas %}{% map points %}
<form method="post" novalidate enctype="multipart/form-data">{% csrf_token %}
{{ form.title.as_field_group }}{{ form.details.as_field_group }}{{ form.day.as_field_group }}
{{ form.kind.as_field_group }}
{{ form.times.as_field_group }}{{ form.ward.as_field_group }}{{ form.bags.as_field_group }}
{{ form.photo.as_field_group }}
{{ form.agrees.as_field_group }}
{% point_picker form.place squares %}{% polygon_picker form.area squares %}
<button class="govuk-button" type="submit">Send</button></form>{% endblock %}"""


def sample(request: HttpRequest, frame: str) -> HttpResponse:
    form = SampleForm(request.POST or None, request.FILES or None)
    form.is_valid()
    template = engines["django"].from_string(PAGE)
    return HttpResponse(
        template.render({"form": form, "frame": f"design/{frame}.html", "squares": SQUARES, **pictures()}, request)
    )


urlpatterns = [path("sample/<str:frame>/", sample), *real]
