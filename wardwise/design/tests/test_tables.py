from __future__ import annotations

from wardwise.design import tables


def test_what_people_typed_cannot_break_out_of_a_cell_a_heading_or_a_link():
    hostile = '"><script>alert(1)</script>'
    page = tables.drawn([hostile, "Count"], [[hostile, tables.Cell(hostile, url=hostile)]], hostile)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 5


def test_the_first_cell_heads_its_row_and_figures_stand_to_the_right():
    page = tables.drawn(["Area", "Count"], [["Dallow", 3]], "Areas", numeric={1})
    assert '<th scope="row" class="govuk-table__header">Dallow</th>' in page
    assert '<td class="govuk-table__cell govuk-table__cell--numeric">3</td>' in page
    assert '<th scope="col" class="govuk-table__header govuk-table__header--numeric">Count</th>' in page


def test_rows_that_are_empty_or_longer_than_their_headings_are_drawn():
    page = tables.drawn(["Area"], [[], ["Dallow", "3"]], "Areas")
    assert page.count("<tr") == 3
    assert "<td" in page
