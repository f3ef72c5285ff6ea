"""Where figures come from and what is known against them: source, day of loading, moved map points."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from wardwise.analysis.choices import Choice
from wardwise.analysis.kept import kept
from wardwise.analysis.measured import Measured, Period, subject_of
from wardwise.analysis.trends.queries import names
from wardwise.analysis.wording import Audience
from wardwise.incidents import measures, vocab
from wardwise.incidents.store import Store


def explorable(store: Store) -> list[str]:
    """The sources held that are incidents which can be counted by place and month, as the vocabulary orders them."""
    held = store.sources()
    return [
        code
        for code, term in vocab.load("sources").by_code.items()
        if code in held and term.more["table"] != "outcomes"
    ]


def loaded_on(store: Store, source: str) -> dt.date:
    """The day on which a source was last written."""
    newest = max((held.path.stat().st_mtime for held in store.catalogue(source)), default=0.0)
    return timezone.localdate(dt.datetime.fromtimestamp(newest, tz=dt.UTC))


def moved_months(store: Store, source: str, snapshot: str) -> tuple[str, ...]:
    """Months from which the publisher's map points are others than before: series by point break there."""

    def find() -> tuple[str, ...]:
        overlap = measures.point_overlap(store, source)
        return names(overlap.months[overlap.has_moved])

    return kept("moved", snapshot, source, find)


def unbroken(period: Period, moved: tuple[str, ...], held: list[str]) -> Period:
    """The time around a period in which the map points did not move; the period itself if they moved within it."""
    if any(month in period.names[1:] for month in moved):
        return period
    first = max([month for month in moved if month <= period.first], default=min([*held, period.first]))
    after = min([month for month in moved if month > period.last], default="")
    last = Period(after, after).shifted(-1).last if after else max([*held, period.last])
    return Period(first, last)


def measured(store: Store, choice: Choice, audience: Audience = Audience.STAFF) -> Measured:
    """What every sentence on this choice must say beside its numbers."""
    return Measured(
        subject=subject_of(choice.categories, choice.source),
        place=choice.place,
        period=choice.period,
        source=choice.source_words,
        as_of=loaded_on(store, choice.source),
        audience=audience,
    )
