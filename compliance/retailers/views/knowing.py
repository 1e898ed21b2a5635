"""What an officer must know of an outlet before acting: gathered from every slice that has a standing of it."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _
from sqlmodel import Session

from compliance.agreements import queries as agreements
from compliance.escalations import queries as escalations
from compliance.permissions import Actor, Permission
from compliance.purchases import queries as purchases
from compliance.retailers.queries import Identity
from compliance.retailers.rules import OutletStatus
from compliance.training import queries as training
from compliance.web import day as written
from compliance.web import may_reach


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to know before acting: a tag, a sentence, and the page that mends or explains it ("" for none)."""

    tag: str
    colour: str
    text: str
    url: str = ""
    link: str = ""


def list_facts(session: Session, actor: Actor, identity: Identity, today: date) -> list[Fact]:
    """Return what to know now of an outlet, the most pressing first, as far as the actor may see it."""
    facts = _about_the_operator(actor, identity)
    if identity.is_own and actor.may(Permission.VIEW_ESCALATIONS):
        facts += _about_repeated_sales(session, actor, identity, today)
    if identity.is_own and actor.may(Permission.VIEW_PURCHASES):
        facts += _about_running_clocks(session, actor, identity, today)
    facts += _about_the_outlet(actor, identity)
    if identity.is_own and actor.may(Permission.VIEW_AGREEMENTS):
        facts += _about_the_agreement(session, actor, identity, today)
    if identity.is_own and actor.may(Permission.VIEW_TRAINING):
        facts += _about_training(session, actor, identity, today)
    return facts


def _page(endpoint: str, identity: Identity) -> str:
    """Return the address of a page about the outlet, "" when there is none that the actor may open."""
    return url_for(endpoint, outlet_id=identity.outlet_id) if identity.is_own and may_reach(endpoint) else ""


def _about_the_operator(actor: Actor, identity: Identity) -> list[Fact]:
    facts = []
    if identity.operator_name is None:
        text = _("Who operates it is not confirmed, so no warning can be issued.")
        url = _page("retailers.confirm_operator", identity)
        facts.append(Fact(_("Not confirmed"), "yellow", text, url, _("Confirm")))
    if identity.number_missing:
        text = _(
            "The company number of %(name)s is not recorded, so no warning can be issued.", name=identity.operator_name
        )
        may_edit = identity.is_own and may_reach("retailers.edit_entity")
        url = url_for("retailers.edit_entity", entity_id=identity.entity_id) if may_edit else ""
        facts.append(Fact(_("Number missing"), "yellow", text, url, _("Record it")))
    if identity.primary_authority:
        text = _(
            "%(name)s has a Primary Authority partnership with %(authority)s: notify it before any enforcement.",
            name=identity.operator_name,
            authority=identity.primary_authority,
        )
        facts.append(Fact(_("Primary Authority"), "purple", text))
    if identity.own_training_scheme and actor.may(Permission.VIEW_TRAINING):
        text = _("%(name)s has a training scheme of its own.", name=identity.operator_name)
        facts.append(Fact(_("Own training"), "", text))
    return facts


def _about_the_outlet(actor: Actor, identity: Identity) -> list[Fact]:
    facts = []
    if identity.missing_since_on is not None:
        text = _(
            "It is not in the register of %(day)s. Find out whether it still trades.",
            day=written(identity.missing_since_on),
        )
        url = _page("retailers.status", identity) if actor.may(Permission.EDIT_RETAILERS) else ""
        facts.append(Fact(_("Missing"), "yellow", text, url, _("Change its status")))
    if identity.closed_on is not None and identity.status is OutletStatus.VACANT:
        facts.append(Fact(_("Vacant"), "grey", _("Vacant since %(day)s.", day=written(identity.closed_on))))
    elif identity.closed_on is not None:
        facts.append(Fact(_("Closed"), "grey", _("Closed on %(day)s.", day=written(identity.closed_on))))
    return facts


def _about_repeated_sales(session: Session, actor: Actor, identity: Identity, today: date) -> list[Fact]:
    for entry in escalations.judge_outlet(session, actor, identity.outlet_id, today):
        if entry.operates_now and entry.decision.is_repeat:
            text = _("On the repeat-offender list: %(rung)s.", rung=entry.rung_label.lower())
            return [Fact(_("Repeat seller"), "red", text, _page("escalations.outlet", identity), _("Why"))]
    return []


def _about_running_clocks(session: Session, actor: Actor, identity: Identity, today: date) -> list[Fact]:
    facts = []
    for test in purchases.list_timed(session, actor, today, outlet_ids=[identity.outlet_id]):
        for finding in test.running[:1]:
            _clock, last_day = purchases.clock_of(finding)
            text = _(
                "The last day to prosecute after the test of %(tested)s is %(last)s (%(law)s).",
                tested=written(test.tested_on),
                last=written(last_day),
                law=finding.citation,
            )
            url = url_for("purchases.show", purchase_id=test.purchase_id) if may_reach("purchases.show") else ""
            facts.append(Fact(_("Clock running"), "red", text, url, test.reference))
    return facts


def _about_the_agreement(session: Session, actor: Actor, identity: Identity, today: date) -> list[Fact]:
    standing = agreements.standing_of(session, actor, identity.outlet_id, today)
    url = _page("agreements.index", identity)
    if standing.in_force and standing.signed_on is not None:
        text = _("Signed on %(day)s by %(name)s.", day=written(standing.signed_on), name=standing.signatory)
        if standing.entity_id is not None:
            text = f"{text} {_('For all outlets of its operator.')}"
        if standing.proposed_on is not None:
            return [Fact(_("Removal of agreement proposed"), "orange", text, url, _("Agreement"))]
        return [Fact(_("Agreement in force"), "green", text, url, _("Agreement"))]
    if standing.agreement:
        return [Fact(_("No agreement in force"), "grey", standing.working[-1], url, _("Agreement"))]
    return []


def _about_training(session: Session, actor: Actor, identity: Identity, today: date) -> list[Fact]:
    standing = training.standing_of(session, actor, identity.outlet_id, today)
    url = _page("training.outlet", identity)
    if standing.trained:
        return [Fact(_("Trained"), "green", standing.because, url, _("Training"))]
    if standing.refused:
        return [Fact(_("Training refused"), "red", standing.refusal, url, _("Training"))]
    if standing.on is not None:
        return [Fact(_("Not trained"), "grey", standing.because, url, _("Training"))]
    return []
