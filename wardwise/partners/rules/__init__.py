"""What may be done with partnerships, organisations and people."""

from wardwise.partners.rules.checks import require, save_checked
from wardwise.partners.rules.members import (
    RESERVED_SLUGS,
    admit,
    change_partnership,
    check_audit,
    confirm_review,
    cover,
    create_partnership,
    end_membership,
    renew_agreement,
    sign_agreement,
)
from wardwise.partners.rules.people import (
    appoint,
    end_post,
    end_posts,
    forget_leavers,
    forget_second_step,
    hire,
    renew_password,
)

__all__ = [
    "RESERVED_SLUGS",
    "admit",
    "appoint",
    "change_partnership",
    "check_audit",
    "confirm_review",
    "cover",
    "create_partnership",
    "end_membership",
    "end_post",
    "end_posts",
    "forget_leavers",
    "forget_second_step",
    "hire",
    "renew_agreement",
    "renew_password",
    "require",
    "save_checked",
    "sign_agreement",
]
