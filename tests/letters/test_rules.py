"""The rules of letters: who may be sent what, which facts are enough, addresses, wording and zones."""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, timedelta

import pytest

from compliance.errors import Refusal
from compliance.letters import rules
from compliance.letters.rules import Kind, Standing
from compliance.letters.rules.addresses import address_points
from compliance.letters.rules.sentences import found_sentence, opening_sentence
from compliance.offences.rules import SEED, ModeOfTrial
from compliance.purchases.rules import (
    FAILED,
    REFUSED,
    SOLD,
    VALID,
    BuyerBasis,
    DisputeDecision,
    HandOverResult,
    Outcome,
    Proof,
    Type,
    counts_as_sale,
)

WARNING = rules.specimen(Kind.WRITTEN_WARNING)
FAIL = rules.specimen(Kind.FAIL_NOTICE)
PASS = rules.specimen(Kind.PASS_NOTICE)
INVITATION = rules.specimen(Kind.TRAINING_INVITATION)
SALE = Standing(
    type=Type.UNDERAGE,
    outcome=Outcome.SOLD_UNCHALLENGED,
    counts_as_sale=True,
    operator_confirmed=True,
    law_confirmed=True,
)


def test_a_proven_sale_allows_a_fail_notice_and_a_warning():
    assert rules.allowed_kinds(SALE).allowed == (Kind.FAIL_NOTICE, Kind.WRITTEN_WARNING)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": Type.CHALLENGE_25, "counts_as_sale": False}, "completed sale"),
        ({"type": Type.ONLINE_ORDER, "counts_as_sale": False}, "completed sale"),
        ({"operator_confirmed": False}, "operator is not confirmed"),
        ({"operator_number_missing": True}, "company number of the operator is not recorded"),
        ({"law_confirmed": False}, "confirmed law"),
        ({"proof": Proof.ALLEGATION}, "only an allegation"),
        ({"dispute_open": True}, "Decide the dispute first"),
        ({"dispute": DisputeDecision.OVERTURNED}, "overturned"),
        ({"primary_authority_block": "Wait until 20 November 2026."}, "Wait until 20 November"),
    ],
)
def test_a_warning_needs_every_one_of_its_conditions(changes, why):
    with pytest.raises(Refusal, match=why) as refused:
        rules.check_kind(Kind.WRITTEN_WARNING, replace(SALE, **changes))
    assert refused.value.field == "kind"


def test_a_dispute_that_was_upheld_does_not_stop_a_warning():
    rules.check_kind(Kind.WRITTEN_WARNING, replace(SALE, dispute=DisputeDecision.UPHELD))


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("type_", Type)
def test_every_valid_result_is_owed_one_notice_and_no_other_result_any(type_, outcome):
    allowed = rules.allowed_kinds(Standing(type=type_, outcome=outcome)).allowed
    if type_ is Type.LISTING_CHECK or outcome not in VALID:
        assert allowed == ()
    else:
        assert allowed == ((Kind.PASS_NOTICE,) if outcome in REFUSED else (Kind.FAIL_NOTICE,))


def test_a_training_invitation_follows_a_visit():
    assert rules.allowed_kinds(Standing(visited=True)).allowed == (Kind.TRAINING_INVITATION,)
    assert rules.allowed_kinds(Standing()).allowed == ()


def test_every_kind_not_allowed_says_why():
    choice = rules.allowed_kinds(Standing())
    assert {kind for kind, _ in choice.left_out} == set(Kind)
    assert all(reason.endswith(".") for _, reason in choice.left_out)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("large_print", [False, True])
def test_a_specimen_is_complete(kind, large_print):
    facts = rules.specimen(kind, large_print=large_print)
    assert rules.list_problems(facts) == ()
    assert facts.kind is kind
    assert facts.large_print is large_print


def test_only_a_notice_has_a_challenge_25_wording():
    with pytest.raises(ValueError, match="no Challenge 25 wording"):
        rules.specimen(Kind.WRITTEN_WARNING, challenge_25=True)


@pytest.mark.parametrize("kind", Kind)
def test_facts_survive_being_kept(kind):
    facts = rules.specimen(kind)
    assert rules.facts_from_json(kind, rules.facts_as_json(facts)) == facts


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_version_of_its_wording(kind):
    assert rules.template_version(kind)


def _paths(value: object, path: str = "") -> list[str]:
    if not is_dataclass(value):
        return [path]
    return [p for f in fields(value) for p in _paths(getattr(value, f.name), f"{path}.{f.name}".lstrip("."))]


@pytest.mark.parametrize("kind", Kind)
def test_no_fact_has_room_for_a_volunteer_or_the_last_day_to_prosecute(kind):
    verified_by = "certificate.code"  # by which anybody verifies a certificate: no volunteer's code stands there
    words = " ".join(path for path in _paths(rules.specimen(kind)) if path != verified_by).lower()
    for never in ("volunteer", "buyer_name", "buyer_age", "staff", "seller", "prosecut", "code"):
        assert never not in words


def changed(facts: rules.Facts, path: str, value: object) -> rules.Facts:
    """A copy of frozen facts with one value changed, however deep."""
    name, _, rest = path.partition(".")
    return replace(facts, **{name: changed(getattr(facts, name), rest, value) if rest else value})


LONGEST = {"reference": 40, "reason": 1500, "tested.product": 300, "recipient.name": 300, "letterhead.complaints": 500}


@pytest.mark.parametrize(("path", "longest"), LONGEST.items())
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(path, longest):
    rules.check_facts(changed(WARNING, path, "x" * longest))
    with pytest.raises(Refusal, match="too long") as refused:
        rules.check_facts(changed(WARNING, path, "x" * (longest + 1)))
    assert refused.value.field == path.split(".")[0]


@pytest.mark.parametrize("hidden", ["\n", "\x00", "\x0c", "\u202e", "\u200b", "\ud800", "\ue000"])
@pytest.mark.parametrize("path", ["recipient.name", "place.name", "reason", "letterhead.authority"])
def test_a_hidden_character_is_refused(path, hidden):
    with pytest.raises(Refusal, match="hidden character"):
        rules.check_facts(changed(WARNING, path, f"Pretend{hidden}Hardware"))


TOMORROW = WARNING.dated_on + timedelta(days=1)


@pytest.mark.parametrize(
    ("facts", "path", "value", "field"),
    [
        (PASS, "reference", " ", "reference"),
        (PASS, "letterhead.authority", "", "letterhead"),
        (PASS, "letterhead.address", (), "letterhead"),
        (PASS, "letterhead.complaints", "", "letterhead"),
        (WARNING, "letterhead.appeals", "", "letterhead"),
        (PASS, "letterhead.privacy_notice", "", "letterhead"),
        (PASS, "recipient.name", "", "recipient"),
        (PASS, "recipient.address", ("99 Nowhere Road", "London", "AB1 2CD"), "recipient"),
        (PASS, "officer.name", "", "officer"),
        (PASS, "officer.job_title", "", "officer"),
        (PASS, "place.address", "", "place"),
        (PASS, "keep_years", 0, "keep_years"),
        (PASS, "tested.product", "", "product"),
        (PASS, "tested.last_on", PASS.tested.first_on - timedelta(days=1), "last_on"),
        (PASS, "dated_on", PASS.tested.last_on - timedelta(days=1), "dated_on"),
        (PASS, "tested.outcome", Outcome.SOLD_UNCHALLENGED, "outcome"),
        (FAIL, "tested.outcome", Outcome.REFUSED_NO_ID, "outcome"),
        (FAIL, "advice", (), "advice"),
        (FAIL, "advice", (rules.Action(text="Train.", by_on=FAIL.dated_on),), "advice"),
        (FAIL, "tested.type", Type.INTERCEPTED, "law"),
        (FAIL, "tested.buyer_basis", BuyerBasis.ADULT, "law"),
        (FAIL, "law.confirmed", False, "law"),
        (WARNING, "law.confirmed", False, "law"),
        (WARNING, "law.defence", "", "law"),
        (WARNING, "law.maximum_penalty", "", "law"),
        (WARNING, "law.mode_of_trial", "tribunal", "law"),
        (WARNING, "law.in_force_from", date(2026, 11, 4), "law"),
        (WARNING, "law.in_force_to", date(2026, 11, 2), "law"),
        (WARNING, "reason", "", "reason"),
        (WARNING, "duties", (), "duties"),
        (WARNING, "tested.outcome", Outcome.WOULD_HAVE_SOLD_INTERCEPTED, "outcome"),
        (WARNING, "tested.buyer_basis", BuyerBasis.ADULT, "outcome"),
        (WARNING, "discuss_by_on", WARNING.dated_on, "discuss_by_on"),
        (WARNING, "appeal_by_on", WARNING.dated_on, "appeal_by_on"),
        (WARNING, "training.minutes", 0, "training"),
        (WARNING, "training.book_by_on", WARNING.dated_on, "training"),
        (WARNING, "primary_authority.notified_on", None, "primary_authority"),
        (WARNING, "primary_authority.may_act_from_on", TOMORROW, "primary_authority"),
        (INVITATION, "visited_on", INVITATION.dated_on + timedelta(days=1), "visited_on"),
        (
            INVITATION,
            "training.sessions",
            (rules.Session(on=INVITATION.dated_on, starts="10am", venue="x"),),
            "training",
        ),
    ],
)
def test_facts_that_are_not_enough_are_refused_beside_their_field(facts, path, value, field):
    with pytest.raises(Refusal) as refused:
        rules.check_facts(changed(facts, path, value))
    assert refused.value.field == field
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("law.in_force_from", date(2026, 11, 3)),
        ("law.in_force_to", date(2026, 11, 3)),
        ("primary_authority.may_act_from_on", WARNING.dated_on),
        ("primary_authority", None),
        (
            "primary_authority",
            rules.PrimaryAuthority(name="Imaginary County Council", exemption="It agreed in writing."),
        ),
        ("discuss_by_on", TOMORROW),
        ("recipient.trading_as", ""),
    ],
)
def test_the_boundary_on_the_right_side_is_enough(path, value):
    rules.check_facts(changed(WARNING, path, value))


def test_every_problem_is_listed_at_once():
    bad = changed(changed(WARNING, "reason", ""), "reference", "")
    assert [problem.field for problem in rules.list_problems(bad)] == ["reference", "reason"]


def test_every_confirmed_law_that_is_loaded_can_be_quoted():
    for version in SEED:
        if version.confirmed and version.in_force_from:
            law = rules.Law(
                citation=version.citation,
                title=version.title,
                plain_words=version.plain_words,
                maximum_penalty=version.maximum_penalty,
                defence=version.defence,
                mode_of_trial=version.mode_of_trial,
                in_force_from=version.in_force_from,
                in_force_to=version.in_force_to,
                confirmed=version.confirmed,
            )
            day = {"tested.first_on": version.in_force_from, "tested.last_on": version.in_force_from}
            facts = replace(WARNING, law=law)
            for path, value in day.items():
                facts = changed(facts, path, value)
            rules.check_facts(facts)
    assert all(changed(WARNING, "law.mode_of_trial", mode).trial for mode in ModeOfTrial)


@pytest.mark.parametrize(
    ("postcode", "valid"),
    [
        ("SW1A 1AA", True),
        ("SW1A1AA", True),
        ("E8 1EA", True),
        ("E8 1ea", False),
        ("N1 9GU", True),
        ("W1A 0AX", True),
        ("EC1A 1BB", True),
        ("CR2 6XH", True),
        ("DN55 1PT", True),
        ("GIR 0AA", True),
        ("AB1 2CD", False),  # an inward part never has C, I, K, M, O or V
        ("SW1A", False),
        ("SW1A  1AA", False),
        ("QE8 1EA", False),
        ("12345", False),
        ("", False),
    ],
)
def test_a_postcode_has_the_form_of_one(postcode, valid):
    assert rules.is_postcode(postcode) is valid


@pytest.mark.parametrize(
    "lines",
    [
        ("A", "B", "SW1A 1AA"),
        ("A", "B", "C", "D", "E", "F", "SW1A 1AA"),
        ("A", "B", "sw1a 1aa"),
        ("A", "B", "France"),
        ("A", "B", "IRELAND"),
        ("'A'", "-B", "SW1A 1AA"),
    ],
)
def test_an_address_that_can_be_posted(lines):
    rules.check_address(lines)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("A", "SW1A 1AA"), "2 lines"),
        (("A", "B", "C", "D", "E", "F", "G", "SW1A 1AA"), "8 lines"),
        (("A", " ", "SW1A 1AA"), "empty line"),
        (("A", "B", "London"), "last line"),
        (("A", "B", "AB1 2CD"), "last line"),
        (("A", "B", "United Kingdom"), "last line"),
        (("A", "No fixed abode", "SW1A 1AA"), "no fixed abode"),
        (("A", "NFA", "SW1A 1AA"), "no fixed abode"),
        *[((f"{sign}A", "B", "SW1A 1AA"), "begins with") for sign in '@()=[]"\\/,<>~'],
    ],
)
def test_an_address_that_cannot_be_posted_says_how_to_mend_it(lines, message):
    with pytest.raises(Refusal, match=message) as refused:
        rules.check_address(lines)
    assert refused.value.field == "recipient"


@pytest.mark.parametrize(
    ("lines", "points"),
    [
        (("A",) * 6, 11.0),
        (("A",) * 7, 9.5),
        (("n" * 43, "B", "C"), 11.0),
        (("n" * 47, "B", "C"), 9.5),
        (("n" * 54, "B", "C"), 8.5),
        (("n" * 99, "B", "C"), 8.5),
    ],
)
def test_the_address_is_set_as_large_as_fits(lines, points):
    assert address_points(lines) == points


@pytest.mark.parametrize("outcome", sorted(VALID))
@pytest.mark.parametrize("type_", sorted(set(Type) - {Type.LISTING_CHECK}))
@pytest.mark.parametrize("basis", [BuyerBasis.UNDER_18, BuyerBasis.ADULT])
@pytest.mark.parametrize("online", [False, True])
def test_every_result_has_its_sentences(outcome, type_, basis, online):
    tested = replace(PASS.tested, type=type_, buyer_basis=basis, outcome=outcome)
    place = replace(PASS.place, online=online)
    opening, found = opening_sentence(tested, place), found_sentence(tested, online=online)
    assert ("under 18" in opening) is (basis is BuyerBasis.UNDER_18)
    assert ("tried to" in opening) is (outcome not in SOLD)
    assert opening.startswith("On 3")
    assert found.endswith(".")
    assert tested.is_advisory or outcome in REFUSED or type_ in {*Type} - {Type.INTERCEPTED}
    if counts_as_sale(type_, basis, outcome):
        assert not tested.is_advisory


@pytest.mark.parametrize("result", HandOverResult)
def test_an_online_sale_tells_of_the_hand_over_too(result):
    tested = replace(FAIL.tested, type=Type.ONLINE_ORDER, hand_over=result)
    told = found_sentence(tested, online=True) != found_sentence(
        replace(tested, hand_over=HandOverResult.NOT_YET), online=True
    )
    assert told is (result not in {HandOverResult.NOT_YET, HandOverResult.NOT_DELIVERED})


def test_a_period_is_told_as_a_period():
    tested = replace(PASS.tested, last_on=date(2026, 11, 9))
    assert (
        opening_sentence(tested, PASS.place)
        .replace("\xa0", " ")
        .startswith("Between 3 November 2026 and 9 November 2026, ")
    )


@dataclass(frozen=True)
class Ink:
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


ADDRESS = ("Pretend Hardware Limited", "99 Nowhere Road", "SW1A 1AA")
WINDOW = tuple(Ink(1, 25, 40 + 5 * n, 80, 44 + 5 * n, line) for n, line in enumerate(ADDRESS))


@pytest.mark.parametrize(
    "ink",
    [
        Ink(1, 15, 5, 125, 30, "logo"),
        Ink(1, 125, 5, 195, 95, "sender"),
        Ink(1, 15, 95, 195, 292, "body"),
        Ink(2, 15, 5, 195, 292, "later"),
    ],
)
def test_a_zone_may_be_filled_to_its_edge(ink):
    assert rules.zone_problems([*WINDOW, ink], ADDRESS) == ()


@pytest.mark.parametrize(
    "ink",
    [
        Ink(1, 14.9, 5, 125, 30, "logo"),
        Ink(1, 15, 4.9, 125, 30, "logo"),
        Ink(1, 15, 5, 125.1, 30, "logo"),
        Ink(1, 15, 5, 125, 30.1, "logo"),
        Ink(1, 125, 5, 195.1, 95, "sender"),
        Ink(1, 15, 94.9, 100, 120, "body"),
        Ink(1, 15, 95, 195, 292.1, "body"),
        Ink(1, 15, 32, 100, 36, "between"),
        Ink(1, 15, 70, 100, 80, "between"),
        Ink(1, 15, 45, 20, 50, "beside the window"),
        Ink(2, 14.9, 5, 195, 292, "later"),
        Ink(2, 15, 4.9, 195, 292, "later"),
        Ink(3, 15, 5, 195.1, 292, "later"),
        Ink(3, 15, 5, 195, 292.1, ""),
    ],
)
def test_anything_outside_the_zones_is_a_problem(ink):
    assert rules.zone_problems([*WINDOW, ink], ADDRESS)


@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ((), "does not show whole"),
        (WINDOW[:2], "SW1A 1AA"),
        ((*WINDOW, Ink(1, 90, 60, 110, 64, "Private")), "besides the address"),
        ((*WINDOW[1:], Ink(1, 25, 40, 121, 44, ADDRESS[0])), "address window"),
        ((*WINDOW[:2], Ink(1, 25, 63, 60, 67, ADDRESS[2])), "address window"),
        (
            (WINDOW[1], replace(WINDOW[0], top=50, bottom=54), replace(WINDOW[1], top=40, bottom=44), WINDOW[2]),
            "besides",
        ),
    ],
)
def test_the_window_shows_the_whole_address_and_nothing_else(marks, message):
    assert message in rules.zone_problems(marks, ADDRESS)[0]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        ({"pages": 11}, "11 pages"),
        ({"size": rules.MOST_BYTES + 1}, "2 MB"),
        ({"unprintable": ("店",)}, "店"),
        ({"marks": ()}, "window"),
    ],
)
def test_a_letter_that_cannot_be_posted_is_refused(found, message):
    good = {"marks": WINDOW, "pages": 10, "size": rules.MOST_BYTES, "unprintable": ()}
    rules.check_letter(address=ADDRESS, **good)
    with pytest.raises(Refusal, match=message):
        rules.check_letter(address=ADDRESS, **{**good, **found})


@pytest.mark.parametrize(
    "words",
    [
        "Our volunteer bought it.",
        "V07 bought it.",
        "A 15-year-old bought it.",
        "Please explain how this happened.",
        "Tell us why it was sold.",
        "We would like to hear your side.",
        "Please reply within 14 days.",
        "You may get a fixed penalty.",
        "You may get a fixed-penalty notice.",
        "The last day to prosecute is 3 May 2027.",
    ],
)
def test_no_letter_may_say(words):
    assert rules.forbidden_words(WARNING, words)
    with pytest.raises(Refusal):
        rules.check_wording(WARNING, words)


ASKING = (
    "Tell us who served.",
    "Please tell us who made the sale.",
    "Tell us who was working that day.",
    "Please let us know why the sale was made.",
    "Let us know what happened.",
    "Let us know who was on the till.",
    "Let us have your explanation.",
    "Explain what happened.",
    "Explain to us why nobody asked for proof of age.",
    "Please explain.",
    "Please explain the sale.",
    "You must explain the sale to us.",
    "You should account for the sale.",
    "We ask you to account for what happened.",
    "Could you please explain this failure.",
    "We would like to know why your staff sold it.",
    "We need to know who served the buyer.",
    "We want to hear your side.",
    "Please give us your account.",
    "Give us your version of events.",
    "We invite your account of the sale.",
    "Send us a written statement.",
    "Please provide an explanation.",
    "We expect a full explanation.",
    "Please send the name of the person who served.",
    "Please give us the name of the member of staff who served.",
    "Please confirm who was at the till.",
    "Identify who sold it.",
    "Who served the buyer?",
    "Why did your staff not ask for proof of age?",
    "How did this happen?",
    "Did you know about the sale?",
    "What do you say about it?",
    "What do you have to say?",
    "You must respond.",
    "Please answer the following questions.",
    "Please state why no proof of age was asked for.",
    "Please describe what happened.",
    "Tell us how it happened.",
    "Tell us how your staff came to sell it.",
    "Tell us what you did about it.",
    "We would welcome your comments on the sale.",
    "Please inform us who served.",
    "We are asking you why the sale was made.",
    "We ask why it was sold.",
    "We’d like to hear what happened.",
    "We also need to know who served.",
)
INNOCENT = (
    "The person who served did not ask for proof of age.",
    "Train all staff who sell these products, and train them again each year.",
    "Teach staff to explain why they refuse a sale.",
    "Please explain Challenge 25 to all your staff.",
    "You should explain the rules to every new member of staff.",
    "The course explains what the law says.",
    "The course will explain how to check proof of age.",
    "If you want to know what this letter means, please contact Sam.",
    "Please tell us by 3 May 2026.",
    "Please tell us if you need large print.",
    "Please tell us who would like to come.",
    "Let us know who will come to the course.",
    "Let us know if you cannot come.",
    "Tell us when you would like to come.",
    "Let us know how many places you need.",
    "Your customers may want to know why a sale was refused.",
    "Ask: how old are you?",
    "Show the sign “Do you look under 25?” at the till.",
    "Write down who refused each sale.",
    "Keep a record of who was trained and when.",
    "Name a person who is responsible for the refusals book.",
    "Keep knives on your side of the counter.",
    "Use your account with the age check service.",
    "We will write to tell you our decision and the reasons for it.",
    "This letter does not ask you any questions about the sale.",
    "You do not have to reply.",
    "Take account of the buyer’s age.",
    "Check the age of whoever takes the parcel.",
    "Agree with whoever delivers for you that they hand a parcel only to a person who proves to be 18 or over.",
    "We told you on 3 May 2026 how to check proof of age.",
    "An officer visited you and explained how to sell knives safely.",
    "We decided to send a warning because we advised you in May why proof of age matters",
    "You must state your terms of sale.",
    "We keep a record of who came.",
    "Staff should say why they refuse.",
    "You can ask us for a copy of this letter.",
    "Please say who will attend the course.",
    "We know what happened at your other shop.",
    "We now ask every shop to train its staff.",
    "Log in with your account.",
)


@pytest.mark.parametrize("words", ASKING)
def test_no_letter_asks_for_an_account(words):
    assert [found.name for found in rules.forbidden_words(WARNING, words)] == ["a request for an explanation"]


@pytest.mark.parametrize("words", INNOCENT)
def test_an_innocent_sentence_is_not_mistaken_for_a_question(words):
    assert rules.forbidden_words(WARNING, words) == ()


def test_what_was_typed_is_given_without_the_names_that_a_letter_may_say():
    facts = replace(WARNING, reason=f"{WARNING.officer.name} told {WARNING.place.name} before, and Sam Example too")
    typed = rules.typed_words(facts)
    assert "Sam Example" in typed
    assert all(duty.text in typed for duty in facts.duties)
    assert all(action.text in typed for action in facts.advice)
    assert not any(name in typed for name in (facts.officer.name, facts.place.name, facts.recipient.name))


@pytest.mark.parametrize("words", ["This is an offence.", "It is illegal.", "You broke the law.", "We may prosecute."])
@pytest.mark.parametrize(
    ("facts", "forbidden"),
    [
        (rules.specimen(Kind.PASS_NOTICE, challenge_25=True), True),
        (rules.specimen(Kind.FAIL_NOTICE, challenge_25=True), True),
        (PASS, True),
        (replace(FAIL, law=None, tested=replace(FAIL.tested, type=Type.INTERCEPTED)), True),
        (FAIL, False),
        (WARNING, False),
    ],
)
def test_only_a_result_that_can_be_an_offence_speaks_of_one(facts, forbidden, words):
    assert bool(rules.forbidden_words(facts, words)) is forbidden


def test_a_name_is_not_mistaken_for_a_word_of_an_offence():
    facts = changed(rules.specimen(Kind.PASS_NOTICE, challenge_25=True), "place.name", "Court Street Knives")
    assert rules.forbidden_words(facts, f"A person tried to buy a knife at {facts.place.words}.") == ()


def test_a_letter_with_no_words_lacks_every_paragraph():
    corrected = replace(WARNING, replaces=rules.Replaced(reference="HAC-L-2026-0001", dated_on=date(2026, 1, 5)))
    missing = {required.name for required in rules.missing_words(corrected, "")}
    assert missing == {required.name for required in rules.REQUIRED[Kind.WRITTEN_WARNING]}


def test_every_failed_outcome_is_known():
    assert {Outcome.WOULD_HAVE_SOLD_INTERCEPTED} | SOLD == FAILED
