"""The roles of the field and what each may do. A change here is a change of powers: it is reviewed as one."""

from __future__ import annotations

from dataclasses import dataclass

from wardwise.partners.permissions import Permission as P


@dataclass(frozen=True)
class Role:
    """A job in the partnership: its code (never changes), its title, what it may do and what it never sees."""

    code: str
    title: str
    may: frozenset[P]
    never_sees: str = ""


LOOK = {P.SEE_DESK, P.SEE_PROBLEMS, P.SEE_OPERATIONS, P.EXPLORE}

ROLES = (
    Role(
        "analyst",
        "Community safety analyst",
        frozenset(
            {
                *LOOK,
                P.SEE_REPORTS,
                P.WORK_ON_PROBLEMS,
                P.EXPORT,
                P.SEE_DATA_HEALTH,
                P.LOAD_DATA,
                P.DESIGN_EVALUATIONS,
                P.RUN_EVALUATIONS,
            }
        ),
        "Who reported, victims' identities, case notes, graded intelligence.",
    ),
    Role(
        "caseworker",
        "ASB caseworker",
        frozenset({*LOOK, P.SEE_REPORTS, P.SEE_REPORTERS, P.TRIAGE_REPORTS, P.WORK_ON_PROBLEMS, P.LOG_ACTIVITY}),
        "Other teams' cases without a link, police intelligence.",
    ),
    Role(
        "sergeant",
        "Neighbourhood police sergeant",
        frozenset({*LOOK, P.SEE_REPORTS, P.WORK_ON_PROBLEMS, P.RUN_OPERATIONS, P.LOG_ACTIVITY}),
        "Council health or housing detail, who made a report.",
    ),
    Role(
        "manager",
        "Community safety manager",
        frozenset(
            {
                *LOOK,
                P.SEE_REPORTS,
                P.SEE_REPORTERS,
                P.TRIAGE_REPORTS,
                P.WORK_ON_PROBLEMS,
                P.EXPORT,
                P.RUN_OPERATIONS,
                P.LOG_ACTIVITY,
                P.DESIGN_EVALUATIONS,
                P.RUN_EVALUATIONS,
                P.PUBLISH,
                P.SEE_DATA_HEALTH,
                P.LOAD_DATA,
                P.MANAGE_PEOPLE,
                P.MANAGE_AGREEMENTS,
                P.READ_AUDIT,
            }
        ),
        "Sealed reviews, intelligence.",
    ),
    Role(
        "chair",
        "Delivery group chair",
        frozenset({P.SEE_DESK, P.SEE_PROBLEMS, P.SEE_OPERATIONS, P.EXPLORE}),
        "Person-level records, other groups' drafts.",
    ),
    Role(
        "board-member",
        "Board member",
        frozenset({P.SEE_DESK, P.SEE_PROBLEMS, P.SEE_OPERATIONS, P.EXPLORE}),
        "Person-level data, another agency's internal data.",
    ),
    Role(
        "partner",
        "Voluntary or commissioned partner",
        frozenset({P.SEE_DESK, P.SEE_OPERATIONS, P.LOG_ACTIVITY}),
        "Police data, hot spots below ward, reports.",
    ),
    Role(
        "governance-lead",
        "Information governance lead",
        frozenset({P.SEE_DESK, P.MANAGE_AGREEMENTS, P.MANAGE_PEOPLE, P.READ_AUDIT, P.SEE_DATA_HEALTH}),
        "Case contents, unless a request needs them.",
    ),
    Role(
        "administrator",
        "Platform administrator",
        frozenset({P.SEE_DESK, P.SEE_DATA_HEALTH, P.LOAD_DATA, P.MANAGE_PEOPLE}),
        "Reports, problems and cases.",
    ),
)

BY_CODE = {role.code: role for role in ROLES}
