"""What an analyst chose to look at: area, months, kinds, source. One thing for all pages, files and runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wardwise.analysis.measured import Period
from wardwise.incidents.home import credit
from wardwise.incidents.measures import Selection

STREET = "police-uk-street"
FOUND_WITHOUT_LOOKING = ("public", "unknown")


@dataclass(frozen=True)
class Choice:
    """A question put to the incident store, in words that can be shown and codes that can be repeated.

    `area` is a scheme and codes of its areas, or none for the whole place; `home` is the whole place as areas, if
    rows carry their codes; `place` is how people say it; `is_made_up` says that the partnership is fictitious.
    """

    place: str
    period: Period
    categories: tuple[str, ...] = ()
    source: str = STREET
    area: tuple[str, tuple[str, ...]] | None = None
    home: tuple[str, tuple[str, ...]] | None = None
    leave_out_proactive: bool = False
    is_made_up: bool = False

    def selection(self, period: Period | None = None, *, whole_place: bool = False, **changes: Any) -> Selection:
        """The same question for the store; for other months, or for the whole place, if asked."""
        months = period or self.period
        settings: dict[str, Any] = {
            "categories": self.categories,
            "sources": (self.source,),
            "area": self.home if whole_place else self.area or self.home,
            "found_by": FOUND_WITHOUT_LOOKING if self.leave_out_proactive else (),
        }
        return Selection(months.first, months.last, **(settings | changes))

    def as_dict(self) -> dict[str, Any]:
        """The question as it is kept with a run: codes only."""
        return {
            "first": self.period.first,
            "last": self.period.last,
            "categories": list(self.categories),
            "source": self.source,
            "scheme": self.area[0] if self.area else "",
            "areas": list(self.area[1]) if self.area else [],
            "leave_out_proactive": self.leave_out_proactive,
        }

    @property
    def source_words(self) -> str:
        """The publisher as it is cited in a sentence."""
        return credit(self.source, is_made_up=self.is_made_up).name

    @property
    def licence(self) -> str:
        return credit(self.source, is_made_up=self.is_made_up).about
