"""Forms of the imports, step by step."""

from compliance.imports.forms.columns import ColumnsForm, MatchRow, columns_form
from compliance.imports.forms.deciding import AcceptForm, AnswersForm, UndoForm, answers_form
from compliance.imports.forms.filtering import OutcomeFilterForm, RunFilterForm
from compliance.imports.forms.mappings import RenameMappingForm, UseMappingForm
from compliance.imports.forms.uploading import OptionsForm, SheetForm, UploadForm
from compliance.imports.forms.values import ValuesForm, values_form

__all__ = [
    "AcceptForm",
    "AnswersForm",
    "ColumnsForm",
    "MatchRow",
    "OptionsForm",
    "OutcomeFilterForm",
    "RenameMappingForm",
    "RunFilterForm",
    "SheetForm",
    "UndoForm",
    "UploadForm",
    "UseMappingForm",
    "ValuesForm",
    "answers_form",
    "columns_form",
    "values_form",
]
