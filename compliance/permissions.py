"""Who may do what: one table (pure)."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from compliance.errors import Forbidden


class Role(StrEnum):
    OFFICER = "officer"
    MANAGER = "manager"
    CLERK = "clerk"
    POLICE_PLANNER = "police_planner"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


ROLE_LABELS = {
    Role.OFFICER: "Officer",
    Role.MANAGER: "Manager",
    Role.CLERK: "Clerk",
    Role.POLICE_PLANNER: "Police planner",
    Role.VIEWER: "Viewer",
    Role.ADMINISTRATOR: "Administrator",
}


class Permission(StrEnum):
    USE_ACCOUNT = "use_account"
    VIEW_RETAILERS = "view_retailers"
    EDIT_RETAILERS = "edit_retailers"
    CONFIRM_OPERATOR = "confirm_operator"
    IMPORT_RETAILERS = "import_retailers"
    MERGE_RETAILERS = "merge_retailers"
    VIEW_VISITS = "view_visits"
    RECORD_VISIT = "record_visit"
    VIEW_AGREEMENTS = "view_agreements"
    RECORD_AGREEMENT = "record_agreement"
    VIEW_TRAINING = "view_training"
    RECORD_TRAINING = "record_training"
    VIEW_PURCHASES = "view_purchases"
    RECORD_PURCHASE = "record_purchase"
    RECORD_DISPUTE = "record_dispute"
    DECIDE_DISPUTE = "decide_dispute"
    REVIEW_PURCHASE = "review_purchase"
    VIEW_EVIDENCE = "view_evidence"
    RECORD_EVIDENCE = "record_evidence"
    DISPOSE_OF_EVIDENCE = "dispose_of_evidence"
    VIEW_LAW = "view_law"
    EDIT_LAW = "edit_law"
    VIEW_OPERATIONS = "view_operations"
    PLAN_OPERATION = "plan_operation"
    OPEN_VAULT = "open_vault"
    VIEW_ESCALATIONS = "view_escalations"
    SET_POLICY = "set_policy"
    VIEW_LETTERS = "view_letters"
    ISSUE_LETTER = "issue_letter"
    SERVE_LETTER = "serve_letter"
    VIEW_AUDIT = "view_audit"
    MANAGE_OFFICERS = "manage_officers"
    LOAD_DEMONSTRATION = "load_demonstration"


_EVERYONE = frozenset({Permission.USE_ACCOUNT})
_VIEWER = _EVERYONE | {
    Permission.VIEW_LAW,
    Permission.VIEW_RETAILERS,
    Permission.VIEW_VISITS,
    Permission.VIEW_AGREEMENTS,
    Permission.VIEW_TRAINING,
    Permission.VIEW_PURCHASES,
    Permission.VIEW_OPERATIONS,
    Permission.VIEW_ESCALATIONS,
    Permission.VIEW_LETTERS,
}
_OFFICER = _VIEWER | {
    Permission.EDIT_RETAILERS,
    Permission.MERGE_RETAILERS,
    Permission.CONFIRM_OPERATOR,
    Permission.IMPORT_RETAILERS,
    Permission.RECORD_VISIT,
    Permission.RECORD_AGREEMENT,
    Permission.RECORD_TRAINING,
    Permission.RECORD_PURCHASE,
    Permission.RECORD_DISPUTE,
    Permission.VIEW_EVIDENCE,
    Permission.RECORD_EVIDENCE,
    Permission.ISSUE_LETTER,
    Permission.SERVE_LETTER,
}

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.VIEWER: frozenset(_VIEWER),
    Role.OFFICER: frozenset(_OFFICER),
    Role.MANAGER: frozenset(
        _OFFICER
        | {
            Permission.DECIDE_DISPUTE,
            Permission.REVIEW_PURCHASE,
            Permission.DISPOSE_OF_EVIDENCE,
            Permission.PLAN_OPERATION,
            Permission.OPEN_VAULT,
            Permission.SET_POLICY,
            Permission.VIEW_AUDIT,
        }
    ),
    Role.CLERK: frozenset(
        _VIEWER
        | {
            Permission.EDIT_RETAILERS,
            Permission.IMPORT_RETAILERS,
            Permission.RECORD_TRAINING,
            Permission.ISSUE_LETTER,
            Permission.SERVE_LETTER,
        }
    ),
    Role.POLICE_PLANNER: frozenset(
        _EVERYONE
        | {
            Permission.VIEW_LAW,
            Permission.VIEW_RETAILERS,
            Permission.VIEW_PURCHASES,
            Permission.VIEW_OPERATIONS,
            Permission.PLAN_OPERATION,
            Permission.OPEN_VAULT,
        }
    ),
    Role.ADMINISTRATOR: frozenset(
        _EVERYONE
        | {
            Permission.VIEW_LAW,
            Permission.EDIT_LAW,
            Permission.VIEW_RETAILERS,
            Permission.EDIT_RETAILERS,
            Permission.IMPORT_RETAILERS,
            Permission.VIEW_ESCALATIONS,
            Permission.SET_POLICY,
            Permission.VIEW_AUDIT,
            Permission.MANAGE_OFFICERS,
            Permission.LOAD_DEMONSTRATION,
        }
    ),
}
"""What each role may do. A role that is not listed for a permission does not have it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """On whose behalf something is asked or done.

    `area` holds the authorities that a police planner's force covers (their own not included): the premises and test
    outcomes of these are shared with them. It is empty for everybody else. `officer_id` is None for the command line,
    which acts for one authority with the grants in `extra` beside its role's.
    """

    officer_id: UUID | None
    authority_id: UUID
    authority_code: str
    authority_prefix: str
    role: Role
    name: str
    area: frozenset[UUID] = field(default_factory=frozenset)
    extra: frozenset[Permission] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Say whether the actor's role grants `permission`."""
        return permission in GRANTS[self.role] or permission in self.extra

    def require(self, permission: Permission) -> None:
        """Raise Forbidden unless the actor may."""
        if not self.may(permission):
            raise Forbidden(permission)
