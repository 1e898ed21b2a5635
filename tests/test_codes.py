"""Codes that people copy from paper: what is read, what is not, and that the square leads to the same words."""

import re
import string

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from compliance.codes import ALPHABET, grouped, new_code, qr_of, read_code, read_typed


def test_a_code_is_twelve_characters_in_groups_of_four():
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", new_code())


def test_two_codes_differ():
    assert len({new_code() for _ in range(100)}) == 100


@given(
    st.text(ALPHABET, min_size=12, max_size=12), st.sampled_from(["", "-", " ", ".", "\u2013", " - "]), st.booleans()
)
def test_a_code_is_read_in_any_case_and_however_it_is_grouped(bare, between, low):
    code = "-".join((bare[:4], bare[4:8], bare[8:]))
    typed = between.join((bare[:4], bare[4:8], bare[8:]))
    assert read_code(f"  {typed.lower() if low else typed}\n") == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("k7qm-2xpd-9rta", "K7QM-2XPD-9RTA"),
        ("OIL0-1l0O-0000", "0110-1100-0000"),
        ("K7QM2XPD9RT", None),
        ("K7QM2XPD9RTAA", None),
        ("K7QM-2XPD-9RTU", None),
        ("K7QM-2XPD-9RT!", None),
        ("", None),
        ("\x00" * 12, None),
        ("К7QM-2XPD-9RTA", None),
        ("0" * 100_000, None),
    ],
)
def test_what_can_be_no_code_is_none(typed, code):
    assert read_code(typed) == code


@given(st.text(max_size=200))
def test_whatever_is_typed_is_read_as_a_printed_code_or_as_none(typed):
    code = read_code(typed)
    assert code is None or read_code(code) == code


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7F3K92MQ", "7F3K92MQ"),
        ("7f3k-92mq", "7F3K92MQ"),
        (" 7F3K 92MQ ", "7F3K92MQ"),
        ("7F3K–92MQ", "7F3K92MQ"),
        ("7F3K.92MQ", "7F3K92MQ"),
        ("７Ｆ３Ｋ９２ＭＱ", "7F3K92MQ"),
        ("OIl0-1o1i", "01101011"),
        ("7F3K92M", ""),
        ("7F3K92MQX", ""),
        ("7F3K92MU", ""),
        ("7F3K92M!", ""),
        ("7F3K92M\x00", ""),
        ("", ""),
        ("--------", ""),
        (" " * 53 + "7F3K92MQ", ""),
        ("7F3K9🔪MQ", ""),
    ],
    ids=range(16),
)
def test_a_code_of_any_length_is_read_however_it_is_typed(typed, read):
    assert read_typed(typed, 8) == read


@given(st.text(ALPHABET, min_size=8, max_size=8))
def test_a_code_of_eight_is_read_back_as_it_is_printed(code):
    assert read_typed(grouped(code), 8) == code
    assert read_typed(grouped(code).lower(), 8) == code


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_code_of_the_alphabet_or_nothing(typed):
    assert read_typed(typed, 8) == "" or set(read_typed(typed, 8)) <= set(ALPHABET)


def test_no_letter_of_the_alphabet_can_be_taken_for_another():
    assert len(ALPHABET) == 32
    assert set(string.ascii_uppercase) - set(ALPHABET) == set("ILOU")


def test_a_qr_symbol_has_its_margin_and_the_three_corners():
    symbol = qr_of("https://knives.example.gov.uk/certificates/K7QM-2XPD-9RTA")
    assert symbol.size == 33 + 8
    far = symbol.size - 4 - 7
    for corner in ((4, 4), (far, 4), (4, far)):
        assert f"M{corner[0]} {corner[1]}h7v1h-7z" in symbol.path
    assert re.fullmatch(r"(M\d+ \d+h\d+v1h-\d+z)+", symbol.path)


def test_the_dark_squares_of_the_path_are_those_of_the_symbol():
    text = "https://knives.example.gov.uk/certificates/K7QM-2XPD-9RTA"
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1", qr_of(text).path)
    drawn = {(int(left) + n - 4, int(top) - 4) for left, top, width in runs for n in range(int(width))}
    rows = segno.make(text, error="m", micro=False).matrix
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
