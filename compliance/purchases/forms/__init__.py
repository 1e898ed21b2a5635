"""Forms of test purchases."""

from compliance.purchases.forms.disputes import DecisionForm, DisputeForm
from compliance.purchases.forms.filter import PurchaseFilterForm
from compliance.purchases.forms.in_store import InStoreCorrectionForm, InStoreForm
from compliance.purchases.forms.online import HandOverForm, OnlineCorrectionForm, OnlineForm

__all__ = [
    "DecisionForm",
    "DisputeForm",
    "HandOverForm",
    "InStoreCorrectionForm",
    "InStoreForm",
    "OnlineCorrectionForm",
    "OnlineForm",
    "PurchaseFilterForm",
]
