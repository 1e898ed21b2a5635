"""Create offence versions and product categories, with the law that comes ready."""

import uuid
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

VERSIONS = (
    {
        "provision": "cja_1988_s141a",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2008, 11, 8),
        "in_force_to": date(2022, 4, 5),
        "confirmed": False,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141A",
            "title": "Selling a knife or certain other bladed articles to a person under 18",
            "plain_words": "It is an offence to sell a knife or certain other bladed articles to a person under 18.",
            "elements": [
                "a sale",
                "to a person under the age of 18",
                (
                    "of a knife, a knife blade, a razor blade, an axe, or another pointed or bladed article made for "
                    "causing injury"
                ),
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence to avoid committing the offence."
            ),
            "maximum_penalty": "6 months' imprisonment, a fine, or both",
            "extent": "England and Wales",
            "source": (
                "Croydon v Pinch a Pound [2010] EWHC 3283 (Admin), a sale on 8 November 2008: the earliest day "
                "for which this wording was seen. The largest fine during this period was not read."
            ),
        },
    },
    {
        "provision": "cja_1988_s141a",
        "version": 2,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141A",
            "title": "Selling a knife or certain other bladed articles to a person under 18",
            "plain_words": (
                "It is an offence to sell a knife or certain other bladed articles to a person under 18. It does "
                "not matter whether the seller meant to do so."
            ),
            "elements": [
                "a sale",
                "to a person under the age of 18",
                (
                    "of a knife, a knife blade, a razor blade, an axe, or another pointed or bladed article made for "
                    "causing injury"
                ),
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence to avoid committing the offence."
            ),
            "maximum_penalty": "6 months' imprisonment, an unlimited fine, or both",
            "extent": "England and Wales",
            "source": (
                "CJA 1988 s.141A as amended by the Offensive Weapons Act 2019 s.34(1) (exclusion in s.141A(3)(b) "
                "removed from 6 April 2022, SI 2022/418); Sentencing Council guideline."
            ),
        },
    },
    {
        "provision": "cja_1988_s141b",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141B",
            "title": "The defence where seller and buyer are not in each other's presence",
            "plain_words": (
                "When the sale is made at a distance, for example online, the defence to section 141A fails "
                "unless four conditions at the least are proved."
            ),
            "elements": [
                ("a system for checking age that is likely to prevent a person under 18 from buying by that method"),
                (
                    "a package clearly marked: holds a bladed or pointed article, only for the hands of a person of "
                    "18 or over"
                ),
                (
                    "all reasonable precautions and due diligence to ensure delivery into the hands of a person of "
                    "18 or over"
                ),
                "no delivery to a locker",
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence, including each of the four conditions in section 141B."
            ),
            "maximum_penalty": "6 months' imprisonment, an unlimited fine, or both (the penalty of section 141A)",
            "extent": "England and Wales",
            "source": "Inserted by the Offensive Weapons Act 2019 s.35; SI 2022/418.",
        },
    },
    {
        "provision": "owa_2019_s38",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Offensive Weapons Act 2019, section 38",
            "title": "Delivering a bladed product to residential premises or to a locker",
            "plain_words": (
                "A person who sells a bladed product at a distance must not deliver it, or arrange for it to be "
                "delivered, to premises used solely as a residence or to a locker."
            ),
            "elements": [
                "a sale of a bladed product (section 41)",
                "seller and buyer not in each other's presence at the time of the sale",
                (
                    "delivered, or arranged to be delivered, to premises used solely for residential purposes or to "
                    "a locker"
                ),
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence to avoid committing the offence. Section 40 gives others: procedures likely to ensure "
                "delivery into the hands of a person aged 18 or over; a product made or adapted to the buyer's "
                "specifications; and a reasonable belief that it was for sporting combat or historical "
                "re-enactment."
            ),
            "maximum_penalty": "6 months' imprisonment, a fine, or both",
            "extent": "England and Wales",
            "source": "Offensive Weapons Act 2019 ss.38, 40, 41; SI 2022/418 reg 2.",
        },
    },
    {
        "provision": "owa_2019_s39",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Offensive Weapons Act 2019, section 39",
            "title": "Delivery company: handing a bladed product to a person under 18 at residential premises",
            "plain_words": (
                "A delivery company that agreed to deliver bladed products for a seller in the United Kingdom "
                "must hand them, at premises used solely as a residence, only to a person aged 18 or over."
            ),
            "elements": [
                "a sale of a bladed product (section 41) by a seller within the United Kingdom",
                "seller and buyer not in each other's presence at the time of the sale",
                (
                    "an arrangement made before the sale with a body corporate, which knew that it covered bladed "
                    "products"
                ),
                "delivered under that arrangement to premises used solely for residential purposes",
                "not delivered into the hands of a person aged 18 or over",
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence to avoid committing the offence."
            ),
            "maximum_penalty": "a fine",
            "extent": "England and Wales",
            "source": "Offensive Weapons Act 2019 ss.39, 40(7), 41; SI 2022/418 reg 2.",
        },
    },
    {
        "provision": "owa_2019_s42",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": date(2022, 4, 6),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Offensive Weapons Act 2019, section 42",
            "title": "Delivery company: handing a bladed article from an overseas seller to a person under 18",
            "plain_words": (
                "A delivery company that agreed to deliver bladed articles for a seller outside the United "
                "Kingdom must hand them, at any address, only to a person aged 18 or over."
            ),
            "elements": [
                (
                    "a sale, by a seller outside the United Kingdom, of an article to which CJA 1988 section 141A "
                    "applies"
                ),
                "seller and buyer not in each other's presence at the time of the sale",
                ("an arrangement made before the sale with a body corporate, which knew that it covered such articles"),
                "delivered under that arrangement",
                "not delivered into the hands of a person aged 18 or over",
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence to avoid committing the offence."
            ),
            "maximum_penalty": "a fine",
            "extent": "England and Wales",
            "source": "Offensive Weapons Act 2019 s.42; SI 2022/418 reg 2.",
        },
    },
    {
        "provision": "knives_act_1997_s1",
        "version": 1,
        "mode_of_trial": "either_way",
        "in_force_from": date(2010, 4, 12),
        "in_force_to": None,
        "confirmed": True,
        "content": {
            "citation": "Knives Act 1997, section 1",
            "title": "Unlawful marketing of knives",
            "plain_words": (
                "A knife must not be marketed in a way that suggests that it is suitable for combat, or that is "
                "likely to encourage violent behaviour with it as a weapon."
            ),
            "elements": [
                "marketing a knife: selling, hiring, offering or exposing it, or having it to sell or hire",
                (
                    "in a way that suggests it is suitable for combat, or is likely to encourage violence with it as "
                    "a weapon"
                ),
            ],
            "defence": (
                "Sections 3 and 4 give the defences: exempt trades, where the marketing was reasonable and "
                "nothing gave rise to suspicion; no knowledge or grounds to suspect; all reasonable precautions "
                "and all due diligence."
            ),
            "maximum_penalty": (
                "in a magistrates' court 12 months' imprisonment, a fine, or both; in the Crown Court 4 years' "
                "imprisonment, a fine, or both"
            ),
            "extent": "England and Wales",
            "source": "Knives Act 1997 ss.1, 3, 4, as the revised text of 12 April 2010 has it; the offence is older.",
        },
    },
    {
        "provision": "cja_1988_s141a",
        "version": 3,
        "mode_of_trial": "either_way",
        "in_force_from": None,
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141A as amended by the Crime and Policing Act 2026",
            "title": "Selling a knife or certain other bladed articles to a person under 18 (increased penalty)",
            "plain_words": (
                "Announced: the offence of section 141A becomes triable either way, with a higher maximum penalty."
            ),
            "elements": [
                "a sale",
                "to a person under the age of 18",
                (
                    "of a knife, a knife blade, a razor blade, an axe, or another pointed or bladed article made for "
                    "causing injury"
                ),
            ],
            "defence": (
                "It is a defence to prove that you took all reasonable precautions and exercised all due "
                "diligence to avoid committing the offence."
            ),
            "maximum_penalty": "2 years' imprisonment (as announced; not confirmed)",
            "extent": "England and Wales",
            "source": "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known.",
        },
    },
    {
        "provision": "cja_1988_s141b",
        "version": 2,
        "mode_of_trial": "either_way",
        "in_force_from": None,
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Criminal Justice Act 1988, section 141B as amended by the Crime and Policing Act 2026",
            "title": (
                "The defence where seller and buyer are not in each other's presence (identity document and photograph)"
            ),
            "plain_words": (
                "Announced: the first condition becomes a copy of an identity document and a photograph of the "
                "buyer, or a prescribed alternative."
            ),
            "elements": [
                "a copy of an identity document and a photograph of the buyer, or a prescribed alternative",
            ],
            "defence": "Not confirmed.",
            "maximum_penalty": "Not confirmed",
            "extent": "England and Wales",
            "source": "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known.",
        },
    },
    {
        "provision": "cpa_2026_delivery_to_another",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": None,
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Crime and Policing Act 2026",
            "title": "Delivering a bladed article to a person who is not the buyer",
            "plain_words": "Announced: a courier must check photographic identity and hand the article only to the buyer.",
            "elements": [
                "delivery of a bladed article sold at a distance into the hands of someone other than the buyer",
            ],
            "defence": "Not confirmed.",
            "maximum_penalty": "Not confirmed",
            "extent": "England and Wales",
            "source": "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known.",
        },
    },
    {
        "provision": "cpa_2026_bulk_sale_report",
        "version": 1,
        "mode_of_trial": "summary",
        "in_force_from": None,
        "in_force_to": None,
        "confirmed": False,
        "content": {
            "citation": "Crime and Policing Act 2026",
            "title": "Failing to report a bulk remote sale of bladed articles",
            "plain_words": (
                "Announced: a seller must report six or more bladed articles, or certain sets of them, sold at a "
                "distance in one sale, or in two or more within 30 days to one person or one residential "
                "address."
            ),
            "elements": [
                "a remote sale that must be reported",
                "no report",
            ],
            "defence": "Not confirmed.",
            "maximum_penalty": "Not confirmed",
            "extent": "England and Wales",
            "source": "Crime and Policing Act 2026 (c. 20). Enacted; the day it comes into force is not known.",
        },
    },
)
CATEGORIES = (
    ("kitchen_knife", "Kitchen knife", 1, True, True, False, False, False),
    ("diy_blade", "DIY or craft knife or blade", 2, True, True, False, False, False),
    ("outdoor_knife", "Hunting or outdoor knife", 3, True, True, False, False, False),
    ("folding_knife", "Folding pocket knife, cutting edge 3 inches or less", 4, False, True, False, False, False),
    ("axe", "Axe", 5, True, True, False, False, False),
    ("razor_blade", "Razor blade", 6, True, True, False, False, False),
    ("cartridge_razor", "Razor blades in a cartridge", 7, False, False, False, False, False),
    ("sword", "Sword or machete", 8, True, True, False, False, False),
    ("status_weapon", '"Status" weapon (zombie style and the like)', 9, True, True, True, False, False),
    ("corrosive", "Corrosive product", 10, False, False, False, True, False),
    ("crossbow", "Crossbow or part of one", 11, False, False, False, False, True),
)


def upgrade() -> None:
    op.create_table(
        "offence_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provision", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("mode_of_trial", sa.String(length=20), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("in_force_to", sa.Date(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offence_versions")),
        sa.UniqueConstraint("provision", "version", name=op.f("uq_offence_versions_provision_version")),
    )
    op.create_table(
        "product_categories",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_141a_article", sa.Boolean(), nullable=False),
        sa.Column("is_bladed_product", sa.Boolean(), nullable=False),
        sa.Column("prohibited_weapon", sa.Boolean(), nullable=False),
        sa.Column("corrosive", sa.Boolean(), nullable=False),
        sa.Column("crossbow", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_product_categories")),
    )
    _add_ready_law()


def downgrade() -> None:
    op.drop_table("product_categories")
    op.drop_table("offence_versions")


def _add_ready_law() -> None:
    """Add the offence versions and product categories of November 2026, each with its source."""
    versions = sa.table(
        "offence_versions",
        sa.column("id", sa.Uuid()),
        sa.column("provision", sa.String()),
        sa.column("version", sa.Integer()),
        sa.column("content", sa.JSON()),
        sa.column("mode_of_trial", sa.String()),
        sa.column("in_force_from", sa.Date()),
        sa.column("in_force_to", sa.Date()),
        sa.column("confirmed", sa.Boolean()),
    )
    op.bulk_insert(
        versions,
        [
            {"id": uuid.uuid5(uuid.NAMESPACE_URL, f"offence:{version['provision']}:{version['version']}")} | version
            for version in VERSIONS
        ],
    )
    names = (
        "code",
        "label",
        "position",
        "is_141a_article",
        "is_bladed_product",
        "prohibited_weapon",
        "corrosive",
        "crossbow",
    )
    categories = sa.table("product_categories", *(sa.column(name) for name in names))
    op.bulk_insert(categories, [dict(zip(names, row, strict=True)) for row in CATEGORIES])
