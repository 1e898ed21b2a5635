"""The task list of one test, with what other slices know of it: accounts by who signed, exhibits by their count."""

from collections.abc import Sequence

from sqlmodel import Session

from compliance.evidence import queries as evidence
from compliance.offences import queries as offences
from compliance.permissions import Actor, Permission
from compliance.purchases.models import Purchase
from compliance.purchases.queries.accounts import accounts_state, frozen_columns
from compliance.purchases.queries.reviews import list_reviews
from compliance.purchases.rules import tasks as rules


def tasks_of(
    session: Session, actor: Actor, purchase: Purchase, *, stages: Sequence[rules.Task] = ()
) -> tuple[rules.Task, ...]:
    """Return what there is to do on the record of a test of the actor's authority, in the order of the work.

    `stages` are the tasks of an online test (see `rules.tasks`). Of the accounts only who signed is asked, never what
    they say. The number of queries does not depend on how much is recorded.
    """
    state = accounts_state(session, actor, purchase.id)
    category = offences.category_on(session, purchase.category_code, purchase.tested_on)
    made_by = {purchase.officer_id, purchase.second_officer_id}
    facts = rules.TaskFacts(
        type=purchase.type,
        buyer_basis=purchase.buyer_basis,
        outcome=purchase.outcome,
        recorded=purchase.model_dump(),
        frozen=frozen_columns(session, actor, purchase),
        bladed=category.is_141a_article or category.is_bladed_product,
        exhibits=evidence.count_exhibits(session, actor, purchase.id),
        accounts=tuple(
            rules.Signing(
                name=writer.name,
                mine=writer.officer_id == actor.officer_id,
                signed=writer.signed_at is not None,
                begun=writer.begun,
            )
            for writer in state.writers
            if writer.of_test
        ),
        reviewed=bool(list_reviews(session, actor, purchase.id)),
        may_review=actor.may(Permission.REVIEW_PURCHASE) and actor.officer_id not in made_by,
        stages=tuple(stages),
    )
    return rules.tasks_of(facts)
