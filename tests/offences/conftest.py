"""What tests of the law share: an administrator, and a version of a provision as a form gives it."""

from datetime import date

import pytest

from compliance.offences import queries
from compliance.offences.services import LAW
from compliance.permissions import Role


@pytest.fixture
def administrator(act):
    """An administrator of Hackney."""
    return act(Role.ADMINISTRATOR)


@pytest.fixture
def standing(session):
    """Return the rows of a provision or kind of product that stand, by number."""

    def find(key, book=LAW):
        return [
            row for row in queries.list_rows(session, book.table) if book.key_of(row) == key and not row.superseded_at
        ]

    return find


def wording(first=None, last=None, **changes):
    """A version of a provision, as the form gives its columns."""
    content = {
        "citation": "Criminal Justice Act 1988, section 141A",
        "title": "Selling a knife to a person under 18",
        "plain_words": "It is an offence to sell a knife to a person under 18.",
        "elements": ["a sale", "to a person under the age of 18"],
        "defence": "All reasonable precautions and all due diligence.",
        "maximum_penalty": "2 years",
        "extent": "England and Wales",
        "source": "An invented statutory instrument.",
    }
    mode = changes.pop("mode_of_trial", "either_way")
    return {
        "content": content | changes,
        "mode_of_trial": mode,
        "in_force_from": first,
        "in_force_to": last,
    }


def kind(label="Flick knife", first=date(2026, 11, 1), last=None, **changes):
    """A kind of product, as the form gives its columns."""
    flags = {
        "is_141a_article": True,
        "is_bladed_product": False,
        "prohibited_weapon": True,
        "corrosive": False,
        "crossbow": False,
    }
    return {
        "label": label,
        **flags,
        "note": "",
        "source": "An invented source.",
        "in_force_from": first,
        "in_force_to": last,
    } | changes
