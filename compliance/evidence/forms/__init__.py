"""What is typed of evidence."""

from compliance.evidence.forms.exhibits import AdditionForm, ItemForm, ReasonForm, TransferForm, moment
from compliance.evidence.forms.store import LabelsForm, StoreFilterForm

__all__ = ["AdditionForm", "ItemForm", "LabelsForm", "ReasonForm", "StoreFilterForm", "TransferForm", "moment"]
