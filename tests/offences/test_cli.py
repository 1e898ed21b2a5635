"""`flask offences explain`: facts in, offences with reasons and clocks out, and words for what cannot be read."""

import json
from dataclasses import fields

import pytest

from compliance.offences.rules import SEED
from compliance.offences.rules.proving import EXAMPLE, FACT_LABELS, Facts, prove
from compliance.offences.rules.proving.reading import read_facts
from compliance.settings import ROOT
from tests.offences.proving_facts import TODAY

EXPLAIN = ("offences", "explain")
SALE = {"test": "underage", "ordered_on": "2026-10-01"}


@pytest.fixture
def run(app, session):
    runner = app.test_cli_runner()

    def invoke(*args, **kwargs):
        result = runner.invoke(args=[*EXPLAIN, *args], **kwargs)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def test_the_example_can_be_asked_about_and_answers_from_the_table_of_law(run):
    example = run("--example").stdout
    assert json.loads(example) == EXAMPLE
    answer = json.loads(run("--json", input=example).stdout)
    found = {one["provision"]: one for one in answer["offences"]}
    assert found["cja_1988_s141a"]["verdict"] == "can"
    assert found["owa_2019_s38"]["verdict"] == "can"
    assert found["owa_2019_s39"]["clock"]["last_day"] == "2027-04-05"
    assert found["owa_2019_s42"]["reasons"][0].endswith("so section 39 is the one that may apply.")
    assert [condition["met"] for condition in answer["conditions"]] == ["not_met", "not_met", "not_met", "met"]
    quoted = [rests["quoted"] for one in found["owa_2019_s39"]["elements"] for rests in one["rests_on"]]
    assert "Age of the person who took it: 16" in quoted


def test_the_law_as_it_comes_ready_answers_as_the_table_does(run):
    asked = json.dumps(EXAMPLE)
    assert run("--law", "seed", "--json", input=asked).stdout == run("--json", input=asked).stdout


def test_the_text_says_what_is_missing_and_how_to_get_it(run):
    text = run("--law", "seed", input=json.dumps(EXAMPLE | {"company_incorporated": None})).stdout
    assert "CAN PROVE: Criminal Justice Act 1988, section 141A" in text
    assert "NOT YET: Offensive Weapons Act 2019, section 39" in text
    assert "Missing: Whether Invented Vans Ltd is a company." in text
    assert "Last day to prosecute: 1 April 2027." in text
    assert "This is no legal advice." in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_void_result_says_that_it_proves_nothing(run):
    answer = json.loads(run("--json", input=json.dumps(EXAMPLE | {"stands": "void"})).stdout)
    assert {one["verdict"] for one in answer["offences"]} == {"cannot"}
    assert answer["why_nothing"].startswith("The attempt is void")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "This is not JSON"),
        ("{", "This is not JSON"),
        ("[]", "must be one JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ("{}", '"test" is missing: one of underage,'),
        ('{"test": "underage"}', '"ordered_on" is missing: a day from 1950-01-01 to today'),
        (SALE | {"test": "ambush"}, '"test" must be one of underage, challenge_25,'),
        (SALE | {"byer": "adult"}, '"byer" is not a fact of a purchase; did you mean "buyer"?'),
        (SALE | {"zzzz": 1}, "--example and docs/offences.md show the keys"),
        (SALE | {"ordered_on": "2999-01-01"}, '"ordered_on" must be a day from 1950-01-01 to today'),
        (SALE | {"ordered_on": "20261001"}, 'written YYYY-MM-DD; it is "20261001"'),
        (SALE | {"ordered_on": "2026-02-30"}, '"ordered_on" must be a day'),
        (SALE | {"ordered_on": None}, '"ordered_on" is missing'),
        (SALE | {"buyer_age": "16"}, '"buyer_age" must be a whole number from 0 to 120'),
        (SALE | {"buyer_age": 16.5}, "whole number"),
        (SALE | {"buyer_age": -1}, "whole number from 0"),
        (SALE | {"buyer_age": True}, "whole number"),
        (SALE | {"remote": "yes"}, '"remote" must be true, false or null (not known); it is "yes"'),
        (SALE | {"remote": 1}, '"remote" must be true, false or null'),
        (SALE | {"cutting_edge_mm": "76"}, '"cutting_edge_mm" must be a number'),
        (SALE | {"seller": 3}, '"seller" must be text'),
        (SALE | {"category": "spoon"}, '"category" must be one of kitchen_knife,'),
        (SALE | {"category": ["kitchen_knife"]}, '"category" must be one of'),
        (SALE | {"dispatched_on": "2026-09-30"}, "must be on or after the day it was ordered"),
        (SALE | {"arranged_on": "2026-10-03", "handed_over_on": "2026-10-02"}, '"arranged_on" must not be after'),
        ('{"test": "underage", "test": "online_order"}', '"test" is given twice'),
        ('{"test": "underage", "ordered_on": "2026-10-01", "cutting_edge_mm": NaN}', '"cutting_edge_mm" must be'),
        ('{"test": "underage", "ordered_on": "2026-10-01", "buyer_age": 1e400}', '"buyer_age" must be'),
    ],
)
def test_facts_that_cannot_be_read_are_answered_with_the_key_and_how_to_mend_it(run, typed, message):
    result = run("--law", "seed", input=typed if isinstance(typed, str) else json.dumps(typed))
    assert result.exit_code == 2
    assert message in result.output
    assert "Traceback" not in result.output


def test_what_is_not_said_is_not_known(run):
    answer = json.loads(run("--law", "seed", "--json", input=json.dumps(SALE)).stdout)
    assert {one["verdict"] for one in answer["offences"]} == {"not_yet"}
    assert {one["verdict"] for one in answer["offences"] if one["provision"] == "owa_2019_s38"} == {"not_yet"}


@pytest.mark.parametrize(
    ("category", "answers"),
    [
        ("kitchen_knife", {"is_article": True, "is_bladed_product": True, "folding_pocket_knife": False}),
        ("folding_knife", {"is_article": False, "folding_pocket_knife": True}),
        ("sword", {"prohibited_weapon": None, "flick_or_gravity_knife": False}),
        ("status_weapon", {"prohibited_weapon": True, "flick_or_gravity_knife": False}),
        ("crossbow", {"crossbow": True, "is_article": False}),
        ("corrosive", {"corrosive": True, "is_article": False}),
    ],
)
def test_the_kind_of_product_answers_what_the_facts_leave_out(category, answers):
    from compliance.offences.rules import CATEGORIES

    facts = read_facts(SALE | {"category": category}, CATEGORIES, today=TODAY)
    assert {name: getattr(facts, name) for name in answers} == answers
    looked_at = read_facts(SALE | {"category": category, "is_article": True}, CATEGORIES, today=TODAY)
    assert looked_at.is_article is True


def test_the_cutting_edge_keeps_its_tenth_of_a_millimetre():
    for typed, verdict in ((76.2, "cannot"), (76.3, "can")):
        known = {"result": "sold", "proof": "officer_witnessed", "buyer_age": 16, "remote": False}
        facts = read_facts(
            SALE | known | {"category": "folding_knife", "cutting_edge_mm": typed}, _kinds(), today=TODAY
        )
        assert prove(facts, SEED, today=TODAY).findings[0].verdict == verdict


def _kinds():
    from compliance.offences.rules import CATEGORIES

    return CATEGORIES


def test_the_schema_holds_every_fact_and_the_page_of_documentation_tells_each(run):
    schema = json.loads(run("--schema").stdout)
    names = {field.name for field in fields(Facts)}
    assert set(schema["properties"]) == names | {"category"}
    assert schema["required"] == ["test", "ordered_on"]
    assert set(EXAMPLE) <= set(schema["properties"])
    told = (ROOT / "docs" / "offences.md").read_text()
    assert [name for name in (*names, "category") if f"`{name}`" not in told] == []
    assert [label for label in FACT_LABELS.values() if label not in told] == []
