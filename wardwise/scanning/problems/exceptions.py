"""Why a change to a problem file can be refused. Codes never change."""

from __future__ import annotations

from wardwise.partners.exceptions import Refused


class Problems(Refused):
    """A rule of the problem file said no."""


def not_now(verb: str, stage: str) -> Problems:
    return Problems("not_now", f"You cannot {verb} a problem that is at the stage “{stage}”.")


def changed_meanwhile() -> Problems:
    return Problems(
        "changed_meanwhile",
        "Somebody else changed this problem file while you had it open. Nothing was overwritten. "
        "Look at what is there now, then make your change again.",
    )


def no_assessment() -> Problems:
    return Problems(
        "no_assessment",
        "A problem cannot be closed without an assessment. Write what changed and how you know, then close it.",
    )


def no_peer_check() -> Problems:
    return Problems(
        "no_peer_check",
        "A colleague who did not write the assessment must check it before the problem is closed.",
    )


def own_work() -> Problems:
    return Problems("own_work", "You wrote this assessment. Ask a colleague to check it.")


def unknown_evidence() -> Problems:
    return Problems("unknown_evidence", "There is nothing of that kind with that number in this partnership.")


def not_a_member(what: str) -> Problems:
    return Problems("not_a_member", f"{what} is not part of this partnership today.")


def not_filled_in(what: str) -> Problems:
    return Problems("not_filled_in", f"Fill in {what} first.")
