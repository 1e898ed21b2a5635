"""Putting the law that comes ready into the record."""

from dataclasses import asdict

from sqlmodel import Session

from compliance.offences import queries, rules
from compliance.offences.models import OffenceVersionRow, ProductCategoryRow

_COLUMNS = ("provision", "mode_of_trial", "in_force_from", "in_force_to", "confirmed")


def seed_offences(session: Session) -> None:
    """Add the offence versions and product categories that come ready, where they are missing."""
    have = {(version.provision, version.in_force_from, version.title) for version in queries.list_versions(session)}
    numbers: dict[str, int] = {}
    for version in rules.SEED:
        numbers[version.provision] = numbers.get(version.provision, 0) + 1
        if (version.provision, version.in_force_from, version.title) in have:
            continue
        content = {name: value for name, value in asdict(version).items() if name not in _COLUMNS}
        session.add(
            OffenceVersionRow(
                provision=version.provision.value,
                version=numbers[version.provision],
                content=content | {"elements": list(version.elements)},
                mode_of_trial=version.mode_of_trial.value,
                in_force_from=version.in_force_from,
                in_force_to=version.in_force_to,
                confirmed=version.confirmed,
            )
        )
    codes = {category.code for category in queries.list_categories(session)}
    for position, (code, category) in enumerate(rules.CATEGORIES.items(), start=1):
        if code.value not in codes:
            session.add(
                ProductCategoryRow(
                    code=code.value,
                    label=category.label,
                    position=position,
                    is_141a_article=category.is_141a_article,
                    is_bladed_product=category.is_bladed_product,
                    prohibited_weapon=category.prohibited_weapon,
                    corrosive=category.corrosive,
                    crossbow=category.crossbow,
                )
            )
    session.flush()
