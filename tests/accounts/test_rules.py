from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from compliance.accounts.rules import (
    Letterhead,
    Lockout,
    OfficerDetails,
    check_letterhead,
    check_password,
    email_address,
    hash_of_token,
    initials_of,
    officer_details,
    web_address,
)
from compliance.errors import Refusal
from compliance.permissions import Role

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HEAD = Letterhead(
    department="Trading Standards",
    address="1 Mare Street\nLondon",
    telephone="020 7946 0000",
    email="ts@hackney.example",
    website="www.hackney.example",
    complaint_route="Write to us",
    enforcement_policy="",
    privacy_notice="",
    keep_years=6,
    notice_days=14,
    retest_months=6,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("robin@example.org", "robin@example.org"),
        ("  Robin.O'Neil+ts@Example.ORG ", "robin.o'neil+ts@example.org"),
        (f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.org", f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.org"),
    ],
)
def test_an_e_mail_address_is_kept_in_small_letters(typed, kept):
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "bad",
        "a@b",
        "@example.org",
        "two words@example.org",
        "a@example.org\nb@example.org",
        "a\n@example.org",
        "a@b@example.org",
        "<a@example.org>",
        f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 60}.org",
        "a" * 100_000,
    ],
)
def test_what_no_mail_could_reach_is_refused(typed):
    with pytest.raises(Refusal, match="e-mail address") as refusal:
        email_address(typed)
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("name", "", "Enter the name"),
        ("name", " \t ", "Enter the name"),
        ("name", "Robin\nExample", "on one line"),
        ("name", "Robin\r\nExample", "on one line"),
        ("name", "Robin\u2028Example", "on one line"),
        ("name", "Robin\x00", "cannot be printed"),
        ("name", "Robin \u202eelpmaxE", "cannot be printed"),
        ("name", "x" * 121, "120 characters"),
        ("job_title", "x" * 121, "120 characters"),
        ("initials", "ABCDEFG", "6 characters"),
        ("initials", "A\nB", "on one line"),
        ("telephone", "0" * 41, "40 characters"),
    ],
)
def test_details_that_are_none_are_refused_beside_their_field(field, typed, message):
    with pytest.raises(Refusal, match=message) as refusal:
        officer_details(replace(OfficerDetails("Robin Example", Role.OFFICER), **{field: typed}))
    assert refusal.value.field == field


def test_details_are_kept_without_the_spaces_around_them():
    kept = officer_details(OfficerDetails("  Siobhán Ní Example ", Role.CLERK, initials=" SNE "))
    assert (kept.name, kept.initials, kept.role) == ("Siobhán Ní Example", "SNE", Role.CLERK)
    assert officer_details(OfficerDetails("x" * 120, Role.CLERK)).name == "x" * 120


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://www.hackney.gov.uk/trading-standards?a=b#c",
        "http://hackney.gov.uk",
        "HTTPS://Hackney.gov.uk:8443/x",
        "www.hackney.gov.uk",
        "www.hackney.gov.uk/privacy",
        "hackney.gov.uk",
        "hackney.gov.uk/trading-standards",
        f"https://example.org/{'x' * 180}",
    ],
)
def test_an_address_on_the_web_is_kept(typed):
    assert web_address(f" {typed} ", "website") == typed


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:x",
        "javascript://www.example.org/%0aalert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "hackney",
        "www.",
        "www.example",
        "https://",
        "https://localhost",
        "https://user@example.org",
        "https://example.org/a b",
        'https://example.org/"><script>',
        "www.example.org\njavascript:x",
        f"https://example.org/{'x' * 181}",
    ],
)
def test_what_is_no_address_on_the_web_is_refused(typed):
    with pytest.raises(Refusal) as refusal:
        web_address(typed, "privacy_notice")
    assert refusal.value.field == "privacy_notice"


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("website", "javascript:x"),
        ("enforcement_policy", "javascript:x"),
        ("privacy_notice", "javascript:x"),
        ("email", "bad"),
        ("telephone", "1\n2"),
        ("department", "x" * 121),
        ("address", "x" * 401),
        ("complaint_route", "x" * 1001),
    ],
)
def test_a_letterhead_is_refused_beside_its_field(field, typed):
    assert check_letterhead(HEAD) == HEAD
    with pytest.raises(Refusal) as refusal:
        check_letterhead(replace(HEAD, **{field: typed}))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("name", "initials"), [("Robin de Example", "RDE"), ("A B C D E", "ABCD"), ("Robin", "R"), ("  ", "")]
)
def test_initials_are_those_of_the_name(name, initials):
    assert initials_of(name) == initials


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("x1y2z3a4b5c", "12 characters"),
        ("abc de " * 29, "200 characters"),
        ("robins pass phrase", "your name"),
        ("abcdabcdabcd", "5 different"),
    ],
)
def test_a_weak_password_is_refused(password, message):
    with pytest.raises(Refusal, match=message):
        check_password(password, email="robins@example.org", name="Robin Example")


@pytest.mark.parametrize("password", ["x1y2z3a4b5c6", "three quiet otters", "abcde" * 40])
def test_a_long_password_of_any_mixture_is_good(password):
    check_password(password, email="robins@example.org", name="Robin Example")


@pytest.mark.parametrize(("failures", "minutes"), [(4, None), (5, 15), (6, 15)])
def test_the_fifth_failure_locks(failures, minutes):
    until = Lockout(5, 15).locked_until(failures, NOW)
    assert until == (NOW + timedelta(minutes=minutes) if minutes else None)


@pytest.mark.parametrize(
    ("last", "counted"),
    [(None, 0), (NOW, 4), (NOW - timedelta(hours=24) + timedelta(seconds=1), 4), (NOW - timedelta(hours=24), 0)],
)
def test_a_failure_counts_for_a_day(last, counted):
    assert Lockout(5, 15).counted(4, last, NOW) == counted


def test_a_token_is_kept_as_its_hash():
    assert hash_of_token("x") == hash_of_token("x") != hash_of_token("y")
    assert len(hash_of_token("é" * 1000)) == 64
