"""Letters, servings, and all that a letter is made of, for tests. Every one is invented."""

from datetime import UTC, date, datetime

from compliance.accounts.models import Authority, Officer
from compliance.letters.models import Letter, Serving
from compliance.letters.rules import Action, Kind
from compliance.letters.rules.drafting import Decided, Offer, decided_as_dict
from compliance.letters.rules.serving import ServedBy
from compliance.training.models import TrainingSession
from compliance.training.rules import CourseKind
from compliance.visits.models import Visit
from compliance.visits.rules import VisitKind
from tests.factories.base import RowFactory, factory

RECORDED_AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
RECORDED_ON = date(2026, 11, 23)
HEAD = {
    "address": "Invented Town Hall\n1 Example Square\nLondon\nE8 1EA",
    "telephone": "020 7946 0100",
    "email": "tradingstandards@hackney.example",
    "website": "www.hackney.example",
    "complaint_route": "Write to the Complaints Team at the address at the top of this letter.",
    "enforcement_policy": "www.hackney.example/enforcement-policy",
    "privacy_notice": "www.hackney.example/privacy",
}


class VisitedFactory(RowFactory):
    """An advice visit. Give `authority_id`, `outlet_id` and `officer_id`."""

    class Meta:
        model = Visit

    reference = factory.Sequence(lambda n: f"TST-V-2026-{n:04d}")
    kind = next(iter(VisitKind))
    visited_on = date(2026, 11, 10)
    recorded_on = RECORDED_ON
    recorded_at = RECORDED_AT


class OfferedSessionFactory(RowFactory):
    """A session of the accredited course that can be offered. Give `authority_id`."""

    class Meta:
        model = TrainingSession

    reference = factory.Sequence(lambda n: f"TST-TS-2026-{n:04d}")
    course = CourseKind.ACCREDITED
    on = date(2027, 1, 12)
    venue = factory.Sequence(lambda n: f"Invented Hall {n}")
    minutes = 150
    pass_mark = 70
    capacity = 20
    recorded_at = RECORDED_AT


class LetterFactory(RowFactory):
    """A draft. Give `authority_id`, `outlet_id`, and `purchase_id` or `visit_id`."""

    class Meta:
        model = Letter

    reference = factory.Sequence(lambda n: f"TST-L-2026-{n:04d}")
    kind = Kind.FAIL_NOTICE
    template_version = "2026-11"
    decided = factory.LazyFunction(dict)
    facts = factory.LazyFunction(dict)
    drafted_at = RECORDED_AT

    class Params:
        issued = factory.Trait(
            issued_on=RECORDED_ON, issued_at=RECORDED_AT, sha256=factory.Sequence(lambda n: f"{n:064x}"), pages=2
        )


class ServingFactory(RowFactory):
    """Posted first class. Give `authority_id` and `letter_id`."""

    class Meta:
        model = Serving

    how = ServedBy.FIRST_CLASS
    served_on = RECORDED_ON
    recorded_on = RECORDED_ON
    recorded_at = RECORDED_AT


def give_letterhead(authority: Authority, officer: Officer) -> None:
    """Fill in what a letterhead and its officer need."""
    for name, value in HEAD.items():
        setattr(authority, name, value)
    officer.telephone = "020 7946 0101"


def decided(officer_id, /, **changes) -> Decided:
    """What a person would decide of any kind of letter."""
    values = {
        "officer_id": officer_id,
        "product": "a kitchen knife",
        "reason": "this is the first sale that we have found at this business",
        "duties": (Action(text="You must not sell a knife to anyone under 18."),),
        "advice": (
            Action(text="Ask anyone who looks under 25 for proof of age."),
            Action(text="Train all staff.", by_on=date(2026, 12, 21)),
        ),
        "discuss_by_on": date(2026, 12, 7),
        "appeal_by_on": date(2026, 12, 14),
        "offer": Offer(course="Accredited trader training", book_by_on=date(2026, 12, 14)),
    }
    return Decided(**(values | changes))


__all__ = [
    "HEAD",
    "LetterFactory",
    "OfferedSessionFactory",
    "ServingFactory",
    "VisitedFactory",
    "decided",
    "decided_as_dict",
    "give_letterhead",
]
