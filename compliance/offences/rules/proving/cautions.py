"""What an officer has to know before acting on what the evidence can prove; it changes no verdict (pure)."""

from compliance.offences.rules.law import OffenceVersion, Provision, quotable
from compliance.offences.rules.proving.facts import Address, Facts, HandedOver, Stands, Test
from compliance.offences.rules.proving.words import day_words

_OF_THE_SELLER = frozenset(
    {
        Provision.CJA_S141A,
        Provision.OWA_S38,
        Provision.CJA_S141,
        Provision.ROWA_S1,
        Provision.KNIVES_S1,
        Provision.KNIVES_S2,
        Provision.OWA_S1,
        Provision.CROSSBOWS_S1,
    }
)
_OF_A_YOUNG_BUYER = frozenset({Provision.CJA_S141A, Provision.OWA_S1, Provision.CROSSBOWS_S1})
_OF_A_COURIER = frozenset({Provision.OWA_S39, Provision.OWA_S42})


def cautions_of(provision: Provision, facts: Facts, version: OffenceVersion | None) -> tuple[str, ...]:
    """Return what stands beside an offence that can or may yet be proved, as sentences; often nothing."""
    found = []
    if facts.stands is Stands.DISPUTED:
        found.append("The trader disputes this result. It stands while the dispute waits to be decided.")
    if version is not None and not quotable(version):
        found.append("The words of this law are not confirmed: they can be shown, not quoted.")
    if provision in _OF_THE_SELLER:
        found += _of_the_seller(facts)
    if provision in _OF_A_YOUNG_BUYER:
        found += _of_a_young_buyer(facts)
    if provision is Provision.OWA_S38:
        found += _of_the_address(facts)
    if provision in _OF_A_COURIER:
        found += _of_the_courier(facts)
        found += _of_an_earlier_sale(facts, version)
    return (*found, *_of_the_weapon(provision))


def _of_the_seller(facts: Facts) -> list[str]:
    found = []
    if not facts.seller.strip():
        found.append("Who ran the shop on that day is not confirmed: confirm it before anybody is written to.")
    if facts.seller_in_uk is False:
        found.append(
            "The seller is outside the United Kingdom: whether a court here can try it is a matter for legal advice. "
            "Section 42 reaches the delivery company instead."
        )
    if facts.marketplace.strip():
        found.append(
            f"It was sold through {facts.marketplace.strip()}: the seller is whoever sold it there, and the "
            "marketplace only where it sells itself."
        )
    return found


def _of_a_young_buyer(facts: Facts) -> list[str]:
    found = []
    later = [day for day in (facts.dispatched_on, facts.handed_over_on) if day is not None]
    if facts.buyer_age == 17 and any(day > facts.ordered_on for day in later):
        found.append(
            "The buyer was 17 on the day of the order. Show that they were still under 18 when it was sent and handed "
            "over: the sale may have been complete only then."
        )
    if facts.declared_age_true is False:
        found.append(
            "A false age was given when buying. The offence does not depend on what the seller believed, but the "
            "seller will rely on it, and whoever authorised it must say so in a statement."
        )
    if facts.handed_over is HandedOver.REFUSED:
        found.append("The hand-over was refused: whether the sale was complete is a matter for legal advice.")
    if facts.handed_over is HandedOver.NOT_DELIVERED:
        found.append("It was never delivered: whether the sale was complete is a matter for legal advice.")
    if facts.remote is False and facts.reached_officer is None:
        found.append(
            "Record when the item reached the officer: carrying a knife in public is within CJA 1988 section 139."
        )
    if facts.remote is False:
        found.append("How old the volunteer looked is material (Enfield v Argos, 2008): keep that day’s photograph.")
    return found


def _of_the_address(facts: Facts) -> list[str]:
    if facts.address is Address.LOCKER or facts.handed_over is HandedOver.LOCKER:
        return ["Keep what shows that the locker was agreed between seller and buyer (section 38(7))."]
    if facts.address is Address.RESIDENTIAL:
        return ["Keep proof that the address is used solely as a home, such as the occupier’s statement."]
    return []


def _of_the_courier(facts: Facts) -> list[str]:
    found = []
    if facts.handed_over is HandedOver.HANDED_OVER_AFTER_ID:
        found.append("ID was looked at when it was handed over, on which the company’s defence may rest.")
    if facts.handed_over is HandedOver.LEFT_WITH_NEIGHBOUR:
        found.append("It was left with a neighbour: whether it was delivered to the buyer’s premises is for argument.")
    return found


def _of_an_earlier_sale(facts: Facts, version: OffenceVersion | None) -> list[str]:
    began = version.in_force_from if version is not None else None
    if began is None or facts.test is Test.DELIVERY_CHECK or facts.ordered_on >= began:
        return []
    told = f"It was sold on {day_words(facts.ordered_on)}, before this section came into force on {day_words(began)}"
    return [f"{told}: whether it reaches this delivery is a matter for legal advice."]


def _of_the_weapon(provision: Provision) -> list[str]:
    if provision is Provision.CJA_S141:
        return ["The court must be shown that it fits a description in the order; exemptions and defences apply."]
    if provision is Provision.OWA_S1:
        return ["The substance and its concentration must be proved; at a distance section 2 narrows the defence."]
    if provision is Provision.CROSSBOWS_S1:
        return ["It is a defence to have believed on reasonable grounds that the buyer was 18 or over."]
    if provision is Provision.CROSSBOWS_S2:
        said = "The volunteer would be the one who committed it, and nothing in England and Wales authorises them."
        return [f"{said} Stop, and tell legal services today."]
    return []
