from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from django.template import engines

from wardwise.design import charts, svg, vega

MONTHS = np.arange("2022-01", "2022-07", dtype="datetime64[M]")


def trend(**details) -> charts.Chart:
    return charts.trend_chart("Noise", MONTHS, [4, 2, None, float("nan"), 7, 12], **details)


def test_a_missing_month_is_a_gap_and_never_a_zero():
    chart = trend()
    assert ("March 2022", "no data") in chart.rows
    assert ("April 2022", "no data") in chart.rows
    assert ("gap", "No data were published") in chart.legend
    assert "NaN" not in chart.svg


def test_every_point_of_the_picture_is_in_the_table():
    chart = trend(low=[1] * 6, high=[9] * 6, typical=[5.5] * 6)
    assert chart.columns == ("Month", "Recorded incidents", "Lowest", "Highest", "Average")
    assert chart.rows[0] == ("January 2022", "4", "1", "9", "5.5")
    assert chart.numeric == {1, 2, 3, 4}


def test_a_column_of_figures_stays_one_where_some_are_missing():
    months = [("May 2021", "127", "–"), ("June 2021", "no data", "−4%"), ("July 2021", "1,200", "")]
    chart = charts.Chart("Noise", "", "", ("Month", "Recorded", "Change"), tuple(months))
    assert chart.numeric == {1, 2}


def test_series_in_steps_of_three_months_names_its_stretches_and_its_years():
    chart = charts.trend_chart("Few", ["2021-12", "2022-03", "2022-06"], [6, None, 9], step_months=3)
    assert [row[0] for row in chart.rows] == [
        "December 2021 to February 2022",
        "March 2022 to May 2022",
        "June 2022 to August 2022",
    ]
    assert ">Jan 2022<" in chart.svg


@pytest.mark.parametrize("width", ["svg", "svg_narrow"])
def test_the_picture_may_stand_under_the_strict_policy(width):
    chart = trend(low=[1] * 6, high=[9] * 6, breaks=[charts.Mark("2022-03", "<script>alert(1)</script>")])
    picture = getattr(chart, width)
    root = ET.fromstring(picture)  # noqa: S314
    names = {element.tag for element in root.iter()}
    assert names <= svg.ELEMENTS | {"title", "desc"}
    assert not re.search(r"\bstyle=|\bon\w+=|href=|<script|url\((?!#)|http", picture)
    assert root.find("title").text == "Noise"
    assert root.attrib["role"] == "img"


def test_two_charts_on_a_page_share_no_id():
    first, second = trend(), trend(series_words="Other", y_title="Other")
    ids = [set(re.findall(r'id="([^"]+)"', text)) for text in (first.svg, first.svg_narrow, second.svg)]
    assert not ids[0] & ids[1]
    assert not ids[0] & ids[2]


def test_what_was_drawn_once_is_not_drawn_again(monkeypatch):
    first = charts.bar_chart("Bars", ["A", "B"], [3, 4])
    monkeypatch.setattr(vega, "render", lambda spec: pytest.fail("drawn twice"))
    assert charts.bar_chart("Bars", ["A", "B"], [3, 4]) == first


def test_nothing_at_all_is_still_a_chart():
    assert charts.trend_chart("Empty", [], []).rows == ()
    assert charts.bar_chart("Empty", [], []).svg.startswith("<svg")
    assert charts.lorenz_chart("Empty", [], []).rows == ()
    assert charts.interval_chart("Empty", [], [], [], []).svg.startswith("<svg")


def test_one_month_alone_is_seen():
    assert "<circle" in charts.trend_chart("One", ["2022-01"], [3]).svg


def test_labels_of_users_cannot_break_out_of_the_picture():
    label = '"];alert(1)//\\</text><script>'
    chart = charts.bar_chart("Bars", [label, "B"], [3, 4], low=[1, 2], high=[5, 6])
    assert "<script" not in chart.svg
    ET.fromstring(chart.svg)  # noqa: S314
    assert chart.rows[0] == (label, "3", "1", "5")


def test_the_tag_draws_words_source_and_table():
    page = engines["django"].from_string("{% chart c %}").render({"c": trend(source="Source: police.uk")})
    assert "Source: police.uk" in page
    assert '<th scope="row" class="govuk-table__header">January 2022</th>' in page
    assert page.count("<svg") >= 2


def test_months_below_a_chart_never_touch_and_counts_have_no_halves():
    chart = charts.trend_chart("Few", [f"2022-{m:02d}" for m in range(1, 10)], [0, 1, 0, 0, 2, 1, 0, 0, 1])
    assert re.findall(r">(\d[\d.]*)</text>", chart.svg) == ["0", "1", "2"]
    starts = [float(x) for x in re.findall(r'x="([\d.]+)"[^>]*>\w{3} 2022</text>', chart.svg_narrow)]
    assert len(starts) >= 2
    assert all(later - earlier > 60 for earlier, later in pairwise(starts))


def test_a_band_with_one_limit_missing_is_broken_there():
    assert "<path" in trend(low=[1, 1, None, 1, 1, 1], high=[9, None, 9, 9, 9, 9]).svg
