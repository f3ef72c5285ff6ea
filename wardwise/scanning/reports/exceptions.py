"""Why something about a report can be refused. Codes never change."""

from __future__ import annotations

from wardwise.partners.exceptions import Refused


class Reports(Refused):
    """A rule of the reports said no."""


def not_now(verb: str, state: str) -> Reports:
    return Reports("not_now", f"You cannot {verb} a report that is “{state}”.")


def changed_meanwhile() -> Reports:
    return Reports(
        "changed_meanwhile",
        "A colleague dealt with this report while you had it open. Nothing you did was saved. "
        "Look at what it says now, then decide again.",
    )


def unknown(what: str) -> Reports:
    return Reports("unknown", f"Choose {what} from the list.")


def no_outcome() -> Reports:
    return Reports("no_outcome", "Write what was done, in words the person who told us can read.")


def not_elsewhere() -> Reports:
    return Reports("not_elsewhere", "Choose another report of this partnership that is not itself a duplicate.")
