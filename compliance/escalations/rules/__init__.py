"""The repeat-seller rule: which sales count, which are left out and why, and the rung they reach."""

from compliance.escalations.rules.decision import (
    REASON_SENTENCES,
    Decision,
    LeftOut,
    PastPurchase,
    Reason,
    decide,
)
from compliance.escalations.rules.policy import (
    DEFAULT_LADDER,
    PER_LABELS,
    STEP_LABELS,
    Per,
    Policy,
    Rung,
    Step,
    check_policy,
)
from compliance.escalations.rules.question import EXAMPLE, Question, read_policy, read_question, working, working_policy

__all__ = [
    "DEFAULT_LADDER",
    "EXAMPLE",
    "PER_LABELS",
    "REASON_SENTENCES",
    "STEP_LABELS",
    "Decision",
    "LeftOut",
    "PastPurchase",
    "Per",
    "Policy",
    "Question",
    "Reason",
    "Rung",
    "Step",
    "check_policy",
    "decide",
    "read_policy",
    "read_question",
    "working",
    "working_policy",
]
