"""The 512 genuinely nasty rows of the national file: each is taken in sensibly, or rejected with a reason to act on."""

import csv
from collections import Counter

import pytest
from sqlmodel import select

from compliance.imports import queries
from compliance.imports.models import ImportRow
from compliance.imports.rules import RowOutcome
from compliance.permissions import Role
from compliance.retailers.models import Outlet, Reference
from tests.factories.imports import FHRS, import_register, real

pytestmark = pytest.mark.shared_data
NAME = "fhrs_dirty_rows_sample.csv"
ADDED, REJECTED = 461, 51


@pytest.fixture(scope="module")
def rows() -> dict[int, dict[str, str]]:
    """The rows as Python's own reader has them, by their number in a spreadsheet: the first is row 2."""
    if not (FHRS / NAME).exists():
        pytest.skip(f"SHARED DATA ABSENT: {FHRS / NAME}")
    with (FHRS / NAME).open(encoding="utf-8", newline="") as file:
        return dict(enumerate(csv.DictReader(file), start=2))


@pytest.fixture
def report(session, act):
    """What became of them at a force, which has no FHRS code and so takes the rows of every authority."""
    return import_register(
        session, act(Role.ADMINISTRATOR, "metropolitan-police"), real(NAME).read_bytes(), NAME, all_types=True
    )


@pytest.fixture
def planned(session, report) -> dict[int, ImportRow]:
    return {row.number: row for row in session.exec(select(ImportRow).where(ImportRow.run_id == report.run_id))}


@pytest.fixture
def outlets(session, report) -> dict[str, Outlet]:
    found = select(Reference.value, Outlet).join(Outlet, Outlet.id == Reference.outlet_id)
    return dict(session.exec(found.where(Reference.scheme == "fhrs")).all())


def test_every_row_is_added_or_rejected_and_none_is_lost(report, planned, rows):
    counts = report.counts
    assert len(rows) == 512
    assert (counts.added, counts.rejected, counts.doubtful, counts.elsewhere) == (ADDED, REJECTED, 0, 0)
    assert counts.added + counts.rejected == 512
    assert set(planned) == set(rows)


def test_only_numbers_that_are_there_twice_are_rejected_and_the_reason_names_the_other_row(planned, rows):
    """Of two rows that say the same one is taken; of two that differ none is, and the reason says in what."""
    numbers = Counter(row["FHRSID"] for row in rows.values())
    by_issue = Counter(rows[n]["issue"] for n, row in planned.items() if row.outcome is RowOutcome.REJECTED)
    assert set(by_issue) <= {"dup_FHRSID"} | {row["issue"] for row in rows.values() if numbers[row["FHRSID"]] > 1}
    for number, row in planned.items():
        if row.outcome is not RowOutcome.REJECTED:
            continue
        twins = [n for n, other in rows.items() if other["FHRSID"] == rows[number]["FHRSID"] and n != number]
        assert twins
        assert row.field == "FHRSID"
        assert row.cells["FHRSID"] == rows[number]["FHRSID"]
        assert any(f"{twin} " in row.reason for twin in twins)
        assert row.reason.endswith(("It is taken once", "leave only the one that is right"))


def issue(rows, name):
    return [row for row in rows.values() if row["issue"] == name]


def single(rows):
    numbers = Counter(row["FHRSID"] for row in rows.values())
    return {number for number, times in numbers.items() if times == 1}


@pytest.mark.parametrize("name", ["csv_injection_name", "mojibake_name", "quoted_name", "non_ascii_name"])
def test_a_name_stands_as_the_register_has_it(outlets, rows, name):
    """Wrongly decoded letters and all, but for marks that cannot be seen (a soft hyphen)."""
    for row in issue(rows, name):
        if row["FHRSID"] in single(rows):
            assert outlets[row["FHRSID"]].name == row["BusinessName"].replace("\u00ad", "").strip()


def test_a_line_break_or_tab_in_any_cell_breaks_no_row(outlets, rows):
    for row in issue(rows, "newline_or_tab"):
        outlet = outlets[row["FHRSID"]]
        assert not set(outlet.name + outlet.address_1 + outlet.address_2 + outlet.postcode_given) & set("\n\t\r")


def test_a_postcode_that_is_none_is_left_out_with_a_note_that_says_so(outlets, planned, rows):
    by_id = {row.external_id: row for row in planned.values()}
    for row in issue(rows, "postcode_PRIVATE_or_text"):
        outlet = outlets[row["FHRSID"]]
        assert (outlet.postcode, outlet.postcode_given) == (None, row["PostCode"].strip())
        assert f"“{row['PostCode'].strip()}” is not a postcode; kept without one" in by_id[row["FHRSID"]].reason


def test_a_badly_written_postcode_is_put_right_where_there_is_no_doubt(outlets, planned, rows):
    by_id = {row.external_id: row for row in planned.values()}
    mended = Counter()
    for row in issue(rows, "postcode_bad_format"):
        outlet, reason = outlets[row["FHRSID"]], by_id[row["FHRSID"]].reason
        assert outlet.postcode_given == row["PostCode"].strip()
        if outlet.postcode is None:
            assert "only the first half of a postcode" in reason or "is not a postcode" in reason
        mended["left out" if outlet.postcode is None else "noted" if "postcode" in reason.lower() else "quietly"] += 1
    assert sum(mended.values()) == 60
    assert mended["noted"] + mended["quietly"] > 0


def test_ratings_and_their_dates_are_no_part_of_the_register(outlets, rows):
    for row in issue(rows, "rating_date_pre_2000"):
        assert row["FHRSID"] in outlets or row["FHRSID"] not in single(rows)


def test_a_long_address_is_kept_to_its_last_letter(outlets, rows):
    for row in issue(rows, "address_over_80_chars"):
        lines = [row[f"AddressLine{n}"].strip() for n in range(1, 5) if row[f"AddressLine{n}"].strip()]
        outlet = outlets[row["FHRSID"]]
        held = [line for line in (outlet.address_1, outlet.address_2, outlet.address_3, outlet.address_4) if line]
        assert [" ".join(line.split()) for line in held] == [" ".join(line.split()) for line in lines]


def test_the_rejected_rows_come_back_as_a_file_and_taken_in_again_once_mended(session, act, report, rows):
    actor = act(Role.ADMINISTRATOR, "metropolitan-police")
    found = queries.rejected_rows(session, actor, report.run_id)
    lines = list(found.rows)
    assert len(lines) == REJECTED
    assert found.headings == ("Row", "Column", "Reason", *next(iter(rows.values())))
    at = found.headings.index("FHRSID")
    kept = list({line[at]: line for line in lines if "leave only" in line[2]}.values())
    text = "\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in [found.headings, *kept])
    again = import_register(session, actor, text.encode(), "rejected.csv", all_types=True, allow_older=True)
    assert (again.counts.added, again.counts.missing, again.counts.rejected) == (len(kept), 0, 0)
