"""Checking the audit from its first event, as a job."""

from __future__ import annotations

from wardwise.office.audit import rules as audit
from wardwise.office.jobs.work import JobFailed, Progress, work


@work
def verify_audit(progress: Progress) -> dict[str, object]:
    """Walk the whole audit of the deployment and say whether anybody has touched it."""
    progress.say("Reading every event from the first")
    verdict = audit.verify()
    if not verdict.is_whole:
        raise JobFailed(
            f"The audit was changed outside Wardwise: {verdict.reason}. Do not change anything. "
            "Tell your information governance lead and your operator at once, and keep the backups."
        )
    return {"words": f"The audit is whole: {verdict.rows:,} events, none changed, missing or out of order."}
