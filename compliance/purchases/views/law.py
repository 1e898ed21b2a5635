"""The page that says what the evidence of a test can and cannot prove."""

from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from compliance import clock
from compliance.database import session
from compliance.offences.rules import Provision
from compliance.offences.rules.proving import (
    ANSWER_LABELS,
    MET_LABELS,
    VERDICT_LABELS,
    WHOSE_LABELS,
    Facts,
    Finding,
    Verdict,
    quote,
)
from compliance.permissions import Permission
from compliance.purchases import queries, rules
from compliance.purchases.views.blueprint import bp
from compliance.retailers import queries as retailers
from compliance.web import actor, may_reach, requires

ALWAYS = {
    True: frozenset({Provision.CJA_S141A, Provision.OWA_S38, Provision.OWA_S39, Provision.OWA_S42}),
    False: frozenset({Provision.CJA_S141A}),
}
"""Offences that a test at a distance, or one face to face, is shown to prove or not, even when it cannot."""

IN_SECTIONS = {
    "product": (
        "is_article",
        "is_bladed_product",
        "folding_pocket_knife",
        "cutting_edge_mm",
    ),
    "display": ("displayed",),
}
OF_THE_PARTIES = (
    "seller",
    "seller_in_uk",
    "marketplace",
    "delivery_company",
    "company_incorporated",
    "arranged_before_sale",
    "told_of_blades",
)
OF_THE_STAGES = (
    "dispatched_on",
    "handed_over",
    "handed_over_on",
    "address",
    "handed_to_age",
    "handed_to",
    "age_checked_delivery",
)


@bp.app_template_global()
def quote_fact(facts: Facts, name: str) -> str:
    """Return a fact of the record as a reason quotes it."""
    return quote(facts, name)


@bp.app_template_global()
def verdict_words(verdict: Verdict) -> str:
    """Return a verdict in words."""
    return VERDICT_LABELS[verdict]


@bp.get("/purchases/<uuid:purchase_id>/law")
@requires(Permission.VIEW_PURCHASES, looks_at="purchase.viewed")
def law(purchase_id: UUID) -> ResponseReturnValue:
    """Say of each offence whether the evidence can prove it, cannot, or not yet, with the reasons."""
    queries.get_own_purchase(session(), actor(), purchase_id)
    standing = queries.get_standing(session(), actor(), purchase_id, today=clock.today())
    purchase = standing.purchase
    always = ALWAYS[standing.facts.remote is not False]
    found = sorted(standing.proved.findings, key=_worth)
    return render_template(
        "purchases/law.html",
        purchase=purchase,
        identity=retailers.get_identity(session(), actor(), purchase.outlet_id),
        proved=standing.proved,
        facts=standing.facts,
        category=standing.category,
        main=[one for one in found if one.verdict is not Verdict.CANNOT or one.provision in always],
        beside=[one for one in found if one.verdict is Verdict.CANNOT and one.provision not in always],
        ways=_ways(purchase),
        whose=WHOSE_LABELS,
        answers=ANSWER_LABELS,
        met=MET_LABELS,
    )


def _worth(finding: Finding) -> int:
    """Order what can be proved before what cannot yet, and that before what cannot at all."""
    return list(Verdict).index(finding.verdict)


def _ways(purchase: Any) -> dict[str, str]:
    """Return the page on which each fact is recorded, for whoever may record it."""
    if not actor().may(Permission.RECORD_PURCHASE):
        return {}
    ways: dict[str, str] = {}
    for key, names in IN_SECTIONS.items():
        if may_reach("purchases.section"):
            ways |= dict.fromkeys(names, url_for("purchases.section", purchase_id=purchase.id, key=key))
    if purchase.type in rules.STAGED_TYPES:
        for endpoint, names in (("purchases.parties", OF_THE_PARTIES), ("purchases.stages", OF_THE_STAGES)):
            if may_reach(endpoint):
                ways |= dict.fromkeys(names, url_for(endpoint, purchase_id=purchase.id))
    return ways
