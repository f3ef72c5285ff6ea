"""Everything that can be allowed, in words that an information-governance lead can sign."""

from __future__ import annotations

import enum


class Permission(enum.Enum):
    """One thing a role may do. The value is the sentence that is signed."""

    SEE_DESK = "Sign in and see the partnership's desk"
    SEE_REPORTS = "Read what residents and partners reported, without who reported it"
    SEE_REPORTERS = "Read who made a report and how it is safe to contact them"
    TRIAGE_REPORTS = "Acknowledge, route and close reports"
    SEE_PROBLEMS = "Read problem files"
    WORK_ON_PROBLEMS = "Open, change and close problem files"
    EXPLORE = "Explore incident counts, trends and hot spots, which name nobody"
    EXPORT = "Take analysis out of the system as files"
    SEE_OPERATIONS = "Read campaigns and operations"
    RUN_OPERATIONS = "Plan, change and close campaigns and operations"
    LOG_ACTIVITY = "Record what was done and what came of it"
    DESIGN_EVALUATIONS = "Fix how an operation will be judged, before it starts"
    RUN_EVALUATIONS = "Run an evaluation and record its verdict"
    PUBLISH = "Decide what the public is told"
    SEE_DATA_HEALTH = "See what data were loaded and how good they are"
    LOAD_DATA = "Load data from publishers and partners"
    MANAGE_PEOPLE = "Give people roles and end them"
    MANAGE_AGREEMENTS = "Record and renew information sharing agreements"
    READ_AUDIT = "Read the record of who did and read what"


# What must still work when an agreement has run out, so that somebody can renew it.
WITHOUT_AGREEMENT = frozenset({Permission.SEE_DESK, Permission.MANAGE_AGREEMENTS, Permission.READ_AUDIT})
