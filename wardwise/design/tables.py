"""What stands in the cells of the tables beside charts and maps."""

from __future__ import annotations


class Cell(str):
    """A cell that is a link: `Cell("Dallow", url="/luton/areas/dallow/")`."""

    url: str
    __slots__ = ("url",)

    def __new__(cls, words: object, url: str = "") -> Cell:
        made = super().__new__(cls, words)
        made.url = url
        return made
