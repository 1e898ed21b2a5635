"""Mappings that an authority saves under a name: kept, replaced, called something else, removed; each audited."""

from uuid import uuid4

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.imports import queries, services
from compliance.imports.rules import ImportKind
from compliance.imports.rules.mapping import ColumnMapping, read_mapping
from compliance.permissions import Role

SHOPS = ColumnMapping(ImportKind.REGISTER, {"name": "Shop"}, {"town": "London"}, {"status": {"open": "trading"}})
OTHER = ColumnMapping(ImportKind.REGISTER, {"name": "Trader"})


def told(session, action):
    return session.exec(select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.number)).all()


def test_a_mapping_is_kept_under_its_name_and_read_back(session, officer):
    services.save_mapping(session, officer, "  Licensing   export ", SHOPS)
    saved = queries.list_mappings(session, officer, ImportKind.REGISTER)
    assert [each.name for each in saved] == ["Licensing export"]
    assert read_mapping(saved[0].mapping) == SHOPS
    assert saved[0].saved_by_id == officer.officer_id
    assert len(told(session, "import_mapping.saved")) == 1


def test_the_same_name_replaces_the_mapping_and_the_audit_keeps_the_one_before(session, officer):
    first = services.save_mapping(session, officer, "Licensing export", SHOPS)
    again = services.save_mapping(session, officer, "LICENSING  Export", OTHER)
    assert again.id == first.id
    assert [read_mapping(each.mapping) for each in queries.list_mappings(session, officer)] == [OTHER]
    kept = told(session, "import_mapping.saved")[1].detail["changes"]["mapping"]
    assert kept == [SHOPS.as_json(), OTHER.as_json()]


def test_saving_the_same_twice_writes_nothing(session, officer):
    services.save_mapping(session, officer, "Licensing export", SHOPS)
    services.save_mapping(session, officer, "Licensing export", SHOPS)
    assert len(told(session, "import_mapping.saved")) == 1


def test_two_kinds_of_rows_may_use_one_name(session, officer):
    services.save_mapping(session, officer, "From the old system", SHOPS)
    services.save_mapping(session, officer, "From the old system", ColumnMapping(ImportKind.VISITS, {"name": "Shop"}))
    assert len(queries.list_mappings(session, officer)) == 2
    assert len(queries.list_mappings(session, officer, ImportKind.VISITS)) == 1


@pytest.mark.parametrize(
    ("name", "said"), [("", "Enter a name"), ("  ", "Enter a name"), ("x" * 101, "100 characters")]
)
def test_a_name_that_is_none_is_refused_beside_its_field(session, officer, name, said):
    with pytest.raises(Refusal, match=said) as refused:
        services.save_mapping(session, officer, name, SHOPS)
    assert refused.value.field == "mapping_name"


def test_a_mapping_is_called_something_else_unless_another_has_that_name(session, officer):
    saved = services.save_mapping(session, officer, "Licensing", SHOPS)
    services.save_mapping(session, officer, "Rates", OTHER)
    renamed = services.rename_mapping(session, officer, saved.id, "Licensing export", version=saved.version)
    assert renamed.name == "Licensing export"
    assert told(session, "import_mapping.renamed")[0].detail["changes"]["name"] == ["Licensing", "Licensing export"]
    with pytest.raises(Refusal, match="There is a mapping called “Rates” already"):
        services.rename_mapping(session, officer, saved.id, "rates", version=renamed.version)
    services.rename_mapping(session, officer, saved.id, "LICENSING EXPORT", version=renamed.version)


def test_a_page_that_is_stale_renames_nothing(session, officer):
    saved = services.save_mapping(session, officer, "Licensing", SHOPS)
    stale = saved.version
    services.save_mapping(session, officer, "Licensing", OTHER)
    with pytest.raises(Refusal, match="Somebody else has changed this mapping"):
        services.rename_mapping(session, officer, saved.id, "Mine", version=stale)


def test_a_mapping_is_removed_and_the_audit_keeps_what_it_was(session, officer):
    saved = services.save_mapping(session, officer, "Licensing", SHOPS)
    services.remove_mapping(session, officer, saved.id)
    assert queries.list_mappings(session, officer) == []
    assert told(session, "import_mapping.removed")[0].detail["mapping"] == SHOPS.as_json()
    with pytest.raises(NotFound):
        services.remove_mapping(session, officer, saved.id)


def test_another_authoritys_mapping_is_not_found(session, officer, act):
    saved = services.save_mapping(session, officer, "Licensing", SHOPS)
    neighbour = act(authority="croydon")
    assert queries.list_mappings(session, neighbour) == []
    for attempt in (
        lambda: queries.get_mapping(session, neighbour, saved.id),
        lambda: services.rename_mapping(session, neighbour, saved.id, "Ours", version=saved.version),
        lambda: services.remove_mapping(session, neighbour, saved.id),
        lambda: queries.get_mapping(session, officer, uuid4()),
    ):
        with pytest.raises(NotFound):
            attempt()
    services.save_mapping(session, neighbour, "Licensing", OTHER)
    assert len(queries.list_mappings(session, officer)) == 1


def test_who_may_not_import_may_not_save(session, act):
    with pytest.raises(Forbidden):
        services.save_mapping(session, act(Role.VIEWER), "Licensing", SHOPS)
