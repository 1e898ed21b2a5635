"""What the kind of a product says of it, where nobody has looked at the product in hand (pure)."""

from collections.abc import Mapping

from compliance.offences.rules.products import Category, ProductCategory

_FOLDS = ("fold", "pocket")
_OPENS_BY_ITSELF = ("flick", "gravity", "automatic")
_READY = frozenset(ProductCategory)


def facts_of_kind(category: Category, *, folds: bool | None = None) -> Mapping[str, bool | None]:
    """Return the facts of a product that its kind answers, by the names of `Facts`; None where the kind leaves it open.

    The kind that is named for folding pocket-knives folds, the others do not. Some swords and machetes are prohibited
    weapons, so their kind does not say. A kind of prohibited weapon that an administrator has added may hold flick
    knives, unless its name says that it is one. `folds` is what was seen of the product in hand: one of the kind of
    folding pocket-knives that is none, such as a knife that locks open, is a knife like any other (CJA 1988 s.141A(2)).
    """
    named = category.label.casefold()
    by_itself = any(word in named for word in _OPENS_BY_ITSELF)
    may_open = category.prohibited_weapon and category.code not in _READY
    doubtful = category.code == ProductCategory.SWORD and not category.prohibited_weapon
    folding = any(word in named for word in _FOLDS)
    return {
        "is_article": category.is_141a_article or (folding and folds is False),
        "is_bladed_product": category.is_bladed_product,
        "prohibited_weapon": None if doubtful else category.prohibited_weapon,
        "corrosive": category.corrosive,
        "crossbow": category.crossbow,
        "flick_or_gravity_knife": True if by_itself else None if may_open else False,
        "folding_pocket_knife": folding if folds is None else folds,
    }
