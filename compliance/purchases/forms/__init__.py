"""Forms of test purchases."""

from compliance.purchases.forms.accounts import AccountForm, AdditionForm, SigningForm
from compliance.purchases.forms.disputes import (
    AcknowledgeForm,
    CommentForm,
    DecisionForm,
    DisputeCorrectionForm,
    DisputeFilterForm,
    DisputeForm,
    ReviewerForm,
    WithdrawalForm,
)
from compliance.purchases.forms.filter import PurchaseFilterForm
from compliance.purchases.forms.in_store import InStoreCorrectionForm, InStoreForm
from compliance.purchases.forms.listing import ListingCheckForm
from compliance.purchases.forms.online import HandOverForm, OnlineCorrectionForm, OnlineForm
from compliance.purchases.forms.reviews import ReviewForm
from compliance.purchases.forms.statements import StatementForm

__all__ = [
    "AccountForm",
    "AcknowledgeForm",
    "AdditionForm",
    "CommentForm",
    "DecisionForm",
    "DisputeCorrectionForm",
    "DisputeFilterForm",
    "DisputeForm",
    "HandOverForm",
    "InStoreCorrectionForm",
    "InStoreForm",
    "ListingCheckForm",
    "OnlineCorrectionForm",
    "OnlineForm",
    "PurchaseFilterForm",
    "ReviewForm",
    "ReviewerForm",
    "SigningForm",
    "StatementForm",
    "WithdrawalForm",
]
