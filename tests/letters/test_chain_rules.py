"""Which facts are enough for a letter from a visit to an agreement: every check seen to refuse, boundaries included."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from compliance.errors import Refusal
from compliance.letters import rules
from compliance.letters.rules import Kind, Occasion
from compliance.letters.rules.drafting import as_sentence, decided_as_dict, decided_from_dict, facts_as_dict, in_line
from compliance.letters.rules.parts import length_words
from tests.factories.letters import decided
from tests.letters.test_rules import changed

SPECIMENS = {kind: rules.specimen(kind) for kind in Kind}
SECOND = rules.specimen(Kind.TRAINING_REMINDER, occasion=Occasion.SECOND_INVITATION)
REFRESH = rules.specimen(Kind.TRAINING_REMINDER, occasion=Occasion.REFRESH_DUE)
PROPOSED = rules.specimen(Kind.AGREEMENT_WARNING, occasion=Occasion.REMOVAL_PROPOSED)
FAILED = rules.specimen(Kind.TRAINING_RESULT, failed=True)
DATED = SPECIMENS[Kind.ADVICE].dated_on
TOMORROW = DATED + timedelta(days=1)
YESTERDAY = DATED - timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "path", "value", "field"),
    [
        (SPECIMENS[Kind.ADVICE], "advice", (), "advice"),
        (SPECIMENS[Kind.ADVICE], "law.confirmed", False, "law"),
        (SPECIMENS[Kind.ADVICE], "law.in_force_from", TOMORROW, "law"),
        (SPECIMENS[Kind.ADVICE], "law.in_force_to", YESTERDAY, "law"),
        (SPECIMENS[Kind.ADVICE], "visited_on", TOMORROW, "visited_on"),
        (SPECIMENS[Kind.TRAINING_INVITATION], "training.book_by_on", DATED, "training"),
        (SPECIMENS[Kind.PLACE_CONFIRMED], "person", " ", "person"),
        (SPECIMENS[Kind.PLACE_CONFIRMED], "sitting.venue", "", "sitting"),
        (SPECIMENS[Kind.PLACE_CONFIRMED], "sitting.address", "", "sitting"),
        (SPECIMENS[Kind.PLACE_CONFIRMED], "sitting.minutes", 0, "sitting"),
        (SPECIMENS[Kind.PLACE_CONFIRMED], "sitting.on", YESTERDAY, "sitting"),
        (SPECIMENS[Kind.SESSION_CANCELLED], "person", "", "person"),
        (SPECIMENS[Kind.SESSION_CANCELLED], "training.course", "", "training"),
        (SPECIMENS[Kind.TRAINING_REMINDER], "sitting", None, "sitting"),
        (SPECIMENS[Kind.TRAINING_REMINDER], "sitting.on", YESTERDAY, "sitting"),
        (SPECIMENS[Kind.TRAINING_REMINDER], "occasion", Occasion.LAPSE, "training"),
        (SECOND, "training", None, "training"),
        (SECOND, "invited_on", None, "invited_on"),
        (SECOND, "invited_on", TOMORROW, "invited_on"),
        (REFRESH, "training", None, "training"),
        (REFRESH, "person", "", "person"),
        (REFRESH, "refresh_due_on", None, "person"),
        (SPECIMENS[Kind.TRAINING_RESULT], "certificate", None, "certificate"),
        (SPECIMENS[Kind.TRAINING_RESULT], "certificate.person", "Somebody Else", "certificate"),
        (SPECIMENS[Kind.TRAINING_RESULT], "refresh_due_on", None, "certificate"),
        (SPECIMENS[Kind.TRAINING_RESULT], "sitting.on", TOMORROW, "sitting"),
        (SPECIMENS[Kind.TRAINING_RESULT], "passed", False, "training"),
        (FAILED, "training", None, "training"),
        (FAILED, "certificate", SPECIMENS[Kind.TRAINING_RESULT].certificate, "certificate"),
        (SPECIMENS[Kind.AGREEMENT_OFFER], "promise.commitments", (), "promise"),
        (SPECIMENS[Kind.AGREEMENT_OFFER], "promise.covers", "", "promise"),
        (SPECIMENS[Kind.AGREEMENT_OFFER], "signing.last_on", DATED, "sign_by_on"),
        (SPECIMENS[Kind.AGREEMENT_CONFIRMED], "signatory", "", "signatory"),
        (SPECIMENS[Kind.AGREEMENT_CONFIRMED], "capacity", " ", "signatory"),
        (SPECIMENS[Kind.AGREEMENT_CONFIRMED], "signed_on", TOMORROW, "signed_on"),
        (SPECIMENS[Kind.AGREEMENT_WARNING], "lapses_on", DATED, "lapses_on"),
        (SPECIMENS[Kind.AGREEMENT_WARNING], "lapses_on", None, "lapses_on"),
        (SPECIMENS[Kind.AGREEMENT_WARNING], "occasion", Occasion.PLACE_SOON, "occasion"),
        (PROPOSED, "reason", "", "reason"),
        (PROPOSED, "reply_by_on", DATED, "reply_by_on"),
        (PROPOSED, "reply_by_on", None, "reply_by_on"),
        (SPECIMENS[Kind.AGREEMENT_REMOVED], "reason", " ", "reason"),
        (SPECIMENS[Kind.AGREEMENT_REMOVED], "removed_on", TOMORROW, "removed_on"),
        (SPECIMENS[Kind.AGREEMENT_REMOVED], "appeal_by_on", DATED, "appeal_by_on"),
    ],
)
def test_facts_that_are_not_enough_are_refused_beside_what_mends_them(facts, path, value, field):
    problems = rules.list_problems(changed(facts, path, value))
    assert field in {problem.field for problem in problems}
    assert all(problem.message.endswith(".") for problem in problems)


@pytest.mark.parametrize(
    ("facts", "path", "value"),
    [
        (SPECIMENS[Kind.ADVICE], "visited_on", DATED),
        (SPECIMENS[Kind.ADVICE], "law.in_force_to", DATED),
        (SPECIMENS[Kind.PLACE_CONFIRMED], "sitting.on", DATED),
        (SPECIMENS[Kind.TRAINING_RESULT], "sitting.on", DATED),
        (SPECIMENS[Kind.AGREEMENT_OFFER], "signing.last_on", TOMORROW),
        (SPECIMENS[Kind.AGREEMENT_WARNING], "lapses_on", TOMORROW),
        (PROPOSED, "reply_by_on", TOMORROW),
        (SPECIMENS[Kind.AGREEMENT_REMOVED], "removed_on", DATED),
        (SPECIMENS[Kind.AGREEMENT_REMOVED], "appeal_by_on", TOMORROW),
    ],
)
def test_the_boundary_day_itself_is_enough(facts, path, value):
    assert rules.list_problems(changed(facts, path, value)) == ()


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "attended the whole course. The mark in the examination was 55%. The pass mark is 70%."),
        ({"attended": 149}, "was there for 149 of 150 minutes"),
        ({"attended": 150, "mark": None}, "attended the whole course, and took no examination."),
        ({"passed": True, "mark": None}, "completed the course and passed."),
    ],
)
def test_a_result_says_in_words_how_the_course_ended(changes, found):
    assert found in replace(FAILED, **changes).found


def test_facts_are_kept_without_the_link_and_the_word_by_which_anyone_could_sign():
    offer = SPECIMENS[Kind.AGREEMENT_OFFER]
    kept = str(facts_as_dict(rules.without_secrets(offer)))
    assert offer.signing.link not in kept
    assert offer.signing.word not in kept
    assert rules.without_secrets(SPECIMENS[Kind.ADVICE]) is SPECIMENS[Kind.ADVICE]


@pytest.mark.parametrize(("minutes", "words"), [(150, "2 hours 30 minutes"), (60, "1 hour"), (45, "45 minutes")])
def test_how_long_a_course_lasts_is_said_in_words(minutes, words):
    assert length_words(minutes) == words


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("a knife was sold", "A knife was sold."), (" Sold!\nTwice ", "Sold! Twice."), ("", ""), ("Why?", "Why?")],
)
def test_what_was_typed_becomes_a_whole_sentence(typed, sentence):
    assert as_sentence(typed) == sentence


def test_what_was_decided_survives_being_kept_with_its_occasion():
    values = decided(uuid4(), occasion=Occasion.LAPSE, sign_by_on=date(2026, 12, 14))
    assert decided_from_dict(decided_as_dict(values)) == values


def test_a_specimen_of_an_occasion_that_a_kind_has_not_is_refused():
    with pytest.raises(ValueError, match="There is no advice on the occasion"):
        rules.specimen(Kind.ADVICE, occasion=Occasion.LAPSE)
    with pytest.raises(ValueError, match="There is no advice of a course"):
        rules.specimen(Kind.ADVICE, failed=True)


def test_a_record_names_just_the_identifier_that_it_has():
    nobody = rules.About()
    assert nobody.given == {}
    assert set(nobody.ids) == {"purchase_id", "visit_id", "invitation_id", "attendance_id", "agreement_id"}


@pytest.mark.parametrize("kind", Kind)
def test_a_letter_about_another_record_says_which_it_needs(kind):
    with pytest.raises(Refusal) as refused:
        rules.check_kind(kind, rules.Standing())
    assert refused.value.field == "kind"


@pytest.mark.parametrize(
    ("version", "called"),
    [
        ("version of November 2026", "Example Agreement (version of November 2026)"),
        ("Example Agreement, November 2026", "Example Agreement, November 2026"),
        ("Example Agreement", "Example Agreement"),
        ("2019", "Example Agreement (2019)"),
    ],
)
def test_an_agreement_is_named_once_with_its_version(version, called):
    promise = replace(SPECIMENS[Kind.AGREEMENT_OFFER].promise, name="Example Agreement", text=version)
    assert promise.called == called


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("1 Example Square\nLondon\nE8 1EA", "1 Example Square, London, E8 1EA"),
        (" 1 Example Square, \r\n\n London ", "1 Example Square, London"),
        ("1 Example Square, London", "1 Example Square, London"),
        ("", ""),
    ],
)
def test_the_lines_of_an_address_are_parted_by_commas_in_a_sentence(typed, printed):
    assert in_line(typed) == printed
