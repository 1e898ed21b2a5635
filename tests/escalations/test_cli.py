"""The commands: the list in every format, and the rule tried out on a history."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from compliance import clock
from compliance.audit.models import AuditEntry
from compliance.escalations.models import PrintedList
from compliance.escalations.rules import EXAMPLE
from compliance.purchases.rules import BuyerBasis, Type
from tests.factories.escalations import seller, tried

LIST = ["escalations", "list", "--authority", "hackney"]
AS_AT = "2026-11-20"


@pytest.fixture
def run(app, session):
    runner = app.test_cli_runner()

    def invoke(*args, **kwargs):
        session.commit()
        result = runner.invoke(args=list(args), **kwargs)
        session.expire_all()
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def test_the_list_as_json_is_a_list_of_entries_with_their_working(run, officer):
    shop = seller(officer, date(2026, 5, 1), date(2026, 1, 1), name="Invented Cutlery")
    tried(officer, shop, date(2026, 6, 1), type=Type.CHALLENGE_25, buyer_basis=BuyerBasis.ADULT)
    result = run(*LIST, "--as-at", AS_AT, "--json")
    assert result.exit_code == 0
    [entry] = json.loads(result.stdout)
    assert entry["outlet"] == "Invented Cutlery"
    assert entry["operator"].startswith("Invented Trading")
    assert entry["rung"] == "consider_caution"
    assert [item["on"] for item in entry["counted"]] == ["2026-01-01", "2026-05-01"]
    assert [(item["on"], item["reason"]) for item in entry["left_out"]] == [("2026-06-01", "challenge_25")]
    assert entry["counted"][1]["last_day_to_prosecute"] == "2026-11-01"


@pytest.mark.parametrize(
    ("as_at", "days", "on_list"),
    [
        ("2026-11-20", [date(2024, 11, 20), date(2025, 11, 20)], True),
        ("2026-11-20", [date(2024, 11, 19), date(2025, 11, 20)], False),
        ("2026-11-20", [date(2024, 11, 20), date(2025, 11, 19)], False),
        ("2024-02-29", [date(2022, 2, 28), date(2023, 2, 28)], True),
        ("2024-02-29", [date(2022, 2, 27), date(2023, 2, 28)], False),
        ("2024-02-29", [date(2022, 2, 28), date(2023, 2, 27)], False),
        ("2026-08-31", [date(2024, 8, 31), date(2025, 8, 31)], True),
        ("2026-08-31", [date(2024, 8, 30), date(2025, 8, 31)], False),
        ("2026-11-20", [date(2026, 11, 20), date(2026, 11, 20)], False),
    ],
)
def test_the_boundary_days_are_inclusive(run, officer, as_at, days, on_list):
    seller(officer, *days)
    assert len(json.loads(run(*LIST, "--as-at", as_at, "--json").stdout)) == on_list


def test_the_list_as_csv_has_a_line_for_each_purchase_and_no_mark_before_the_headings(run, officer):
    shop = seller(officer, date(2026, 5, 1), date(2026, 1, 1), name="=HYPERLINK(1)")
    tried(officer, shop, date(2020, 1, 1))
    result = run(*LIST, "--as-at", AS_AT, "--csv")
    lines = list(csv.DictReader(io.StringIO(result.stdout_bytes.decode(), newline="")))
    assert [(line["on"], line["counts"], line["reason"]) for line in lines] == [
        ("2026-01-01", "yes", ""),
        ("2026-05-01", "yes", ""),
        ("2020-01-01", "no", "before_window"),
    ]
    assert {line["outlet"] for line in lines} == {"'=HYPERLINK(1)"}
    assert lines[0]["as_at"] == AS_AT


def test_the_printed_list_goes_to_a_file_or_to_standard_output_and_is_kept(run, session, officer, tmp_path):
    seller(officer, date(2026, 5, 1), date(2026, 1, 1))
    assert run(*LIST, "--as-at", AS_AT, "--pdf").stdout_bytes.startswith(b"%PDF-")
    out = tmp_path / "list.pdf"
    result = run(
        *LIST, "--as-at", AS_AT, "--pdf", "--out", str(out), "--reason", "Audit visit", "--recipient", "Auditor"
    )
    assert result.exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-")
    rows = session.exec(sa.select(PrintedList).order_by(PrintedList.reference)).scalars().all()
    assert [(row.reason, row.recipient) for row in rows] == [
        ("Asked for on the command line", ""),
        ("Audit visit", "Auditor"),
    ]
    entries = session.exec(sa.select(AuditEntry).where(AuditEntry.action == "repeat_list.printed")).scalars().all()
    assert {entry.actor_name for entry in entries} == {"Command line"}


def test_without_a_format_the_list_is_words(run, session, officer):
    seller(officer, date(2026, 5, 1), date(2026, 1, 1), name="Invented Cutlery")
    result = run(*LIST, "--as-at", AS_AT)
    assert "1 seller" in result.stdout
    assert "Invented Cutlery" in result.stdout
    assert "For a manager to consider a caution" in result.stdout
    assert len(session.exec(sa.select(AuditEntry).where(AuditEntry.action == "repeat_list.viewed")).all()) == 1


def test_an_empty_list_is_an_empty_list(run):
    assert json.loads(run(*LIST, "--json").stdout) == []


def test_another_authoritys_sellers_are_not_on_the_list(run, act):
    seller(act(authority="camden"), date(2026, 5, 1), date(2026, 1, 1))
    assert json.loads(run(*LIST, "--as-at", AS_AT, "--json").stdout) == []


@pytest.mark.parametrize(
    "day",
    ["2026-02-30", "30/01/2026", "tomorrow", "", "0001-01-01", "1949-12-31", "20261122", "2026-W47-7", "x" * 9999],
)
def test_a_day_that_cannot_be_is_a_clear_message(run, day):
    result = run(*LIST, "--as-at", day, "--json")
    assert result.exit_code == 2
    assert f"must be a day from 1950-01-01 to today, {clock.today()}, written YYYY-MM-DD" in result.output
    assert "--as-at" in result.output
    assert len(result.output) < 500


def test_a_day_in_the_future_gets_the_same_message_and_today_and_the_first_day_do_not(run):
    tomorrow = clock.today() + timedelta(days=1)
    result = run(*LIST, "--as-at", tomorrow.isoformat())
    assert result.exit_code == 2
    assert f"from 1950-01-01 to today, {clock.today()}, written YYYY-MM-DD; it is {tomorrow}" in result.output
    for day in (clock.today().isoformat(), "1950-01-01"):
        assert run(*LIST, "--as-at", day, "--json").exit_code == 0


@pytest.mark.parametrize("formats", [("--json", "--csv"), ("--csv", "--pdf"), ("--pdf", "--json", "--csv")])
def test_two_formats_at_once_are_a_clear_message_and_nothing_is_kept(run, session, formats):
    result = run(*LIST, *formats)
    assert result.exit_code == 2
    assert "Give one of --json, --csv and --pdf" in result.output
    assert not session.exec(sa.select(PrintedList)).all()


@pytest.mark.parametrize(("option", "length"), [("--reason", 301), ("--reason", 0), ("--recipient", 121)])
def test_words_that_do_not_fit_on_every_page_are_a_clear_message(run, option, length):
    result = run(*LIST, "--pdf", option, "x" * length)
    assert result.exit_code == 2
    assert option in result.output


def test_an_unknown_authority_is_a_clear_message(run):
    result = run("escalations", "list", "--authority", "atlantis")
    assert result.exit_code == 1
    assert "atlantis" in result.output


def test_a_file_that_cannot_be_written_is_a_clear_message(run, tmp_path):
    result = run(*LIST, "--json", "--out", str(tmp_path / "missing" / "list.json"))
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_the_example_is_a_question_that_is_answered(run):
    example = run("escalations", "decide", "--example").stdout
    assert json.loads(example) == EXAMPLE
    answer = json.loads(run("escalations", "decide", input=example).stdout)
    assert answer["rung"] == "consider_caution"
    assert [item["on"] for item in answer["counted"]] == ["2025-02-03", "2026-05-14"]
    assert [item["reason"] for item in answer["left_out"]] == ["challenge_25"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("[]", "must be an object"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe\x00", "not JSON"),
        ('{"as_at": "2026-02-30", "history": []}', "as_at must be a day that exists"),
        (
            '{"as_at": "2026-02-28", "history": [{"on": "2026-01-01", "type": "underage", "outcome": "eaten"}]}',
            "history[0]",
        ),
        ('{"as_at": "2026-02-28", "history": NaN}', "history must be a list"),
        ('{"as_at": "2026-02-28", "history": [], "policy": {"count": ' + "9" * 5000 + "}}", "not JSON"),
    ],
)
def test_a_question_that_cannot_be_read_is_a_clear_message(run, typed, message):
    result = run("escalations", "decide", input=typed)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output
