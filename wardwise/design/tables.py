"""The tables beside charts and maps, and what stands in their cells.

They are put together here and not in a template: a page with a thousand cells would spend more on the template's
nodes than on its statistics.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

HEAD = '<th scope="row" class="govuk-table__header">'
CELL = '<td class="govuk-table__cell">'
FIGURE = '<td class="govuk-table__cell govuk-table__cell--numeric">'


class Cell(str):
    """A cell that is a link: `Cell("Dallow", url="/luton/areas/dallow/")`."""

    url: str
    __slots__ = ("url",)

    def __new__(cls, words: object, url: str = "") -> Cell:
        made = super().__new__(cls, words)
        made.url = url
        return made


def drawn(
    columns: Sequence[object], rows: Iterable[Sequence[object]], caption: str, numeric: Collection[int] = ()
) -> SafeString:
    """The table. The first cell of a row heads it; the columns in `numeric` are set to the right."""
    headings = format_html_join(
        "",
        '<th scope="col" class="govuk-table__header{}">{}</th>',
        ((" govuk-table__header--numeric" if i in numeric else "", column) for i, column in enumerate(columns)),
    )
    return format_html(
        '<table class="govuk-table">\n<caption class="govuk-table__caption govuk-visually-hidden">{}</caption>\n'
        '<thead class="govuk-table__head"><tr class="govuk-table__row">{}</tr></thead>\n'
        '<tbody class="govuk-table__body">{}</tbody>\n</table>',
        caption,
        headings,
        mark_safe("".join(row_of(row, numeric) for row in rows)),  # noqa: S308  (every cell is escaped)
    )


def row_of(row: Sequence[object], numeric: Collection[int]) -> str:
    cells = [f"{FIGURE if i in numeric else CELL}{inside(cell)}</td>" for i, cell in enumerate(row)]
    head = [f"{HEAD}{inside(row[0])}</th>"] if row else []
    return f'\n<tr class="govuk-table__row">{"".join(head + cells[1:])}</tr>'


def inside(cell: Any) -> str:
    """What stands in a cell, escaped."""
    url = getattr(cell, "url", "")
    return format_html('<a class="govuk-link" href="{}">{}</a>', url, cell) if url else conditional_escape(cell)
