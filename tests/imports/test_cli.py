"""The import command: what it prints, and that it exits with 1 and a clear message when nothing was imported."""

import gzip
import json

import pytest
from sqlmodel import select

from compliance.audit.models import AuditEntry
from compliance.imports import services
from compliance.imports.models import ImportRun
from compliance.imports.rules.mapping import read_mapping
from compliance.retailers.models import Outlet
from compliance.retailers.rules import OutletDetails
from compliance.retailers.services import correct_outlet
from tests.factories.imports import business, document, real, shops


@pytest.fixture
def command(app, session, tmp_path):
    def run(content, *options, authority="hackney"):
        path = tmp_path / "register.xml"
        if content is not None:
            path.write_bytes(content)
        session.commit()
        return app.test_cli_runner().invoke(
            args=["imports", "run", str(path), "--authority", authority, *options], catch_exceptions=False
        )

    return run


def test_the_command_prints_what_was_done_and_each_rejected_row_with_its_reason(session, command):
    done = command(document(*shops(3), business("4", "Twin"), business("4", "Other"), declared=9))
    assert done.exit_code == 0
    for line in ("Rows                         3", "Added                        3", "Rejected                     2"):
        assert line in done.stdout
    assert "row 4, FHRSID 4, FHRSID: Row 5 of this file has the same FHRSID (4), but another name" in done.stdout
    assert "says that it holds 9 businesses; 5 were read" in done.stdout
    assert len(session.exec(select(Outlet)).all()) == 3


def test_the_same_as_json_has_every_number_and_the_rejected_rows(session, command):
    command(document(*shops(3)))
    later = document(business("1", "Renamed"), business("9"), business("", "Bad"), extracted="2020-11-14")
    done = command(later, "--json")
    told = json.loads(done.stdout)
    assert told["run"] == session.exec(select(ImportRun).order_by(ImportRun.id)).all()[-1].reference
    expected = {"rows": 2, "added": 1, "changed": 1, "names": 1, "types": 0, "addresses": 0, "unchanged": 0, "moved": 0}
    expected |= {"missing": 2, "returned": 0}
    assert {name: told[name] for name in expected} == expected
    (rejected,) = told["rejected"]
    assert (rejected["row"], rejected["reference"], rejected["field"]) == (3, "", "FHRSID")
    assert rejected["reason"]


def test_the_officers_words_that_were_kept_are_printed_and_in_the_json(session, officer, command):
    command(document(*shops(2)))
    shop = session.exec(select(Outlet).where(Outlet.name == "Invented Shop 1")).one()
    details = OutletDetails(shop.kind, "Over the door", shop.business_type, (shop.address_1,), shop.postcode)
    correct_outlet(session, officer, shop.id, details, version=shop.version, reason="Seen on a visit")
    done = command(document(business("1", "Other"), *shops(2)[1:]))
    assert "Kept the officer’s words     1" in done.stdout
    assert "row 1, FHRSID 1, name: kept “Over the door”, the register says “Other”" in done.stdout
    told = json.loads(command(document(business("1", "Newer"), *shops(2)[1:]), "--json").stdout)
    assert [(kept["field"], kept["register"], kept["kept"]) for kept in told["kept"]] == [
        ("name", "Newer", "Over the door")
    ]


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize(
    ("content", "authority", "said"),
    [
        (None, "hackney", "There is no file"),
        (b"", "hackney", "The file is empty"),
        (document(*shops(2))[:-90], "hackney", "stops part-way"),
        (b"<!DOCTYPE html><html></html>", "hackney", "a web page"),
        (document(business("1"), head="<!DOCTYPE x [<!ENTITY a 'a'>]>"), "hackney", "document type definition"),
        (document(*shops(2)), "croydon", "register of Hackney"),
        (document(*shops(2)), "atlantis", "no authority with the code “atlantis”"),
    ],
)
def test_what_cannot_be_imported_exits_with_1_and_says_why(session, command, content, authority, said, as_json):
    done = command(content, *["--json"] * as_json, authority=authority)
    assert done.exit_code == 1
    if as_json:
        assert said in json.loads(done.stdout)["error"]
    else:
        assert said in done.stderr
        assert done.stderr.startswith("Error: ")
        assert not done.stderr.rstrip().endswith("..")
    assert session.exec(select(ImportRun)).all() == []
    assert session.exec(select(Outlet)).all() == []


def test_a_folder_or_an_endless_file_is_refused(app, session, tmp_path):
    session.commit()
    for path, said in ((tmp_path, "cannot be read"), ("/dev/zero", "is not a file")):
        done = app.test_cli_runner().invoke(args=["imports", "run", str(path), "--authority", "hackney"])
        assert (done.exit_code, said in done.stderr) == (1, True)


def test_an_older_register_names_the_option_that_lets_it_in(command):
    command(document(*shops(2), extracted="2020-11-14"))
    refused = command(document(*shops(2)))
    assert refused.exit_code == 1
    assert "--allow-older" in refused.stderr
    assert command(document(*shops(2)), "--allow-older").exit_code == 0


def test_the_imports_of_an_authority_are_listed_the_latest_first(app, session, command):
    def listed(authority, *options) -> str:
        return app.test_cli_runner().invoke(args=["imports", "list", "--authority", authority, *options]).stdout

    command(document(*shops(2)))
    command(document(*shops(3), extracted="2020-11-14"))
    lines = listed("hackney").splitlines()
    assert ["14 November 2020" in lines[0], "8 August 2020" in lines[1]] == [True, True]
    assert ["Imported" in line for line in lines] == [True, True]
    command(document(*shops(4), extracted="2020-11-21"), "--preview")
    assert "  To be looked over  " in listed("hackney").splitlines()[0]
    assert "Nothing has been imported yet" in listed("croydon")
    assert [run["added"] for run in json.loads(listed("hackney", "--json"))] == [1, 1, 2]


def test_a_run_that_stopped_at_the_columns_is_listed_as_given_up(app, session, command, tmp_path, monkeypatch):
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps({"columns": {"name": "No such column"}}), encoding="utf-8")
    assert command(document(*shops(2)), "--mapping", str(path)).exit_code == 1
    monkeypatch.setattr(services, "map_columns", broken)
    with pytest.raises(RuntimeError):
        command(document(*shops(2)))
    lines = app.test_cli_runner().invoke(args=["imports", "list", "--authority", "hackney"]).stdout.splitlines()
    assert ["  Given up  " in line for line in lines] == [True, True]


def broken(*_args, **_more):
    raise RuntimeError


@pytest.mark.shared_data
def test_the_command_gives_the_known_answers_of_the_real_registers(command):
    def told(name, *options):
        return json.loads(command(real(name).read_bytes(), "--json", *options).stdout)

    first = told("FHRS512en-GB_hackney_2020-08-08.xml", "--all-types")
    assert (first["rows"], first["added"], first["rejected"]) == (2459, 2459, [])
    second = told("FHRS512en-GB_hackney_2020-11.xml", "--all-types")
    assert (second["added"], second["missing"], second["changed"], second["rejected"]) == (39, 5, 9, [])
    again = told("FHRS512en-GB_hackney_2020-11.xml", "--all-types")
    assert (again["added"], again["missing"], again["changed"], again["unchanged"]) == (0, 0, 0, 2493)


TABLE = (
    "Shop name,Street,Town,Post code,Their type\r\n"
    "Café Blade,1 Invented Row,London,E8 1AA,Hardware\r\n"
    "Thistle Tools,2 Invented Row,London,e81aa,Hardware\r\n"
    ",3 Invented Row,London,E8 1AA,Hardware\r\n"
    "Nowhere,,,,Hardware\r\n"
)


@pytest.fixture
def invoke(app, session):
    def run(*args):
        session.commit()
        return app.test_cli_runner().invoke(args=["imports", *map(str, args)], catch_exceptions=False)

    return run


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "shops.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_a_table_is_imported_with_its_columns_guessed_and_twice_changes_nothing(session, invoke, table):
    told = json.loads(invoke("run", table, "--authority", "hackney", "--json").stdout)
    assert (told["added"], told["rejected"][0]["row"], told["rejected"][1]["row"]) == (2, 4, 5)
    assert told["rejected"][1]["reason"].startswith("There is no address, no postcode and no number")
    again = json.loads(invoke("run", table, "--authority", "hackney", "--json").stdout)
    assert (again["added"], again["unchanged"], again["changed"], again["missing"]) == (0, 2, 0, 0)
    assert sorted(session.exec(select(Outlet.name)).all()) == ["Café Blade", "Thistle Tools"]


def test_a_gzipped_table_is_read_through(session, invoke, tmp_path):
    path = tmp_path / "shops.csv.gz"
    path.write_bytes(gzip.compress(TABLE.encode()))
    assert invoke("run", path, "--authority", "hackney").exit_code == 0
    assert len(session.exec(select(Outlet)).all()) == 2


def test_a_mapping_is_taken_from_a_json_file_or_by_the_name_it_was_saved_under(
    session, officer, invoke, table, tmp_path
):
    mapping = {"columns": {"name": "Shop name", "address_1": "Street", "postcode": "Post code", "notes": "Their type"}}
    path = tmp_path / "mapping.json"
    path.write_text(json.dumps(mapping), encoding="utf-8")
    assert invoke("run", table, "--authority", "hackney", "--mapping", path).exit_code == 0
    assert {shop.notes for shop in session.exec(select(Outlet))} == {"Hardware"}
    services.save_mapping(session, officer, "The shops' list", read_mapping({"kind": "register", **mapping}))
    assert "The shops' list" in invoke("mappings", "--authority", "hackney").stdout
    again = invoke("run", table, "--authority", "hackney", "--mapping", "the shops list", "--json")
    assert json.loads(again.stdout)["unchanged"] == 2
    refused = invoke("run", table, "--authority", "hackney", "--mapping", "no such")
    assert (refused.exit_code, "no mapping and no file called no such" in refused.stderr) == (1, True)
    path.write_text("[1, 2]", encoding="utf-8")
    refused = invoke("run", table, "--authority", "hackney", "--mapping", path)
    assert (refused.exit_code, "does not hold a mapping" in refused.stderr) == (1, True)


def test_a_preview_does_nothing_and_only_the_plan_that_it_showed_is_carried_out(session, invoke, table):
    seen = json.loads(invoke("run", table, "--authority", "hackney", "--preview", "--json").stdout)
    assert (seen["state"], seen["added"]) == ("previewed", 2)
    assert session.exec(select(Outlet)).all() == []
    other = invoke("run", table, "--authority", "hackney", "--plan", "0" * 64)
    assert (other.exit_code, "has changed since you looked it over" in other.stderr) == (1, True)
    done = json.loads(invoke("run", table, "--authority", "hackney", "--plan", seen["plan_hash"], "--json").stdout)
    assert (done["state"], done["added"]) == ("committed", 2)


def test_the_rejected_rows_come_back_to_be_mended_and_imported(session, invoke, table, tmp_path):
    run = json.loads(invoke("run", table, "--authority", "hackney", "--json").stdout)["run"]
    out = tmp_path / "rejected.csv"
    assert invoke("rejected", run, "--authority", "hackney", "--out", out).exit_code == 0
    (entry,) = session.exec(select(AuditEntry).where(AuditEntry.action == "import_run.exported"))
    assert (entry.detail["reference"], entry.detail["format"]) == (run, "csv")
    text = out.read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "Row,Column,Reason,Shop name,Street,Town,Post code,Their type"
    assert "4,Shop name,There is no business name,,3 Invented Row,London,E8 1AA,Hardware" in text
    out.write_text(text.replace(",,3 Invented", ",Mended,3 Invented").replace(",Nowhere,,", ",Nowhere,9 Row,"))
    told = json.loads(invoke("run", out, "--authority", "hackney", "--json").stdout)
    assert (told["added"], told["missing"], told["rejected"]) == (2, 0, [])


def test_what_was_put_right_or_left_out_of_a_row_that_was_taken_in_is_told(session, invoke, tmp_path):
    path = tmp_path / "shops.csv"
    rows = ("Café Blade,1 Row,“E8 2NPX”,020 7946 0100", "Thistle,2 Row,E8 1AA,not a phone", "Nako,3 Row,E8 1AB,")
    path.write_text("Name,Address line 1,Postcode,Telephone\r\n" + "\r\n".join(rows).replace("“", "").replace("”", ""))
    told = json.loads(invoke("run", path, "--authority", "hackney", "--preview", "--json").stdout)
    assert (told["noted"], told["rejected"]) == (2, [])
    assert told["notes"] == [
        {"row": 2, "reference": "", "name": "Café Blade", "reason": "“E8 2NPX” is not a postcode; kept without one"},
        {
            "row": 3,
            "reference": "",
            "name": "Thistle",
            "reason": "“not a phone” is not a telephone number; kept without one",
        },
    ]
    done = invoke("run", path, "--authority", "hackney")
    assert "Taken in with a note         2" in done.stdout
    assert "row 3, Thistle: “not a phone” is not a telephone number; kept without one" in done.stdout
    assert sorted(session.exec(select(Outlet.telephone)).all()) == ["", "", "020 7946 0100"]


def test_an_import_is_undone_by_its_reference(session, invoke, table):
    run = json.loads(invoke("run", table, "--authority", "hackney", "--json").stdout)["run"]
    done = invoke("undo", run, "--authority", "hackney", "--reason", "The wrong list")
    assert (done.exit_code, done.stdout) == (0, f"{run} is undone: the register stands as it did before.\n")
    assert session.exec(select(Outlet)).all() == []
    again = invoke("undo", "HAC-IMP-1999-0001", "--authority", "hackney", "--reason", "x", "--json")
    assert (again.exit_code, json.loads(again.stdout)) == (1, {"error": "There is no import HAC-IMP-1999-0001"})


def test_a_file_larger_than_a_browser_may_send_is_taken(session, invoke, tmp_path):
    path = tmp_path / "large.csv"
    row = "Shop {},1 Row,E8 1AA," + "x" * 3000 + "\r\n"
    path.write_text("Name,Address line 1,Postcode,Unknown\r\n" + "".join(row.format(n) for n in range(12_000)))
    assert path.stat().st_size > 32 * 1024 * 1024
    told = json.loads(invoke("run", path, "--authority", "hackney", "--preview", "--json").stdout)
    assert told["added"] == 12_000
