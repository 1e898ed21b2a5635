"""What is done with the list: set a policy from a day on, print the list, export it."""

from compliance.escalations.services.policies import set_policy
from compliance.escalations.services.printing import print_list, record_listing

__all__ = ["print_list", "record_listing", "set_policy"]
