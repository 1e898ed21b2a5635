"""Weapons, crossbows, corrosives and marketing as they come ready: what the sources that were read support, no more."""

from datetime import date

from compliance.offences.rules.law import ModeOfTrial, OffenceVersion, Provision
from compliance.offences.rules.ready.sales import ENGLAND_AND_WALES, OWA_STARTED

_REVISED = date(2010, 4, 12)
_FROM_HERE = (
    " The law is older; the copy that was read does not say since when it stands so. 6 April 2022, when the Offensive "
    "Weapons Act 2019 came in, is the first day that this table vouches for."
)

WEAPONS: tuple[OffenceVersion, ...] = (
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
        extent=ENGLAND_AND_WALES,
        in_force_from=date(2010, 4, 12),
        in_force_to=None,
        source="Knives Act 1997 ss.1, 3, 4, as the revised text of 12 April 2010 has it; the offence is older.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.KNIVES_S2,
        citation="Knives Act 1997, section 2",
        title="Publishing material that markets a knife unlawfully",
        plain_words="Material must not be published that markets a knife in a way that suggests that it is suitable "
        "for combat, or that is likely to encourage violent behaviour with it as a weapon.",
        elements=(
            "publishing written, pictorial or other material in connection with the marketing of a knife",
            "the material suggests it is suitable for combat, or is likely to encourage violence with it as a weapon",
        ),
        defence="Sections 3 and 4 give the defences: exempt trades, where the marketing was reasonable and nothing "
        "gave rise to suspicion; no knowledge or grounds to suspect; all reasonable precautions and all due diligence.",
        maximum_penalty="in a magistrates' court 12 months' imprisonment, a fine, or both; in the Crown Court 4 years' "
        "imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.EITHER_WAY,
        extent=ENGLAND_AND_WALES,
        in_force_from=_REVISED,
        in_force_to=None,
        source="Knives Act 1997 ss.2, 3, 4, as the revised text of 12 April 2010 has it; the offence is older.",
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.CJA_S141,
        citation="Criminal Justice Act 1988, section 141(1)",
        title="Selling, offering or having for sale a specified offensive weapon",
        plain_words="It is an offence to make, sell, hire, offer, expose or possess for sale or hire a weapon that is "
        "specified by order. The age of the buyer does not matter.",
        elements=(
            "making, selling or hiring, or offering, exposing or possessing for sale or hire",
            "a weapon to which section 141 applies (specified by order)",
        ),
        defence="Not confirmed: the defences of section 141 were not read. Take legal advice.",
        maximum_penalty="6 months' imprisonment, a fine (level 5 in the text that was read), or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="CJA 1988 s.141(1) (elements and penalty read; the defences, and the order that lists the weapons, were "
        "not)." + _FROM_HERE,
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CJA_S139,
        citation="Criminal Justice Act 1988, section 139",
        title="Having an article with a blade or point in a public place",
        plain_words="It is an offence to have a bladed or pointed article in a public place without good reason or "
        "lawful authority. A volunteer who carries what was bought out of the shop is within its reach: the item goes "
        "to the officer at once, and the time is written down.",
        elements=(
            "having a bladed or pointed article other than a folding pocket knife of 3 inches (7.62 cm) or less",
            "in a public place",
        ),
        defence="It is a defence to prove good reason or lawful authority for having it there.",
        maximum_penalty="in a magistrates' court 6 months' imprisonment, a fine, or both; in the Crown Court 4 years' "
        "imprisonment, a fine, or both",
        mode_of_trial=ModeOfTrial.EITHER_WAY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="CJA 1988 s.139 (elements, defence and terms of imprisonment read)." + _FROM_HERE,
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.ROWA_S1,
        citation="Restriction of Offensive Weapons Act 1959, section 1(1)",
        title="Selling, hiring or offering a flick knife or a gravity knife",
        plain_words="It is an offence to sell, hire, or offer for sale or hire a flick knife or a gravity knife.",
        elements=(
            "selling or hiring, or offering for sale or hire",
            "a flick knife or a gravity knife",
        ),
        defence="Not confirmed: the text was not read in full. Take legal advice.",
        maximum_penalty="Not confirmed",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="ROWA 1959 s.1(1), read only as the Offensive Weapons Act 2019 ss.64, 65 list it; its penalty, mode of "
        "trial and defences were not." + _FROM_HERE,
        confirmed=False,
    ),
    OffenceVersion(
        provision=Provision.CROSSBOWS_S1,
        citation="Crossbows Act 1987, section 1",
        title="Selling or hiring a crossbow or part of one to a person under 18",
        plain_words="It is an offence to sell or hire a crossbow with a draw weight of 1.4 kg or more, or part of one, "
        "to a person under 18.",
        elements=(
            "a sale or hire",
            "of a crossbow with a draw weight of 1.4 kilograms or more, or part of one",
            "to a person under the age of 18",
        ),
        defence="It is a defence to believe, with reasonable ground, that the person is 18 or over.",
        maximum_penalty="6 months' imprisonment, a fine (level 5 in the text that was read), or both",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Crossbows Act 1987 s.1 (elements, belief defence and penalty read)." + _FROM_HERE,
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.CROSSBOWS_S2,
        citation="Crossbows Act 1987, section 2",
        title="Buying or hiring a crossbow or part of one when under 18",
        plain_words="A person under 18 who buys or hires a crossbow or part of one commits an offence. In England and "
        "Wales nothing authorises a young buyer, as section 3A does in Scotland.",
        elements=(
            "a person under the age of 18",
            "buying or hiring a crossbow with a draw weight of 1.4 kilograms or more, or part of one",
        ),
        defence="None was read in the text.",
        maximum_penalty="a fine (level 3 in the text that was read)",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Crossbows Act 1987 s.2." + _FROM_HERE,
        confirmed=True,
    ),
    OffenceVersion(
        provision=Provision.OWA_S1,
        citation="Offensive Weapons Act 2019, section 1",
        title="Selling a corrosive product to a person under 18",
        plain_words="It is an offence to sell a corrosive product to a person under 18.",
        elements=("a sale", "to a person under the age of 18", "of a corrosive product"),
        defence="Not confirmed: the text of section 1, and of section 2 on sales at a distance, was not read.",
        maximum_penalty="Not confirmed",
        mode_of_trial=ModeOfTrial.SUMMARY,
        extent=ENGLAND_AND_WALES,
        in_force_from=OWA_STARTED,
        in_force_to=None,
        source="Offensive Weapons Act 2019 ss.1 to 4, in force 6 April 2022: the headings and the text of section 4 "
        "were read, not section 1 itself nor the list of substances.",
        confirmed=False,
    ),
)
