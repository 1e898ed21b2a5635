"""Reads of the repeat-offender list: the policy of a day, the list as at a day, one outlet, and lists as printed."""

from compliance.escalations.queries.lists import judge_outlet, list_repeat_offenders
from compliance.escalations.queries.policies import POLICY, dated_policy_on, list_policies, policy_on
from compliance.escalations.queries.printed import (
    find_asked,
    get_printed_list,
    has_printed,
    list_printed,
    overturned_since,
    read_printed_list,
)

__all__ = [
    "POLICY",
    "dated_policy_on",
    "find_asked",
    "get_printed_list",
    "has_printed",
    "judge_outlet",
    "list_policies",
    "list_printed",
    "list_repeat_offenders",
    "overturned_since",
    "policy_on",
    "read_printed_list",
]
