"""What the person who made a report reads about it: plain words, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass

from wardwise.scanning.reports import routes
from wardwise.scanning.reports.models import TO_ORGANISATION, Report

S = Report.State


@dataclass(frozen=True)
class Status:
    """A headline of a few words, a sentence that explains it, and what the officers wrote, if they did."""

    headline: str
    explained: str
    written: str = ""


def in_words(report: Report) -> Status:
    """Where a report stands."""
    if report.state == S.MERGED and report.merged_into is not None:
        other = in_words(report.merged_into)
        told = "Someone else told us about the same thing. We deal with both together. "
        return Status(other.headline, told + other.explained, other.written)
    if report.state == S.CLOSED:
        return Status("Closed", "We have finished with this report.", report.public_outcome)
    if report.state == S.ROUTED:
        return Status("Passed on", f"We passed it to {passed_to(report)}. They can deal with this best.")
    if report.state == S.RECEIVED:
        return Status("Received", "We have your report. Nobody has looked at it yet.")
    if report.state == S.ADVISED or (report.state == S.ACKNOWLEDGED and report.public_outcome):
        return Status("We have an answer", "We looked at your report.", report.public_outcome)
    if report.problem_id:
        words = "Others told us about this too. We are working on it together with partners."
        return Status("Being worked on", words)
    return Status("Being looked at", "Someone is looking at your report.")


def passed_to(report: Report) -> str:
    """To whom it went, in words that give nothing away on a watched screen."""
    if report.route == TO_ORGANISATION and report.routed_to is not None:
        return report.routed_to.name
    route = routes.routes(report.partnership).get(report.route)
    return (route and route.passed_to) or "people who deal with such things"
