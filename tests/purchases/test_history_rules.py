"""How the history of a test is told."""

from typing import NamedTuple

from compliance.purchases.rules.history import fold_drafts


class Entry(NamedTuple):
    number: int
    at: int
    actor_name: str
    action: str


def test_only_savings_of_one_draft_in_a_row_are_told_as_one():
    entries = [
        Entry(9, 90, "Ann", "account.signed"),
        Entry(8, 80, "Ann", "account.saved"),
        Entry(7, 70, "Ann", "account.saved"),
        Entry(6, 60, "Ann", "account.saved"),
        Entry(5, 50, "Ben", "account.saved"),
        Entry(4, 40, "Ann", "statement.saved"),
        Entry(3, 30, "Ann", "purchase.corrected"),
        Entry(2, 20, "Ann", "purchase.corrected"),
        Entry(1, 10, "Ann", "account.saved"),
    ]
    told, runs = fold_drafts(entries)
    assert [one.number for one in told] == [9, 8, 5, 4, 3, 2, 1]
    assert runs == {8: (3, 60)}
    assert fold_drafts([]) == ([], {})
