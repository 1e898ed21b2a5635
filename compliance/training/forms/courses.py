"""Forms of courses, of modules completed, of refusals withdrawn, and of the policy."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from compliance.database import new_id
from compliance.forms import (
    CheckboxField,
    Choice,
    DateField,
    Form,
    HiddenField,
    MoneyField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    WholeNumberField,
    choices,
)
from compliance.training.rules import (
    COURSE_LABELS,
    COURSE_NAMES,
    HOW_SHOWN_LABELS,
    CourseKind,
    HowShown,
    NewCompletion,
    NewCourse,
    NewPolicy,
    NewWithdrawal,
    Policy,
)


class CourseForm(Form):
    id = HiddenField()
    kind = RadiosField(_l("Kind of course"), choices(CourseKind, COURSE_LABELS), default=CourseKind.ACCREDITED)
    name = TextField(_l("Name"), limit=120)
    provider = TextField(_l("Provider"), required=False, limit=120)
    minutes = WholeNumberField(_l("Minutes it takes"), least=1, most=1440, suffix=_l("minutes"))
    pass_mark = WholeNumberField(
        _l("Pass mark"), most=100, suffix="%", required=False, needed_when=("kind", CourseKind.ACCREDITED)
    )
    price_pence = MoneyField(_l("Price for one person"), required=False, hint=_l("Leave blank when it is free"))
    modules = TextAreaField(
        _l("Modules of e-learning"),
        required=False,
        rows=6,
        limit=1000,
        hint=_l("One on each line, in order. The course is completed when the knowledge check of each is passed"),
    )
    is_active = CheckboxField(_l("Offered now"), default=True)

    def begin(self) -> None:
        """Give a new form the identifier by which a second sending is known."""
        self.id.process_data(str(new_id()))

    def fill(self, course: Any, modules: Sequence[Any]) -> None:
        """Fill in a course as it stands."""
        for name in ("kind", "name", "provider", "minutes", "pass_mark", "price_pence", "is_active"):
            self[name].process_data(getattr(course, name))
        self.modules.process_data("\n".join(one.name for one in modules if one.asked_to_on is None))

    def new_course(self) -> NewCourse:
        """Return the course that was filled in."""
        lines = (" ".join(line.split()) for line in self.modules.data.splitlines())
        return NewCourse(
            kind=self.kind.data,
            name=self.name.data,
            minutes=self.minutes.data,
            pass_mark=self.pass_mark.data,
            price_pence=self.price_pence.data or 0,
            provider=self.provider.data,
            is_active=bool(self.is_active.data),
            modules=tuple(line[:120] for line in lines if line),
        )


class CourseCorrectionForm(CourseForm):
    version = HiddenField()
    reason = TextAreaField(_l("Why is this changed?"), rows=2, limit=500, hint=_l("Kept in the history"))


class CompletionForm(Form):
    module_id = SelectField(_l("Module"), blank=_l("Select a module"), missing=_l("Select a module"))
    person = TextField(_l("Who completed it?"), noun=_l("the name of the person"), limit=120)
    completed_on = DateField(_l("On which day?"), past=True)
    check_passed = RadiosField(
        _l("Was the knowledge check passed?"), [Choice("yes", _l("Yes"), True), Choice("no", _l("No"), False)]
    )
    how_shown = RadiosField(_l("How do you know?"), choices(HowShown, HOW_SHOWN_LABELS))

    def offer(self, modules: Sequence[tuple[Any, Any]]) -> None:
        """Offer the modules of the authority's courses."""
        self.module_id.choices = [
            Choice(str(module.id), f"{course.name}: {module.name}", module.id) for course, module in modules
        ]

    def new_completion(self) -> NewCompletion:
        """Return what was filled in."""
        return NewCompletion(
            module_id=self.module_id.data,
            person=self.person.data,
            completed_on=self.completed_on.data,
            check_passed=self.check_passed.data,
            how_shown=self.how_shown.data,
        )


class WithdrawalForm(Form):
    withdrawn_on = DateField(
        _l("From which day?"), past=True, hint=_l("What came by the end of this day counts no more as a refusal")
    )
    reason = TextAreaField(_l("Why is the refusal withdrawn?"), rows=3, limit=1000)
    words = TextAreaField(
        _l("What the trader said"), required=False, rows=3, hint=_l("In their own words, if they asked for it")
    )

    def begin(self, today: date) -> None:
        """Fill in today."""
        self.withdrawn_on.process_data(today)

    def new_withdrawal(self) -> NewWithdrawal:
        """Return what was filled in."""
        return NewWithdrawal(self.withdrawn_on.data, self.reason.data, self.words.data)


class StrikingOutForm(Form):
    reason = TextAreaField(_l("Why is it struck out?"), rows=2, limit=500, hint=_l("It stays on record, struck out"))


class TrainingPolicyForm(Form):
    in_force_from = DateField(_l("From which day does it apply?"), noun=_l("the day from which it applies"))
    course = RadiosField(_l("Which course makes an outlet trained?"), choices(CourseKind, COURSE_NAMES))
    refresh_months = WholeNumberField(
        _l("Refreshed after"),
        least=1,
        most=120,
        width="3",
        suffix=_l("months"),
        hint=_l("That day itself still counts"),
    )
    unanswered = WholeNumberField(
        _l("Unanswered invitations that are a refusal"),
        least=1,
        most=10,
        width="2",
        hint=_l("Served on different days, without reply past their dates"),
    )
    minutes = WholeNumberField(
        _l("Length of an accredited course"), least=1, most=1440, width="4", suffix=_l("minutes")
    )
    reply_days = WholeNumberField(_l("Time to reply"), least=1, most=365, width="3", suffix=_l("days"))
    remind_days_before = WholeNumberField(
        _l("Reminder before the session"), most=365, width="3", suffix=_l("days before")
    )
    refresh_notice_days = WholeNumberField(
        _l("Refresh on the lists"), most=365, width="3", suffix=_l("days before it is due")
    )
    reason = TextAreaField(
        _l("Why is it set, and who decided it?"),
        limit=1000,
        rows=3,
        missing=_l("Say why the policy is set, and who decided it"),
    )

    def fill(self, policy: Policy) -> None:
        """Fill in the policy that stands."""
        for name in Policy.__dataclass_fields__:
            self[name].process_data(getattr(policy, name))

    def new_policy(self) -> NewPolicy:
        """Return the policy that was filled in."""
        policy = Policy(**{name: self[name].data for name in Policy.__dataclass_fields__})
        return NewPolicy(policy, self.in_force_from.data, self.reason.data)
