"""What is typed when an exhibit is disposed of, and when a copy of the evidence is handed out."""

from flask_babel import lazy_gettext as _l

from compliance.evidence.forms import moment
from compliance.evidence.rules import FINAL, PURPOSE_LABELS, NewDisposal, Purpose
from compliance.evidence.rules.copies import NewCopy
from compliance.forms import Choice, DateField, Form, HiddenField, RadiosField, TextAreaField, TextField, TimeField


class DisposalForm(Form):
    purpose = RadiosField(
        _l("What was done with it"),
        [Choice(one.value, _l(PURPOSE_LABELS[one]), one) for one in Purpose if one in FINAL],
        noun=_l("what was done with it"),
    )
    done_by = TextField(
        _l("Who did it, or got it back"), hint=_l("Name and where they work"), noun=_l("who did it, or got it back")
    )
    witnessed_by = TextField(_l("Who saw it"), hint=_l("Somebody else"), noun=_l("who saw it"))
    on = DateField(_l("Day"), past=True, noun=_l("the day"))
    at = TimeField(_l("Time"), hint=_l("Such as 14:32"), noun=_l("the time"))
    place = TextField(_l("Where"), noun=_l("where it was done"))
    method = TextField(
        _l("How"), hint=_l("Such as melted down, or handed over at the counter"), noun=_l("how it was done")
    )
    reason = TextAreaField(_l("Why"), limit=250, rows=2, noun=_l("why it is disposed of"))
    case_closed = TextAreaField(
        _l("How the case ended"),
        hint=_l("Asked when an offence that has no time limit could still be prosecuted"),
        limit=240,
        rows=2,
        required=False,
    )

    def disposal(self) -> NewDisposal:
        """Return what was typed."""
        return NewDisposal(
            purpose=self.purpose.data,
            done_by=self.done_by.data,
            witnessed_by=self.witnessed_by.data,
            at=moment(self.on.data, self.at.data),
            place=self.place.data,
            method=self.method.data,
            reason=self.reason.data,
            case_closed=self.case_closed.data or "",
        )


class CopyForm(Form):
    submission = HiddenField()
    to_whom = TextField(
        _l("Who gets it"), hint=_l("Name and where they work, such as a solicitor or the court"), noun=_l("who gets it")
    )
    reason = TextAreaField(
        _l("Why"), hint=_l("Such as disclosure in the case against the company"), limit=500, rows=3, noun=_l("why")
    )

    def copy(self) -> NewCopy:
        """Return what was typed."""
        return NewCopy(to_whom=self.to_whom.data, reason=self.reason.data)
