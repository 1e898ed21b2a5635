"""Which offences the evidence of one test purchase can prove, cannot prove, or cannot prove yet (pure)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from compliance.offences.rules.clock import ALERT_BANDS, prosecution_clock
from compliance.offences.rules.law import OffenceVersion, Provision, quotable, version_on
from compliance.offences.rules.proving import delivery, product, sale
from compliance.offences.rules.proving.answers import Answer, Element, Finding, Proved, Verdict, Whose, verdict_of
from compliance.offences.rules.proving.cautions import cautions_of
from compliance.offences.rules.proving.conditions import judge_conditions
from compliance.offences.rules.proving.facts import ARRIVED, Facts, Result, Stands, Test
from compliance.offences.rules.proving.words import day_words


@dataclass(frozen=True, slots=True)
class _Offence:
    """How one offence is judged: who commits it, on which day, and what must be proved."""

    provision: Provision
    whose: Whose
    day: Callable[[Facts], date | None]
    why_day: Callable[[Facts], str]
    elements: Callable[[Facts, date], Sequence[Element]]


NEW_LAW = frozenset({Provision.OWA_S1, Provision.OWA_S38, Provision.OWA_S39, Provision.OWA_S42, Provision.CJA_S141B})
"""Provisions whose first version in the table is the day they came into force: before it there was no such offence."""


def prove(
    facts: Facts, versions: Sequence[OffenceVersion], *, today: date, bands: Collection[int] = ALERT_BANDS
) -> Proved:
    """Return what the evidence can prove of each offence that the table of law holds, as at `today`.

    Each offence is its elements, each shown, ruled out, or not known from the record: one ruled out and it cannot be
    proved, one not known and it cannot be proved yet. What the record does not say is never taken against anybody, so
    leaving a fact out never makes an offence provable that could not be proved with it. A result that is void, aborted
    or overturned proves nothing. `bands` are the days before a last day at which officers are told. Raises Refusal when
    two versions of the table claim the same day.

    CJA 1988 ss.141, 141A, 141B; OWA 2019 ss.1, 38 to 42; Knives Act 1997 ss.1, 2; ROWA 1959 s.1; Crossbows Act 1987
    ss.1, 2; the time to begin proceedings: MCA 1980 s.127.
    """
    held = {version.provision for version in versions if version.in_force_from is not None}
    findings = tuple(_find(offence, facts, versions, today, bands) for offence in OFFENCES if offence.provision in held)
    main = next((one for one in findings if one.provision is Provision.CJA_S141A), None)
    conditions_law = _conditions_law(facts, main, versions)
    return Proved(
        findings=findings,
        conditions=judge_conditions(facts, conditions_law),
        condition_version=conditions_law,
        why_nothing=sale.why_nothing(facts),
        disputed=facts.stands is Stands.DISPUTED,
        not_in_force=tuple(
            sorted(
                (version for version in versions if version.in_force_from is None),
                key=lambda version: (version.provision, version.citation),
            )
        ),
    )


def _conditions_law(facts: Facts, main: Finding | None, versions: Sequence[OffenceVersion]) -> OffenceVersion | None:
    """Return s.141B as in force on the day of a sale that may be an offence and may have been made at a distance."""
    if main is None or main.verdict is Verdict.CANNOT or facts.remote is False or facts.test is Test.DELIVERY_CHECK:
        return None
    return version_on(versions, main.offence_day or facts.ordered_on, Provision.CJA_S141B)


def _find(
    offence: _Offence, facts: Facts, versions: Sequence[OffenceVersion], today: date, bands: Collection[int]
) -> Finding:
    day = offence.day(facts)
    law_day = day or facts.ordered_on
    version = version_on(versions, law_day, offence.provision)
    elements = (
        sale.standing(facts),
        *offence.elements(facts, law_day),
        sale.witnessed(facts),
        _in_force(offence, facts, version, versions, day),
    )
    verdict = verdict_of(elements)
    named = version or _nearest(versions, offence.provision)
    running = verdict is not Verdict.CANNOT and day is not None and version is not None
    return Finding(
        provision=offence.provision,
        citation=named.citation,
        title=named.title,
        whose=offence.whose,
        elements=elements,
        version=version,
        quotable=quotable(version),
        offence_day=day,
        day_reason=offence.why_day(facts),
        clock=prosecution_clock(day, version, today=today, bands=bands) if running and day and version else None,
        cautions=() if verdict is Verdict.CANNOT else cautions_of(offence.provision, facts, version),
    )


def _nearest(versions: Sequence[OffenceVersion], provision: Provision) -> OffenceVersion:
    """Return the earliest version of a provision, to name it by where none was in force."""
    found = [one for one in versions if one.provision is provision and one.in_force_from is not None]
    return min(found, key=lambda one: one.in_force_from or date.max)


def _in_force(
    offence: _Offence,
    facts: Facts,
    version: OffenceVersion | None,
    versions: Sequence[OffenceVersion],
    offence_day: date | None,
) -> Element:
    day = offence_day or facts.ordered_on
    what = "The law in force on the day, in England and Wales"
    if not facts.in_england_and_wales:
        return Element(
            what=what,
            answer=Answer.NO,
            reason="This was not in England or Wales, whose law the table holds: take legal advice.",
            rests_on=("in_england_and_wales",),
        )
    if version is not None:
        return Element(
            what=what,
            answer=Answer.YES,
            reason=f"{version.citation} was in force on {day_words(day)}.",
            rests_on=("handed_over_on" if offence.whose is Whose.DELIVERY_COMPANY else "ordered_on",),
        )
    first = _nearest(versions, offence.provision)
    began = first.in_force_from
    if offence.provision in NEW_LAW and began is not None and day < began:
        return _before(facts, first, began, offence_day, what)
    return Element(
        what=what,
        answer=Answer.UNKNOWN,
        reason=f"The table of law holds no version of {first.citation} for {day_words(day)}.",
        rests_on=("ordered_on",),
        missing="The law as it stood on that day",
        get="Ask legal services which words were in force, and have the table of law completed.",
    )


def _before(facts: Facts, first: OffenceVersion, began: date, day: date | None, what: str) -> Element:
    """Return the answer for a day before an offence began: no, unless it was or may have been delivered after that."""
    after = [one for one in (facts.dispatched_on, facts.handed_over_on) if one is not None]
    told = f"{first.citation} was not in force on {day_words(day or facts.ordered_on)}; it came into force on "
    told += day_words(began)
    if day is None or any(one >= began for one in after) or (not after and facts.remote is not False):
        return Element(
            what=what,
            answer=Answer.UNKNOWN,
            reason=f"{told}. It was or may have been sent or delivered after that.",
            rests_on=("ordered_on", "dispatched_on", "handed_over_on"),
            missing="The days of dispatch and hand-over, and legal advice on a sale made before that day",
            get="Record both days, and ask legal services.",
        )
    return Element(what=what, answer=Answer.NO, reason=f"{told}.", rests_on=("ordered_on",))


def _sale_day(facts: Facts) -> date | None:
    return None if facts.test is Test.DELIVERY_CHECK else facts.ordered_on


def _why_sale_day(facts: Facts) -> str:
    if facts.test is Test.DELIVERY_CHECK:
        return "The day of the sale is not in this record."
    if facts.test is Test.ONLINE_ORDER:
        return (
            "The day of the order, the earliest of order, dispatch and hand-over: the sale may have been complete "
            "then, so the time can only end too soon."
        )
    return "The day of the sale."


def _supply_day(facts: Facts) -> date:
    return facts.ordered_on


def _why_supply_day(facts: Facts) -> str:
    if facts.test is Test.DELIVERY_CHECK:
        return (
            "The earliest day in this record, which does not hold the sale. The sale was before that, so the time may "
            "end sooner: find out the day of the order."
        )
    if facts.result is Result.OFFERED or facts.test is Test.LISTING_CHECK:
        return "The day on which it was seen offered for sale."
    return "The day on which it was sold, offered or seen for sale."


def _why_delivery_day(facts: Facts) -> str:
    if facts.test is Test.DELIVERY_CHECK:
        return (
            "The earliest day in this record, which does not hold the order. The delivery may have been arranged "
            "before that, so the time may end sooner: find out the day of the order."
        )
    if facts.arranged_on is not None:
        return "The earliest of the days on which delivery was arranged, dispatched and made."
    return (
        "The day of the order, because the seller may have arranged the delivery as soon as it took the order: so the "
        "time can only end too soon."
    )


def _hand_over_day(facts: Facts) -> date | None:
    return facts.handed_over_on if facts.handed_over in ARRIVED else None


def _why_hand_over_day(facts: Facts) -> str:
    if _hand_over_day(facts) is None:
        return "The day of the hand-over, which is not recorded yet."
    return "The day of the hand-over: this offence is committed when it is delivered."


OFFENCES: tuple[_Offence, ...] = (
    _Offence(
        Provision.CJA_S141A,
        Whose.SELLER,
        _sale_day,
        _why_sale_day,
        lambda facts, day: (
            sale.sold(facts),
            sale.under_18(facts),
            product.article(facts, day),
            sale.known_seller(facts),
        ),
    ),
    _Offence(
        Provision.OWA_S38,
        Whose.SELLER,
        delivery.earliest_delivery_day,
        _why_delivery_day,
        lambda facts, _day: (
            sale.sold(facts),
            sale.remote(facts),
            product.bladed_product(facts),
            delivery.delivered_or_arranged(facts),
            delivery.to_home_or_locker(facts),
            sale.known_seller(facts),
        ),
    ),
    _Offence(
        Provision.OWA_S39,
        Whose.DELIVERY_COMPANY,
        _hand_over_day,
        _why_hand_over_day,
        lambda facts, _day: (
            sale.sold(facts),
            sale.remote(facts),
            product.bladed_product(facts),
            delivery.seller_within_uk(facts, within=True),
            delivery.body_corporate(facts),
            delivery.arranged_before(facts),
            delivery.aware(facts, of="bladed products"),
            delivery.delivered(facts),
            delivery.to_home(facts),
            delivery.not_into_adult_hands(facts),
        ),
    ),
    _Offence(
        Provision.OWA_S42,
        Whose.DELIVERY_COMPANY,
        _hand_over_day,
        _why_hand_over_day,
        lambda facts, day: (
            sale.sold(facts),
            sale.remote(facts),
            product.article(facts, day),
            delivery.seller_within_uk(facts, within=False),
            delivery.body_corporate(facts),
            delivery.arranged_before(facts),
            delivery.aware(facts, of="bladed articles"),
            delivery.delivered(facts),
            delivery.not_into_adult_hands(facts),
        ),
    ),
    _Offence(
        Provision.CJA_S141,
        Whose.SELLER,
        _supply_day,
        _why_supply_day,
        lambda facts, _day: (sale.supplied(facts), product.prohibited(facts), sale.known_seller(facts)),
    ),
    _Offence(
        Provision.ROWA_S1,
        Whose.SELLER,
        _supply_day,
        _why_supply_day,
        lambda facts, _day: (sale.supplied(facts), product.flick_or_gravity(facts), sale.known_seller(facts)),
    ),
    _Offence(
        Provision.KNIVES_S1,
        Whose.SELLER,
        _supply_day,
        _why_supply_day,
        lambda facts, _day: (
            sale.supplied(facts),
            product.knife(facts),
            product.for_combat(facts),
            sale.known_seller(facts),
        ),
    ),
    _Offence(
        Provision.KNIVES_S2,
        Whose.SELLER,
        _supply_day,
        _why_supply_day,
        lambda facts, _day: (
            product.published(facts),
            product.knife(facts),
            product.for_combat(facts),
            sale.known_seller(facts),
        ),
    ),
    _Offence(
        Provision.OWA_S1,
        Whose.SELLER,
        _sale_day,
        _why_sale_day,
        lambda facts, _day: (
            sale.sold(facts),
            sale.under_18(facts),
            product.corrosive(facts),
            sale.known_seller(facts),
        ),
    ),
    _Offence(
        Provision.CROSSBOWS_S1,
        Whose.SELLER,
        _sale_day,
        _why_sale_day,
        lambda facts, _day: (
            sale.sold(facts),
            sale.under_18(facts),
            product.crossbow(facts),
            product.draw_weight(facts),
            sale.known_seller(facts),
        ),
    ),
    _Offence(
        Provision.CROSSBOWS_S2,
        Whose.BUYER,
        _sale_day,
        _why_sale_day,
        lambda facts, _day: (
            sale.sold(facts),
            sale.under_18(facts),
            product.crossbow(facts),
            product.draw_weight(facts),
        ),
    ),
)
"""Every offence that a test purchase may turn on, those of a sale to a person under 18 first."""

WHOSE_LABELS: Mapping[Whose, str] = {
    Whose.SELLER: "The seller",
    Whose.DELIVERY_COMPANY: "The delivery company",
    Whose.BUYER: "The buyer: our own volunteer",
}

VERDICT_LABELS: Mapping[Verdict, str] = {
    Verdict.CAN: "Can prove",
    Verdict.NOT_YET: "Not yet",
    Verdict.CANNOT: "Cannot prove",
}
