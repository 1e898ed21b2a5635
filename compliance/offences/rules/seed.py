"""The offences as first loaded: what the sources that were read support, and no more."""

from datetime import date

from compliance.offences.rules.law import ModeOfTrial, OffenceVersion, Provision

_ENGLAND_AND_WALES = "England and Wales"
_OWA_STARTED = date(2022, 4, 6)
_DUE_DILIGENCE = (
    "It is a defence to prove that you took all reasonable precautions and exercised all due diligence to avoid "
    "committing the offence."
)
_S141A = "Criminal Justice Act 1988, section 141A"
_SALE_ELEMENTS = (
    "a sale",
    "to a person under the age of 18",
    "of a knife, a knife blade, a razor blade, an axe, or another pointed or bladed article made for causing injury",
)
_UNKNOWN = "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known."

SEED: tuple[OffenceVersion, ...] = (
    OffenceVersion(
        provision=Provision.CJA_S141A,
        citation=_S141A,
        title="Selling a knife or certain other bladed articles to a person under 18",
        plain_words="It is an offence to sell a knife or certain other bladed articles to a person under 18.",
        elements=_SALE_ELEMENTS,
        defence=_DUE_DILIGENCE,
        maximum_penalty="6 months' imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=date(2008, 11, 8),
        in_force_to=date(2022, 4, 5),
        source="Croydon v Pinch a Pound [2010] EWHC 3283 (Admin), a sale on 8 November 2008: the earliest day for "
        "which this wording was seen. The largest fine during this period was not read.",
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CJA_S141A,
        citation=_S141A,
        title="Selling a knife or certain other bladed articles to a person under 18",
        plain_words="It is an offence to sell a knife or certain other bladed articles to a person under 18. It does "
        "not matter whether the seller meant to do so.",
        elements=_SALE_ELEMENTS,
        defence=_DUE_DILIGENCE,
        maximum_penalty="6 months' imprisonment, an unlimited fine, or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=_OWA_STARTED,
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
        extent=_ENGLAND_AND_WALES,
        in_force_from=_OWA_STARTED,
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
        defence=_DUE_DILIGENCE + " Section 40 gives others: procedures likely to ensure delivery into the hands of a "
        "person aged 18 or over; a product made or adapted to the buyer's specifications; and a reasonable belief that "
        "it was for sporting combat or historical re-enactment.",
        maximum_penalty="6 months' imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=_OWA_STARTED,
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
        defence=_DUE_DILIGENCE,
        maximum_penalty="a fine",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=_OWA_STARTED,
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
        defence=_DUE_DILIGENCE,
        maximum_penalty="a fine",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=_OWA_STARTED,
        in_force_to=None,
        source="Offensive Weapons Act 2019 s.42; SI 2022/418 reg 2.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.KNIVES_S1,
        citation="Knives Act 1997, section 1",
        title="Unlawful marketing of knives",
        plain_words="A knife must not be marketed in a way that suggests that it is suitable for combat, or that is "
        "likely to encourage violent behaviour with it as a weapon.",
        elements=(
            "marketing a knife: selling, hiring, offering or exposing it, or having it to sell or hire",
            "in a way that suggests it is suitable for combat, or is likely to encourage violence with it as a weapon",
        ),
        defence="Sections 3 and 4 give the defences: exempt trades, where the marketing was reasonable and nothing "
        "gave rise to suspicion; no knowledge or grounds to suspect; all reasonable precautions and all due diligence.",
        maximum_penalty="in a magistrates' court 12 months' imprisonment, a fine, or both; in the Crown Court 4 years' "
        "imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.EITHER_WAY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=date(2010, 4, 12),
        in_force_to=None,
        source="Knives Act 1997 ss.1, 3, 4, as the revised text of 12 April 2010 has it; the offence is older.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.CJA_S141A,
        citation=_S141A + " as amended by the Crime and Policing Act 2026",
        title="Selling a knife or certain other bladed articles to a person under 18 (increased penalty)",
        plain_words="Announced: the offence of section 141A becomes triable either way, with a higher maximum penalty.",
        elements=_SALE_ELEMENTS,
        defence=_DUE_DILIGENCE,
        maximum_penalty="2 years' imprisonment (as announced; not confirmed)",
        mode_of_trial=ModeOfTrial.EITHER_WAY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=None,
        in_force_to=None,
        source=_UNKNOWN,
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CJA_S141B,
        citation="Criminal Justice Act 1988, section 141B as amended by the Crime and Policing Act 2026",
        title="The defence where seller and buyer are not in each other's presence (identity document and photograph)",
        plain_words="Announced: the first condition becomes a copy of an identity document and a photograph of the "
        "buyer, or a prescribed alternative.",
        elements=("a copy of an identity document and a photograph of the buyer, or a prescribed alternative",),
        defence="Not confirmed.",
        maximum_penalty="Not confirmed",
        mode_of_trial=ModeOfTrial.EITHER_WAY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=None,
        in_force_to=None,
        source=_UNKNOWN,
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CPA_DELIVERY,
        citation="Crime and Policing Act 2026",
        title="Delivering a bladed article to a person who is not the buyer",
        plain_words="Announced: a courier must check photographic identity and hand the article only to the buyer.",
        elements=("delivery of a bladed article sold at a distance into the hands of someone other than the buyer",),
        defence="Not confirmed.",
        maximum_penalty="Not confirmed",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=None,
        in_force_to=None,
        source=_UNKNOWN,
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CPA_BULK,
        citation="Crime and Policing Act 2026",
        title="Failing to report a bulk remote sale of bladed articles",
        plain_words="Announced: a seller must report six or more bladed articles, or certain sets of them, sold at a "
        "distance in one sale, or in two or more within 30 days to one person or one residential address.",
        elements=("a remote sale that must be reported", "no report"),
        defence="Not confirmed.",
        maximum_penalty="Not confirmed",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=_ENGLAND_AND_WALES,
        in_force_from=None,
        in_force_to=None,
        source=_UNKNOWN,
        confirmed=False,
    ),
)
