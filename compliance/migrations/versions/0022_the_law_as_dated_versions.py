"""The law as dated versions: who set each version and when, categories by the day."""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

from compliance.migrations.rebuilding import changed_table
from compliance.migrations.refusals import (
    create_refusal,
    create_truncate_refusal,
    drop_refusal,
    drop_truncate_refusal,
)

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

LAW, CATEGORY = "offence_versions", "product_category_versions"
FLAGS = ("is_141a_article", "is_bladed_product", "prohibited_weapon", "corrosive", "crossbow")
CODES = (
    "kitchen_knife",
    "diy_blade",
    "outdoor_knife",
    "folding_knife",
    "axe",
    "razor_blade",
    "cartridge_razor",
    "sword",
    "status_weapon",
    "corrosive",
    "crossbow",
)
CHANGES = ("ready", "added", "closed", "corrected", "commenced", "confirmed", "withdrawn", "ended")
ENDS = "in_force_to IS NULL OR in_force_from IS NULL OR in_force_to >= in_force_from"
SET = "(set_by_id IS NULL) = (set_at IS NULL) AND (set_by_id IS NULL) = (set_in_id IS NULL)"
REASON = "change = 'ready' OR reason <> ''"
FIRST = "(revision = 1) = (supersedes_id IS NULL)"
STANDS = sa.text("superseded_at IS NULL")
CUT_SHORT, IN_FULL = re.compile(r"\bmade for causing injury\b"), "made or adapted for use for causing injury"
FIRST_DAY, LAST_DAY = "'0001-01-01'", "'9999-12-31'"
LAW_COLUMNS = (
    "id",
    "provision",
    "version",
    "revision",
    "content",
    "mode_of_trial",
    "in_force_from",
    "in_force_to",
    "confirmed",
    "change",
    "reason",
    "supersedes_id",
    "set_by_id",
    "set_in_id",
    "set_at",
)
CATEGORY_COLUMNS = (
    "id",
    "code",
    "version",
    "revision",
    "label",
    *FLAGS,
    "note",
    "source",
    "in_force_from",
    "in_force_to",
    "confirmed",
    "change",
    "reason",
    "supersedes_id",
    "set_by_id",
    "set_in_id",
    "set_at",
)
VERSIONS = (
    {
        "provision": "knives_act_1997_s2",
        "version": 1,
        "mode_of_trial": "either_way",
        "in_force_from": date(2010, 4, 12),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Knives Act 1997, section 2",
            "title": "Publishing material that markets a knife unlawfully",
            "plain_words": "Material must not be published that markets a knife in a way that suggests "
            "that it is suitable for combat, or that is likely to encourage violent "
            "behaviour with it as a weapon.",
            "elements": [
                ("publishing written, pictorial or other material in connection with the marketing of a knife"),
                (
                    "the material suggests it is suitable for combat, or is likely to encourage "
                    "violence with it as a weapon"
                ),
            ],
            "defence": "Sections 3 and 4 give the defences: exempt trades, where the marketing was "
            "reasonable and nothing gave rise to suspicion; no knowledge or grounds to suspect; "
            "all reasonable precautions and all due diligence.",
            "maximum_penalty": "in a magistrates' court 12 months' imprisonment, a fine, or both; in the "
            "Crown Court 4 years' imprisonment, a fine, or both",
            "extent": "England and Wales",
            "source": "Knives Act 1997 ss.2, 3, 4, as the revised text of 12 April 2010 has it; the offence is older.",
        },
    },
    {
        "provision": "cja_1988_s141",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141(1)",
            "title": "Selling, offering or having for sale a specified offensive weapon",
            "plain_words": "It is an offence to make, sell, hire, offer, expose or possess for sale or "
            "hire a weapon that is specified by order. The age of the buyer does not "
            "matter.",
            "elements": [
                "making, selling or hiring, or offering, exposing or possessing for sale or hire",
                "a weapon to which section 141 applies (specified by order)",
            ],
            "defence": "Not confirmed: the defences of section 141 were not read. Take legal advice.",
            "maximum_penalty": "6 months' imprisonment, a fine (level 5 in the text that was read), or both",
            "extent": "England and Wales",
            "source": "CJA 1988 s.141(1) (elements and penalty read; the defences, and the order that "
            "lists the weapons, were not). The law is older; the copy that was read does not say "
            "since when it stands so. 6 April 2022, when the Offensive Weapons Act 2019 came in, "
            "is the first day that this table vouches for.",
        },
    },
    {
        "provision": "cja_1988_s139",
        "version": 1,
        "mode_of_trial": "either_way",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Criminal Justice Act 1988, section 139",
            "title": "Having an article with a blade or point in a public place",
            "plain_words": "It is an offence to have a bladed or pointed article in a public place without "
            "good reason or lawful authority. A volunteer who carries what was bought out "
            "of the shop is within its reach: the item goes to the officer at once, and the "
            "time is written down.",
            "elements": [
                ("having a bladed or pointed article other than a folding pocket knife of 3 inches (7.62 cm) or less"),
                "in a public place",
            ],
            "defence": "It is a defence to prove good reason or lawful authority for having it there.",
            "maximum_penalty": "in a magistrates' court 6 months' imprisonment, a fine, or both; in the "
            "Crown Court 4 years' imprisonment, a fine, or both",
            "extent": "England and Wales",
            "source": "CJA 1988 s.139 (elements, defence and terms of imprisonment read). The law is "
            "older; the copy that was read does not say since when it stands so. 6 April 2022, "
            "when the Offensive Weapons Act 2019 came in, is the first day that this table "
            "vouches for.",
        },
    },
    {
        "provision": "rowa_1959_s1",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Restriction of Offensive Weapons Act 1959, section 1(1)",
            "title": "Selling, hiring or offering a flick knife or a gravity knife",
            "plain_words": "It is an offence to sell, hire, or offer for sale or hire a flick knife or a "
            "gravity knife.",
            "elements": ["selling or hiring, or offering for sale or hire", "a flick knife or a gravity knife"],
            "defence": "Not confirmed: the text was not read in full. Take legal advice.",
            "maximum_penalty": "Not confirmed",
            "extent": "England and Wales",
            "source": "ROWA 1959 s.1(1), read only as the Offensive Weapons Act 2019 ss.64, 65 list it; "
            "its penalty, mode of trial and defences were not. The law is older; the copy that "
            "was read does not say since when it stands so. 6 April 2022, when the Offensive "
            "Weapons Act 2019 came in, is the first day that this table vouches for.",
        },
    },
    {
        "provision": "cja_1988_s141",
        "version": 2,
        "mode_of_trial": "either_way",
        "in_force_from": None,
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141(1) as amended by the Crime and Policing Act 2026",
            "title": "Selling, offering or having for sale a specified offensive weapon (increased penalty)",
            "plain_words": "Announced: the offence of section 141 becomes triable either way, with a "
            "higher maximum penalty.",
            "elements": [
                "making, selling or hiring, or offering, exposing or possessing for sale or hire",
                "a weapon to which section 141 applies (specified by order)",
            ],
            "defence": "Not confirmed.",
            "maximum_penalty": "2 years' imprisonment (as announced; not confirmed)",
            "extent": "England and Wales",
            "source": "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known.",
        },
    },
    {
        "provision": "rowa_1959_s1",
        "version": 2,
        "mode_of_trial": "either_way",
        "in_force_from": None,
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Restriction of Offensive Weapons Act 1959, section 1(1) as amended by the Crime and "
            "Policing Act 2026",
            "title": "Selling, hiring or offering a flick knife or a gravity knife (increased penalty)",
            "plain_words": "Announced: the offence of section 1 becomes triable either way, with a higher "
            "maximum penalty.",
            "elements": ["selling or hiring, or offering for sale or hire", "a flick knife or a gravity knife"],
            "defence": "Not confirmed.",
            "maximum_penalty": "2 years' imprisonment (as announced; not confirmed)",
            "extent": "England and Wales",
            "source": "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known.",
        },
    },
    {
        "provision": "crossbows_act_1987_s1",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Crossbows Act 1987, section 1",
            "title": "Selling or hiring a crossbow or part of one to a person under 18",
            "plain_words": "It is an offence to sell or hire a crossbow with a draw weight of 1.4 kg or "
            "more, or part of one, to a person under 18.",
            "elements": [
                "a sale or hire",
                "of a crossbow with a draw weight of 1.4 kilograms or more, or part of one",
                "to a person under the age of 18",
            ],
            "defence": "It is a defence to believe, with reasonable ground, that the person is 18 or over.",
            "maximum_penalty": "6 months' imprisonment, a fine (level 5 in the text that was read), or both",
            "extent": "England and Wales",
            "source": "Crossbows Act 1987 s.1 (elements, belief defence and penalty read). The law is "
            "older; the copy that was read does not say since when it stands so. 6 April 2022, "
            "when the Offensive Weapons Act 2019 came in, is the first day that this table "
            "vouches for.",
        },
    },
    {
        "provision": "crossbows_act_1987_s2",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Crossbows Act 1987, section 2",
            "title": "Buying or hiring a crossbow or part of one when under 18",
            "plain_words": "A person under 18 who buys or hires a crossbow or part of one commits an "
            "offence. In England and Wales nothing authorises a young buyer, as section 3A "
            "does in Scotland.",
            "elements": [
                "a person under the age of 18",
                ("buying or hiring a crossbow with a draw weight of 1.4 kilograms or more, or part of one"),
            ],
            "defence": "None was read in the text.",
            "maximum_penalty": "a fine (level 3 in the text that was read)",
            "extent": "England and Wales",
            "source": "Crossbows Act 1987 s.2. The law is older; the copy that was read does not say since "
            "when it stands so. 6 April 2022, when the Offensive Weapons Act 2019 came in, is "
            "the first day that this table vouches for.",
        },
    },
    {
        "provision": "owa_2019_s1",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Offensive Weapons Act 2019, section 1",
            "title": "Selling a corrosive product to a person under 18",
            "plain_words": "It is an offence to sell a corrosive product to a person under 18.",
            "elements": ["a sale", "to a person under the age of 18", "of a corrosive product"],
            "defence": "Not confirmed: the text of section 1, and of section 2 on sales at a distance, was not read.",
            "maximum_penalty": "Not confirmed",
            "extent": "England and Wales",
            "source": "Offensive Weapons Act 2019 ss.1 to 4, in force 6 April 2022: the headings and the "
            "text of section 4 were read, not section 1 itself nor the list of substances.",
        },
    },
)
CATEGORIES = (
    (
        "kitchen_knife",
        "Kitchen knife",
        True,
        True,
        False,
        False,
        False,
        "",
        (
            "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article "
            "made or adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 "
            "(bladed product)."
        ),
        True,
    ),
    (
        "diy_blade",
        "DIY or craft knife or blade",
        True,
        True,
        False,
        False,
        False,
        "",
        (
            "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article "
            "made or adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 "
            "(bladed product)."
        ),
        True,
    ),
    (
        "outdoor_knife",
        "Hunting or outdoor knife",
        True,
        True,
        False,
        False,
        False,
        "",
        (
            "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article "
            "made or adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 "
            "(bladed product)."
        ),
        True,
    ),
    (
        "folding_knife",
        "Folding pocket knife, cutting edge 3 inches or less",
        False,
        True,
        False,
        False,
        False,
        "With a cutting edge of 7.62 cm (3 inches) or less it is outside section 141A. Measure it.",
        (
            "The exception for a folding pocket knife was read in a secondary source only (JTS, “Knife sales: the "
            "sharp end”); OWA 2019 s.41 (bladed product)."
        ),
        False,
    ),
    (
        "axe",
        "Axe",
        True,
        True,
        False,
        False,
        False,
        "",
        (
            "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article "
            "made or adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 "
            "(bladed product)."
        ),
        True,
    ),
    (
        "razor_blade",
        "Razor blade",
        True,
        True,
        False,
        False,
        False,
        "",
        (
            "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article "
            "made or adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 "
            "(bladed product)."
        ),
        True,
    ),
    (
        "cartridge_razor",
        "Razor blades in a cartridge",
        False,
        False,
        False,
        False,
        False,
        "Thought to be exempt from section 141A by a 1996 order, which has not been read: take legal advice.",
        "The exemption of cartridge razor blades is thought to be in a 1996 order, which was not read.",
        False,
    ),
    (
        "sword",
        "Sword or machete",
        True,
        True,
        False,
        False,
        False,
        "Some swords and machetes are also prohibited weapons (CJA 1988 s.141): check the description.",
        (
            "CJA 1988 s.141A: any knife, knife blade or razor blade, any axe, and any other bladed or pointed article "
            "made or adapted for causing injury (Croydon v Pinch a Pound [2010] EWHC 3283 (Admin)); OWA 2019 s.41 "
            "(bladed product)."
        ),
        True,
    ),
    (
        "status_weapon",
        '"Status" weapon (zombie style and the like)',
        True,
        True,
        True,
        False,
        False,
        "Selling or offering it to anyone is an offence where it is a specified weapon (CJA 1988 s.141).",
        "CJA 1988 ss.141, 141A. The order that describes the specified weapons was not read.",
        False,
    ),
    (
        "corrosive",
        "Corrosive product",
        False,
        False,
        False,
        True,
        False,
        "",
        "OWA 2019 ss.1 to 4: the headings and the text of section 4 were read, not the list of substances.",
        False,
    ),
    (
        "crossbow",
        "Crossbow or part of one",
        False,
        False,
        False,
        False,
        True,
        "A person under 18 who buys one commits an offence (Crossbows Act 1987 s.2).",
        "Crossbows Act 1987 ss.1, 2.",
        True,
    ),
)


def upgrade() -> None:
    _widen_law()
    _create_categories()
    with changed_table("product_categories") as batch:
        for name in ("label", *FLAGS):
            batch.drop_column(name)
    with changed_table("outlet_products") as batch:
        batch.drop_constraint(op.f("ck_outlet_products_product_category"), type_="check")
        batch.alter_column(
            "category", existing_type=sa.String(length=40), type_=sa.String(length=40), existing_nullable=False
        )
        batch.create_foreign_key(op.f("fk_outlet_products_category"), "product_categories", ["category"], ["code"])
    _refuse(LAW, LAW_COLUMNS, "provision", "NEW.superseded_at IS NULL AND NEW.in_force_from IS NOT NULL")
    _refuse(CATEGORY, CATEGORY_COLUMNS, "code", "NEW.superseded_at IS NULL")


def _dated() -> list[sa.Column[object]]:
    """Return the columns that say who set a row, where, when and why, and what it stands in place of."""
    return [
        sa.Column("change", sa.String(length=40), server_default="ready", nullable=False),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_in_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _widen_law() -> None:
    with changed_table(LAW) as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), server_default="1", nullable=False))
        for column in _dated():
            batch.add_column(column)
        batch.drop_constraint(op.f(f"uq_{LAW}_provision_version"), type_="unique")
        batch.create_unique_constraint(
            op.f(f"uq_{LAW}_provision_version_revision"), ["provision", "version", "revision"]
        )
        batch.create_unique_constraint(op.f(f"uq_{LAW}_supersedes_id"), ["supersedes_id"])
        batch.create_foreign_key(op.f(f"fk_{LAW}_supersedes_id"), LAW, ["supersedes_id"], ["id"])
        batch.create_foreign_key(op.f(f"fk_{LAW}_set_by_id"), "officers", ["set_by_id"], ["id"])
        batch.create_foreign_key(op.f(f"fk_{LAW}_set_in_id"), "authorities", ["set_in_id"], ["id"])
        words = ", ".join(f"'{word}'" for word in CHANGES)
        batch.create_check_constraint(op.f(f"ck_{LAW}_change"), f"change IN ({words})")
        batch.create_check_constraint(
            op.f(f"ck_{LAW}_ends_after_start"), f"({ENDS}) AND (in_force_to IS NULL OR in_force_from IS NOT NULL)"
        )
        batch.create_check_constraint(op.f(f"ck_{LAW}_set_by_somebody"), SET)
        batch.create_check_constraint(op.f(f"ck_{LAW}_changed_for_a_reason"), REASON)
        batch.create_check_constraint(op.f(f"ck_{LAW}_first_supersedes_none"), FIRST)
        batch.create_check_constraint(op.f(f"ck_{LAW}_mode_of_trial"), "mode_of_trial IN ('summary', 'either_way')")
    with changed_table(LAW) as batch:
        batch.alter_column("revision", existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        for name, length in (("change", 40), ("reason", 1000)):
            batch.alter_column(
                name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None
            )
    _index_standing(LAW, "provision")
    versions = sa.table(
        LAW,
        sa.column("id", sa.Uuid()),
        sa.column("provision", sa.String()),
        sa.column("version", sa.Integer()),
        sa.column("revision", sa.Integer()),
        sa.column("content", sa.JSON()),
        sa.column("mode_of_trial", sa.String()),
        sa.column("in_force_from", sa.Date()),
        sa.column("in_force_to", sa.Date()),
        sa.column("confirmed", sa.Boolean()),
        sa.column("change", sa.String()),
        sa.column("reason", sa.String()),
    )
    op.bulk_insert(
        versions,
        [
            {
                "id": uuid.uuid5(uuid.NAMESPACE_URL, f"offence:{version['provision']}:{version['version']}"),
                "revision": 1,
                "change": "ready",
                "reason": "",
            }
            | version
            for version in VERSIONS
        ],
    )
    _correct_article()


def _correct_article() -> None:
    """Have another row stand for each version of section 141A whose words were cut short; what it was stays."""
    law = sa.table(
        LAW,
        *(sa.column(name, sa.Uuid()) for name in ("id", "supersedes_id")),
        *(sa.column(name, sa.Integer()) for name in ("version", "revision")),
        *(sa.column(name, sa.String()) for name in ("provision", "mode_of_trial", "change", "reason")),
        *(sa.column(name, sa.Date()) for name in ("in_force_from", "in_force_to")),
        sa.column("content", sa.JSON()),
        sa.column("confirmed", sa.Boolean()),
        sa.column("superseded_at", sa.DateTime(timezone=True)),
    )
    connection = op.get_bind()
    same = ("provision", "version", "mode_of_trial", "in_force_from", "in_force_to", "confirmed", "content")
    columns = [law.c[name] for name in ("id", *same)]
    statement = sa.select(*columns).where(law.c.provision == "cja_1988_s141a").order_by(law.c.version)
    for row in connection.execute(statement).mappings().all():
        elements = [CUT_SHORT.sub(IN_FULL, element) for element in row["content"]["elements"]]
        if elements == row["content"]["elements"]:
            continue
        marked = sa.update(law).where(law.c.id == row["id"]).values(superseded_at=datetime.now(UTC))
        connection.execute(marked)
        connection.execute(
            sa.insert(law).values(
                **{name: row[name] for name in same if name != "content"},
                content=dict(row["content"]) | {"elements": elements},
                id=uuid.uuid5(uuid.NAMESPACE_URL, f"offence:{row['provision']}:{row['version']}:2"),
                revision=2,
                supersedes_id=row["id"],
                change="corrected",
                reason="Section 141A(2)(c) says made or adapted for use for causing injury; half of it was left out.",
            )
        )


def _index_standing(table: str, same: str) -> None:
    op.create_index(
        f"uq_{table}_stands", table, [same, "version"], unique=True, sqlite_where=STANDS, postgresql_where=STANDS
    )


def _create_categories() -> None:
    """Create the versions of the kinds of product, each with what was read and, if in use, its code."""
    op.create_table(
        CATEGORY,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        *(sa.Column(flag, sa.Boolean(), nullable=False) for flag in FLAGS),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column(
            "change",
            sa.Enum(*CHANGES, name="change", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("supersedes_id", sa.Uuid(), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by_id", sa.Uuid(), nullable=True),
        sa.Column("set_in_id", sa.Uuid(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(ENDS, name=op.f(f"ck_{CATEGORY}_ends_after_start")),
        sa.CheckConstraint(SET, name=op.f(f"ck_{CATEGORY}_set_by_somebody")),
        sa.CheckConstraint(REASON, name=op.f(f"ck_{CATEGORY}_changed_for_a_reason")),
        sa.CheckConstraint(FIRST, name=op.f(f"ck_{CATEGORY}_first_supersedes_none")),
        sa.ForeignKeyConstraint(["code"], ["product_categories.code"], name=op.f(f"fk_{CATEGORY}_code")),
        sa.ForeignKeyConstraint(["supersedes_id"], [f"{CATEGORY}.id"], name=op.f(f"fk_{CATEGORY}_supersedes_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["officers.id"], name=op.f(f"fk_{CATEGORY}_set_by_id")),
        sa.ForeignKeyConstraint(["set_in_id"], ["authorities.id"], name=op.f(f"fk_{CATEGORY}_set_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{CATEGORY}")),
        sa.UniqueConstraint("code", "version", "revision", name=op.f(f"uq_{CATEGORY}_code_version_revision")),
        sa.UniqueConstraint("supersedes_id", name=op.f(f"uq_{CATEGORY}_supersedes_id")),
    )
    _index_standing(CATEGORY, "code")
    names = ("code", "label", *FLAGS, "note", "source", "confirmed")
    table = sa.table(
        CATEGORY,
        sa.column("id", sa.Uuid()),
        sa.column("version", sa.Integer()),
        sa.column("revision", sa.Integer()),
        sa.column("change", sa.String()),
        sa.column("reason", sa.String()),
        *(sa.column(name) for name in names),
    )
    ready = {"version": 1, "revision": 1, "change": "ready", "reason": ""}
    op.bulk_insert(
        table,
        [
            {"id": uuid.uuid5(uuid.NAMESPACE_URL, f"product:{row[0]}:1"), **ready, **dict(zip(names, row, strict=True))}
            for row in CATEGORIES
        ],
    )


def _refuse(table: str, columns: Sequence[str], same: str, unless: str) -> None:
    what, whats = _named(table)
    changed = " OR ".join(
        f"COALESCE(CAST(NEW.{name} AS TEXT), '') <> COALESCE(CAST(OLD.{name} AS TEXT), '')" for name in columns
    )
    create_refusal(
        table,
        f"{table}_only_superseded",
        ["UPDATE"],
        f"OLD.superseded_at IS NOT NULL OR NEW.superseded_at IS NULL OR {changed}",
        f"{what} never changes: a change is a row of its own",
    )
    create_refusal(table, f"{table}_kept", ["DELETE"], "1 = 1", f"{what} is never deleted")
    create_truncate_refusal(table, f"{table}_not_truncated", f"{what} is never deleted")
    create_refusal(
        table,
        f"{table}_one_on_a_day",
        ["INSERT"],
        f"{unless} AND EXISTS (SELECT 1 FROM {table} v WHERE v.{same} = NEW.{same} AND v.id <> NEW.id "  # noqa: S608 - our own names
        f"AND v.superseded_at IS NULL AND {unless.replace('NEW.', 'v.')} "
        f"AND COALESCE(v.in_force_from, {FIRST_DAY}) <= COALESCE(NEW.in_force_to, {LAST_DAY}) "
        f"AND COALESCE(v.in_force_to, {LAST_DAY}) >= COALESCE(NEW.in_force_from, {FIRST_DAY}))",
        f"two versions of one {whats} cannot be in force on the same day",
        f"PERFORM pg_advisory_xact_lock(hashtext('{table}'))",
    )


def _named(table: str) -> tuple[str, str]:
    if table == LAW:
        return "a version of the law", "provision"
    return "a version of a kind of product", "kind of product"


def downgrade() -> None:
    for table in (CATEGORY, LAW):
        drop_refusal(table, f"{table}_one_on_a_day", ["INSERT"])
        drop_truncate_refusal(table, f"{table}_not_truncated")
        drop_refusal(table, f"{table}_kept", ["DELETE"])
        drop_refusal(table, f"{table}_only_superseded", ["UPDATE"])
    _back_to_the_list()
    _narrow_law()


def _back_to_the_list() -> None:
    """Put back the flags of the kinds of product, as the latest version that stands has them; newer codes go too."""
    with changed_table("outlet_products") as batch:
        batch.drop_constraint(op.f("fk_outlet_products_category"), type_="foreignkey")
        words = ", ".join(f"'{code}'" for code in CODES)
        batch.create_check_constraint(op.f("ck_outlet_products_product_category"), f"category IN ({words})")
    with changed_table("product_categories") as batch:
        batch.add_column(sa.Column("label", sa.String(length=120), server_default="", nullable=False))
        for flag in FLAGS:
            batch.add_column(sa.Column(flag, sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in ("label", *FLAGS):
        op.execute(
            f"UPDATE product_categories SET {name} = (SELECT v.{name} FROM {CATEGORY} v "  # noqa: S608 - our own names
            "WHERE v.code = product_categories.code AND v.superseded_at IS NULL ORDER BY v.version DESC LIMIT 1)"
        )
    with changed_table("product_categories") as batch:
        for name in ("label", *FLAGS):
            batch.alter_column(name, server_default=None, existing_nullable=False)
    op.drop_table(CATEGORY)


def _narrow_law() -> None:
    op.drop_index(f"uq_{LAW}_stands", LAW)
    with changed_table(LAW) as batch:
        for name in (
            "change",
            "ends_after_start",
            "set_by_somebody",
            "changed_for_a_reason",
            "first_supersedes_none",
            "mode_of_trial",
        ):
            batch.drop_constraint(op.f(f"ck_{LAW}_{name}"), type_="check")
        for name in ("supersedes_id", "set_by_id", "set_in_id"):
            batch.drop_constraint(op.f(f"fk_{LAW}_{name}"), type_="foreignkey")
    provisions = ", ".join(f"'{version['provision']}'" for version in VERSIONS)
    op.execute(f"DELETE FROM {LAW} WHERE superseded_at IS NOT NULL OR provision IN ({provisions})")  # noqa: S608
    with changed_table(LAW) as batch:
        batch.drop_constraint(op.f(f"uq_{LAW}_supersedes_id"), type_="unique")
        batch.drop_constraint(op.f(f"uq_{LAW}_provision_version_revision"), type_="unique")
        batch.create_unique_constraint(op.f(f"uq_{LAW}_provision_version"), ["provision", "version"])
        for name in (
            "revision",
            "change",
            "reason",
            "supersedes_id",
            "superseded_at",
            "set_by_id",
            "set_in_id",
            "set_at",
        ):
            batch.drop_column(name)
