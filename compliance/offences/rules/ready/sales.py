"""Selling to a person under 18 and delivering, as it comes ready: what the sources that were read support."""

from datetime import date

from compliance.offences.rules.law import ModeOfTrial, OffenceVersion, Provision

ENGLAND_AND_WALES = "England and Wales"
OWA_STARTED = date(2022, 4, 6)
DUE_DILIGENCE = (
    "It is a defence to prove that you took all reasonable precautions and exercised all due diligence to avoid "
    "committing the offence."
)
S141A = "Criminal Justice Act 1988, section 141A"
SALE_ELEMENTS = (
    "a sale",
    "to a person under the age of 18",
    (
        "of a knife, a knife blade, a razor blade, an axe, or another pointed or bladed article made or adapted for "
        "use for causing injury"
    ),
)

SALES: tuple[OffenceVersion, ...] = (
    OffenceVersion(
        provision=Provision.CJA_S141A,
        citation=S141A,
        title="Selling a knife or certain other bladed articles to a person under 18",
        plain_words="It is an offence to sell a knife or certain other bladed articles to a person under 18.",
        elements=SALE_ELEMENTS,
        defence=DUE_DILIGENCE,
        maximum_penalty="6 months' imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=date(2008, 11, 8),
        in_force_to=date(2022, 4, 5),
        source="Croydon v Pinch a Pound [2010] EWHC 3283 (Admin), a sale on 8 November 2008: the earliest day for "
        "which this wording was seen. The largest fine during this period was not read.",
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CJA_S141A,
        citation=S141A,
        title="Selling a knife or certain other bladed articles to a person under 18",
        plain_words="It is an offence to sell a knife or certain other bladed articles to a person under 18. It does "
        "not matter whether the seller meant to do so.",
        elements=SALE_ELEMENTS,
        defence=DUE_DILIGENCE,
        maximum_penalty="6 months' imprisonment, an unlimited fine, or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="CJA 1988 s.141A as amended by the Offensive Weapons Act 2019 s.34(1) (exclusion in s.141A(3)(b) "
        "removed from 6 April 2022, SI 2022/418); Sentencing Council guideline.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.CJA_S141B,
        citation="Criminal Justice Act 1988, section 141B",
        title="The defence where seller and buyer are not in each other's presence",
        plain_words="When the sale is made at a distance, for example online, the defence to section 141A fails unless "
        "four conditions at the least are proved.",
        elements=(
            "a system for checking age that is likely to prevent a person under 18 from buying by that method",
            "a package clearly marked: holds a bladed or pointed article, only for the hands of a person of 18 or over",
            "all reasonable precautions and due diligence to ensure delivery into the hands of a person of 18 or over",
            "no delivery to a locker",
        ),
        defence="It is a defence to prove that you took all reasonable precautions and exercised all due diligence, "
        "including each of the four conditions in section 141B.",
        maximum_penalty="6 months' imprisonment, an unlimited fine, or both (the penalty of section 141A)",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Inserted by the Offensive Weapons Act 2019 s.35; SI 2022/418.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.OWA_S38,
        citation="Offensive Weapons Act 2019, section 38",
        title="Delivering a bladed product to residential premises or to a locker",
        plain_words="A person who sells a bladed product at a distance must not deliver it, or arrange for it to be "
        "delivered, to premises used solely as a residence or to a locker.",
        elements=(
            "a sale of a bladed product (section 41)",
            "seller and buyer not in each other's presence at the time of the sale",
            "delivered, or arranged to be delivered, to premises used solely for residential purposes or to a locker",
        ),
        defence=DUE_DILIGENCE + " Section 40 gives others: procedures likely to ensure delivery into the hands of a "
        "person aged 18 or over; a product made or adapted to the buyer's specifications; and a reasonable belief that "
        "it was for sporting combat or historical re-enactment.",
        maximum_penalty="6 months' imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Offensive Weapons Act 2019 ss.38, 40, 41; SI 2022/418 reg 2.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.OWA_S39,
        citation="Offensive Weapons Act 2019, section 39",
        title="Delivery company: handing a bladed product to a person under 18 at residential premises",
        plain_words="A delivery company that agreed to deliver bladed products for a seller in the United Kingdom must "
        "hand them, at premises used solely as a residence, only to a person aged 18 or over.",
        elements=(
            "a sale of a bladed product (section 41) by a seller within the United Kingdom",
            "seller and buyer not in each other's presence at the time of the sale",
            "an arrangement made before the sale with a body corporate, which knew that it covered bladed products",
            "delivered under that arrangement to premises used solely for residential purposes",
            "not delivered into the hands of a person aged 18 or over",
        ),
        defence=DUE_DILIGENCE,
        maximum_penalty="a fine",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Offensive Weapons Act 2019 ss.39, 40(7), 41; SI 2022/418 reg 2.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.OWA_S42,
        citation="Offensive Weapons Act 2019, section 42",
        title="Delivery company: handing a bladed article from an overseas seller to a person under 18",
        plain_words="A delivery company that agreed to deliver bladed articles for a seller outside the United Kingdom "
        "must hand them, at any address, only to a person aged 18 or over.",
        elements=(
            "a sale, by a seller outside the United Kingdom, of an article to which CJA 1988 section 141A applies",
            "seller and buyer not in each other's presence at the time of the sale",
            "an arrangement made before the sale with a body corporate, which knew that it covered such articles",
            "delivered under that arrangement",
            "not delivered into the hands of a person aged 18 or over",
        ),
        defence=DUE_DILIGENCE,
        maximum_penalty="a fine",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Offensive Weapons Act 2019 s.42; SI 2022/418 reg 2.",
        confirmed=True,
    ),
)
