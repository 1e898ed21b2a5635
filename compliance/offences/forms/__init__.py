"""Forms of the law: a filter, a version of a provision, a kind of product, and what is said of either."""

from compliance.offences.forms.changing import BeginForm, ConfirmForm, EndForm, WithdrawForm
from compliance.offences.forms.filtering import KindFilterForm, LawFilterForm
from compliance.offences.forms.versions import KindForm, VersionForm

__all__ = [
    "BeginForm",
    "ConfirmForm",
    "EndForm",
    "KindFilterForm",
    "KindForm",
    "LawFilterForm",
    "VersionForm",
    "WithdrawForm",
]
