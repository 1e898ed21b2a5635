"""A rule as a validator: what the rule refuses, the form says beside the field."""

from collections.abc import Callable
from typing import Any

from wtforms.validators import ValidationError

from compliance.errors import Refusal


def by_rule(check: Callable[[str], Any]) -> Callable[[Any, Any], None]:
    """Return a validator that puts what `check` makes of the text into the field, or shows its Refusal there."""

    def validate(_form: Any, field: Any) -> None:
        try:
            field.data = check(field.data)
        except Refusal as refusal:
            raise ValidationError(refusal.message) from refusal

    return validate
