"""The day of a food hygiene register that is a table: what its own rows say, where they differ the latest."""

import json
from datetime import date

import pytest
from sqlmodel import select

from compliance.errors import Refusal
from compliance.imports import queries, services
from compliance.imports.models import ImportRun
from compliance.imports.rules import Options, RunState
from compliance.imports.rules.guessing import guess
from compliance.imports.rules.reading import read_recognised
from compliance.retailers.models import Outlet
from tests.factories.imports import checked, document, drive, import_register, shops, uploaded

HEAD = "FHRSID,BusinessName,BusinessType,AddressLine1,PostCode,LocalAuthorityCode,ExtractDate\r\n"


def table(*days: str, code="512", more="") -> bytes:
    rows = (f"{n},Shop {n},Retailers - other,{n} Row,E8 1AA,{code},{day}\r\n" for n, day in enumerate(days, start=1))
    return (HEAD + "".join(rows) + more).encode()


ELSEWHERE = "90,Elsewhere,Retailers - other,1 Row,CR0 1AA,507,2020-11-20\r\n"


@pytest.mark.parametrize(
    ("content", "day"),
    [
        (table("2020-11-15", "2020-11-15"), date(2020, 11, 15)),
        (table("2020-11-14", "2020-11-15", "2020-11-13"), date(2020, 11, 15)),
        (table("", "2020-11-14", "soon"), date(2020, 11, 14)),
        (table("2020-11-14", more=ELSEWHERE), date(2020, 11, 14)),
        (table("", "soon"), None),
        (b"Name,Address line 1,ExtractDate\r\nShop,1 Row,2020-11-14\r\n", None),
    ],
)
def test_the_day_is_the_latest_that_the_authoritys_own_rows_say(session, officer, content, day):
    assert checked(session, officer, content, "fhrs.csv").extracted_on == day


def test_what_such_a_table_lacks_is_missing_from_its_day_on(session, officer):
    import_register(session, officer, document(*shops(3)))
    report = import_register(session, officer, table("2020-11-14"), "fhrs.csv", whole=True)
    assert (report.extracted_on, report.counts.missing) == (date(2020, 11, 14), 2)
    days = select(Outlet.missing_since_on).where(Outlet.missing_since_on.is_not(None))
    assert session.exec(days).all() == [date(2020, 11, 14)] * 2


@pytest.mark.parametrize(("day", "said"), [("2020-11-13", "before the one imported last"), ("2027-01-01", "future")])
def test_an_older_one_and_one_from_the_future_are_refused_once_their_rows_are_read(session, officer, day, said):
    import_register(session, officer, table("2020-11-14"), "fhrs.csv")
    with pytest.raises(Refusal, match=said):
        checked(session, officer, table(day), "fhrs.csv")
    session.rollback()
    run = session.exec(select(ImportRun).order_by(ImportRun.id.desc())).first()
    services.fail(session, officer, run.id, "It is older")
    assert (run.state, run.extracted_on) == (RunState.UPLOADED, date.fromisoformat(day))


def test_an_older_one_is_then_asked_about_beside_the_columns_and_let_in(session, officer):
    import_register(session, officer, table("2020-11-14"), "fhrs.csv")
    run = uploaded(session, officer, table("2020-11-13"), "fhrs.csv")
    mapping = guess(run.kind, read_recognised(run.recognised).table)
    services.map_columns(session, officer, run.id, mapping, Options(), version=run.version)
    with pytest.raises(Refusal):
        drive(session, services.check(session, officer, run.id))
    session.rollback()
    services.fail(session, officer, run.id, "It is older")
    with pytest.raises(Refusal) as refused:
        services.map_columns(session, officer, run.id, mapping, Options(), version=run.version)
    assert refused.value.field == "allow_older"
    services.map_columns(session, officer, run.id, mapping, Options(allow_older=True), version=run.version)
    drive(session, services.check(session, officer, run.id))
    assert queries.get_run(session, officer, run.id).state is RunState.PREVIEWED


def test_the_command_names_the_option_that_lets_an_older_one_in(app, session, tmp_path):
    path = tmp_path / "fhrs.csv"

    def run(day, *options):
        path.write_bytes(table(day))
        session.commit()
        return app.test_cli_runner().invoke(
            args=["imports", "run", str(path), "--authority", "hackney", "--json", *options], catch_exceptions=False
        )

    assert json.loads(run("2020-11-14").stdout)["extracted_on"] == "2020-11-14"
    refused = run("2020-11-13")
    assert (refused.exit_code, "--allow-older" in json.loads(refused.stdout)["error"]) == (1, True)
    assert json.loads(run("2020-11-13", "--allow-older").stdout)["extracted_on"] == "2020-11-13"
