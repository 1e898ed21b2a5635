"""The Crime and Policing Act 2026 as it comes ready: enacted, the day it comes into force not known, never quoted."""

from compliance.offences.rules.law import ModeOfTrial, OffenceVersion, Provision
from compliance.offences.rules.ready.sales import DUE_DILIGENCE, ENGLAND_AND_WALES, S141A, SALE_ELEMENTS

_UNKNOWN = "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known."

PENDING: tuple[OffenceVersion, ...] = (
    OffenceVersion(
        provision=Provision.CJA_S141A,
        citation=S141A + " as amended by the Crime and Policing Act 2026",
        title="Selling a knife or certain other bladed articles to a person under 18 (increased penalty)",
        plain_words="Announced: the offence of section 141A becomes triable either way, with a higher maximum penalty.",
        elements=SALE_ELEMENTS,
        defence=DUE_DILIGENCE,
        maximum_penalty="2 years' imprisonment (as announced; not confirmed)",
        mode_of_trial=ModeOfTrial.EITHER_WAY,
        extent=ENGLAND_AND_WALES,
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
        extent=ENGLAND_AND_WALES,
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
        extent=ENGLAND_AND_WALES,
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
        extent=ENGLAND_AND_WALES,
        in_force_from=None,
        in_force_to=None,
        source=_UNKNOWN,
        confirmed=False,
    ),
)
