"""Say more of an outlet and of an entity: names, chain, status, contacts, products, channels, deliveries, licences."""

import sqlalchemy as sa
from alembic import op

from compliance.migrations.refusals import create_refusal, drop_refusal
from compliance.retailers.queries import known_brands
from compliance.retailers.rules import comparable_telephone

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_OUTLET = "EXISTS (SELECT 1 FROM outlets o WHERE o.id = NEW.outlet_id AND o.authority_id <> NEW.authority_id)"
OF_ENTITY = "EXISTS (SELECT 1 FROM entities e WHERE e.id = NEW.entity_id AND e.authority_id <> NEW.authority_id)"
OWNED = (
    ("trading_names", OF_OUTLET),
    ("contacts", f"{OF_OUTLET} OR {OF_ENTITY}"),
    ("outlet_products", OF_OUTLET),
    ("outlet_channels", OF_OUTLET),
    ("outlet_displays", OF_OUTLET),
    ("delivery_arrangements", f"{OF_OUTLET} OR {OF_ENTITY}"),
    ("opening_hours", OF_OUTLET),
    ("outlet_licences", OF_OUTLET),
)


def upgrade() -> None:
    op.add_column("outlets", sa.Column("marketplace_seller_id", sa.String(length=60), nullable=True))
    op.add_column("outlets", sa.Column("marketplace_entity_id", sa.Uuid(), nullable=True))
    op.add_column("outlets", sa.Column("telephone_e164", sa.String(length=20), server_default="", nullable=False))
    op.add_column("outlets", sa.Column("status_on", sa.Date(), nullable=True))
    op.add_column("outlets", sa.Column("named_on", sa.Date(), nullable=True))
    op.add_column("outlets", sa.Column("brand", sa.String(length=120), server_default="", nullable=False))
    op.add_column("outlets", sa.Column("is_chain", sa.Boolean(), nullable=True))
    op.add_column("outlets", sa.Column("merged_into_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_outlets_authority_telephone",
        "outlets",
        ["authority_id", "telephone_e164"],
        unique=False,
        sqlite_where=sa.text("telephone_e164 <> ''"),
        postgresql_where=sa.text("telephone_e164 <> ''"),
    )
    op.add_column(
        "entities", sa.Column("primary_authority_plan", sa.String(length=254), server_default="", nullable=False)
    )
    op.add_column("entities", sa.Column("primary_authority_since_on", sa.Date(), nullable=True))
    op.add_column("entities", sa.Column("is_delivery_company", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("entities", sa.Column("is_marketplace", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "trading_names",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.String(length=200), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "to_on IS NULL OR from_on IS NULL OR to_on >= from_on", name=op.f("ck_trading_names_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_trading_names_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_trading_names_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trading_names")),
    )
    op.create_index(op.f("ix_trading_names_authority_id"), "trading_names", ["authority_id"], unique=False)
    op.create_index(
        "ix_trading_names_authority_name", "trading_names", ["authority_id", "sort_name", "id"], unique=False
    )
    op.create_index("ix_trading_names_outlet", "trading_names", ["outlet_id", "from_on"], unique=False)
    op.create_table(
        "contacts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=True),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column(
            "purpose",
            sa.Enum(
                "manager",
                "knife_sales",
                "compliance",
                "training",
                "letters",
                "out_of_hours",
                name="contact_purpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("job_title", sa.String(length=120), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("telephone_e164", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outlet_id IS NULL) <> (entity_id IS NULL)", name=op.f("ck_contacts_of_one")),
        sa.CheckConstraint(
            "to_on IS NULL OR from_on IS NULL OR to_on >= from_on", name=op.f("ck_contacts_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_contacts_authority_id")),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_contacts_entity_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_contacts_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
    )
    op.create_index(op.f("ix_contacts_authority_id"), "contacts", ["authority_id"], unique=False)
    op.create_index("ix_contacts_authority_telephone", "contacts", ["authority_id", "telephone_e164"], unique=False)
    op.create_index("ix_contacts_entity", "contacts", ["entity_id"], unique=False)
    op.create_index("ix_contacts_outlet", "contacts", ["outlet_id"], unique=False)
    op.create_table(
        "outlet_products",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
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
                name="product_category",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("sold", sa.Boolean(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlet_products_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_outlet_products_outlet_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["officers.id"], name=op.f("fk_outlet_products_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_products")),
        sa.UniqueConstraint("outlet_id", "category", name=op.f("uq_outlet_products_outlet_id_category")),
    )
    op.create_index(op.f("ix_outlet_products_authority_id"), "outlet_products", ["authority_id"], unique=False)
    op.create_index(
        "ix_outlet_products_sold", "outlet_products", ["authority_id", "category", "sold", "outlet_id"], unique=False
    )
    op.create_table(
        "outlet_channels",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "till",
                "self_checkout",
                "click_and_collect",
                "home_delivery",
                "rapid_delivery",
                "marketplace",
                name="channel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlet_channels_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_outlet_channels_outlet_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["officers.id"], name=op.f("fk_outlet_channels_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_channels")),
        sa.UniqueConstraint("outlet_id", "channel", name=op.f("uq_outlet_channels_outlet_id_channel")),
    )
    op.create_index(op.f("ix_outlet_channels_authority_id"), "outlet_channels", ["authority_id"], unique=False)
    op.create_index(
        "ix_outlet_channels_channel", "outlet_channels", ["authority_id", "channel", "outlet_id"], unique=False
    )
    op.create_table(
        "outlet_displays",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "display",
            sa.Enum(
                "locked_cabinet",
                "behind_counter",
                "open_shelf",
                "near_exit",
                "packaging",
                name="display",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlet_displays_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_outlet_displays_outlet_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["officers.id"], name=op.f("fk_outlet_displays_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_displays")),
        sa.UniqueConstraint("outlet_id", "display", name=op.f("uq_outlet_displays_outlet_id_display")),
    )
    op.create_index(op.f("ix_outlet_displays_authority_id"), "outlet_displays", ["authority_id"], unique=False)
    op.create_index(
        "ix_outlet_displays_display", "outlet_displays", ["authority_id", "display", "outlet_id"], unique=False
    )
    op.create_table(
        "delivery_arrangements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "own_delivery",
                "delivery_company",
                "rapid_delivery",
                "in_store_collection",
                "collection_point",
                "marketplace_fulfilment",
                name="arrangement_kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entity_id", sa.Uuid(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind NOT IN ('own_delivery', 'in_store_collection') OR entity_id IS NULL",
            name=op.f("ck_delivery_arrangements_own_people_are_no_entity"),
        ),
        sa.CheckConstraint(
            "to_on IS NULL OR from_on IS NULL OR to_on >= from_on",
            name=op.f("ck_delivery_arrangements_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authorities.id"], name=op.f("fk_delivery_arrangements_authority_id")
        ),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_delivery_arrangements_entity_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_delivery_arrangements_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_arrangements")),
    )
    op.create_index(
        op.f("ix_delivery_arrangements_authority_id"), "delivery_arrangements", ["authority_id"], unique=False
    )
    op.create_index("ix_delivery_arrangements_entity", "delivery_arrangements", ["entity_id"], unique=False)
    op.create_index("ix_delivery_arrangements_outlet", "delivery_arrangements", ["outlet_id"], unique=False)
    op.create_table(
        "opening_hours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("hours", sa.String(length=100), nullable=False),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_opening_hours_a_day_of_the_week")),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_opening_hours_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_opening_hours_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_hours")),
        sa.UniqueConstraint("outlet_id", "weekday", name=op.f("uq_opening_hours_outlet_id_weekday")),
    )
    op.create_index(op.f("ix_opening_hours_authority_id"), "opening_hours", ["authority_id"], unique=False)
    op.create_table(
        "outlet_licences",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("outlet_id", sa.Uuid(), nullable=False),
        sa.Column(
            "nation",
            sa.Enum(
                "england", "wales", "scotland", name="nation", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("issued_by", sa.String(length=120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "to_on IS NULL OR from_on IS NULL OR to_on >= from_on", name=op.f("ck_outlet_licences_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["authority_id"], ["authorities.id"], name=op.f("fk_outlet_licences_authority_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlets.id"], name=op.f("fk_outlet_licences_outlet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_licences")),
    )
    op.create_index(op.f("ix_outlet_licences_authority_id"), "outlet_licences", ["authority_id"], unique=False)
    op.create_index("ix_outlet_licences_outlet", "outlet_licences", ["outlet_id", "from_on"], unique=False)
    for table, condition in OWNED:
        create_refusal(
            table,
            f"{table}_of_the_outlets_authority",
            ("INSERT", "UPDATE"),
            condition,
            "what is said of an outlet or of an entity belongs to its authority",
        )
    _fill()


def _fill() -> None:
    """Say of outlets from before what their names and numbers tell, and since when they are closed.

    By the list of chains that comes with the product, as `flask retailers read-names` does; a new database has none.
    """
    outlets = sa.table(
        "outlets",
        sa.column("id", sa.Uuid()),
        sa.column("sort_name", sa.String()),
        sa.column("telephone", sa.String()),
        sa.column("brand", sa.String()),
        sa.column("telephone_e164", sa.String()),
        sa.column("status_on", sa.Date()),
        sa.column("closed_on", sa.Date()),
    )
    connection, brands = op.get_bind(), known_brands()
    read = sa.select(outlets.c.id, outlets.c.sort_name, outlets.c.telephone)
    told = [
        {"this": row.id, "chain": brands.of(row.sort_name), "number": comparable_telephone(row.telephone)}
        for row in connection.execute(read)
    ]
    told = [one for one in told if one["chain"] or one["number"]]
    if told:
        connection.execute(
            sa.update(outlets)
            .where(outlets.c.id == sa.bindparam("this"))
            .values(brand=sa.bindparam("chain"), telephone_e164=sa.bindparam("number")),
            told,
        )
    op.execute(sa.update(outlets).where(outlets.c.closed_on.is_not(None)).values(status_on=outlets.c.closed_on))


def downgrade() -> None:
    for table, _condition in reversed(OWNED):
        drop_refusal(table, f"{table}_of_the_outlets_authority", ("INSERT", "UPDATE"))
    op.drop_index("ix_outlet_licences_outlet", table_name="outlet_licences")
    op.drop_index(op.f("ix_outlet_licences_authority_id"), table_name="outlet_licences")
    op.drop_table("outlet_licences")
    op.drop_index(op.f("ix_opening_hours_authority_id"), table_name="opening_hours")
    op.drop_table("opening_hours")
    op.drop_index("ix_delivery_arrangements_outlet", table_name="delivery_arrangements")
    op.drop_index("ix_delivery_arrangements_entity", table_name="delivery_arrangements")
    op.drop_index(op.f("ix_delivery_arrangements_authority_id"), table_name="delivery_arrangements")
    op.drop_table("delivery_arrangements")
    op.drop_index("ix_outlet_displays_display", table_name="outlet_displays")
    op.drop_index(op.f("ix_outlet_displays_authority_id"), table_name="outlet_displays")
    op.drop_table("outlet_displays")
    op.drop_index("ix_outlet_channels_channel", table_name="outlet_channels")
    op.drop_index(op.f("ix_outlet_channels_authority_id"), table_name="outlet_channels")
    op.drop_table("outlet_channels")
    op.drop_index("ix_outlet_products_sold", table_name="outlet_products")
    op.drop_index(op.f("ix_outlet_products_authority_id"), table_name="outlet_products")
    op.drop_table("outlet_products")
    op.drop_index("ix_contacts_outlet", table_name="contacts")
    op.drop_index("ix_contacts_entity", table_name="contacts")
    op.drop_index("ix_contacts_authority_telephone", table_name="contacts")
    op.drop_index(op.f("ix_contacts_authority_id"), table_name="contacts")
    op.drop_table("contacts")
    op.drop_index("ix_trading_names_outlet", table_name="trading_names")
    op.drop_index("ix_trading_names_authority_name", table_name="trading_names")
    op.drop_index(op.f("ix_trading_names_authority_id"), table_name="trading_names")
    op.drop_table("trading_names")
    for column in ("is_marketplace", "is_delivery_company", "primary_authority_since_on", "primary_authority_plan"):
        op.drop_column("entities", column)
    op.drop_index(
        "ix_outlets_authority_telephone",
        table_name="outlets",
        sqlite_where=sa.text("telephone_e164 <> ''"),
        postgresql_where=sa.text("telephone_e164 <> ''"),
    )
    for column in ("merged_into_id", "is_chain", "brand", "named_on", "status_on", "telephone_e164"):
        op.drop_column("outlets", column)
    for column in ("marketplace_entity_id", "marketplace_seller_id"):
        op.drop_column("outlets", column)
