"""`flask training standing`: a history as JSON in, the standing with its working out."""

import json

import pytest

from compliance.training.rules import EXAMPLE


@pytest.fixture
def ask(app):
    def run(document, *flags):
        text = document if isinstance(document, str | bytes) else json.dumps(document)
        return app.test_cli_runner().invoke(args=["training", "standing", *flags], input=text)

    return run


def test_the_example_is_a_question_that_works(ask):
    example = ask("", "--example")
    assert json.loads(example.output) == EXAMPLE
    words = ask(example.output)
    assert words.exit_code == 0
    assert words.output.startswith("Awaiting a place on 22 November 2026 (accredited)")
    assert "Not refused: a refusal was withdrawn on 20 August 2026." in words.output


def test_the_answer_has_every_key_as_json(ask):
    said = ask(EXAMPLE, "--json")
    answer = json.loads(said.output)
    assert (answer["standing"], answer["refused"], answer["withdrawn_on"]) == ("awaiting_place", False, "2026-08-20")
    assert set(answer) == {
        "as_at",
        "course",
        "standing",
        "standing_label",
        "trained",
        "on",
        "because",
        "trained_on",
        "refresh_due_on",
        "declined_by",
        "words",
        "refused",
        "refusal",
        "withdrawn_on",
        "working",
    }
    assert [item["counted"] for item in answer["working"]].count(False) == 1


def silent(by, served="2026-06-03"):
    return {"invited_on": "2026-06-01", "served_on": served, "reply_by_on": by}


@pytest.mark.parametrize(
    ("document", "standing", "refused"),
    [
        ({"as_at": "2026-11-22"}, "not_invited", False),
        ({"as_at": "2026-11-22", "own_scheme": True}, "own_scheme", False),
        (
            {
                "as_at": "2026-06-18",
                "invitations": [silent("2026-06-17"), silent("2026-06-17", "2026-06-04")],
            },
            "no_reply",
            True,
        ),
        (
            {
                "as_at": "2026-06-17",
                "invitations": [silent("2026-06-17"), silent("2026-06-17", "2026-06-04")],
            },
            "no_reply",
            False,
        ),
        (
            {
                "as_at": "2026-06-18",
                "policy": {"unanswered": 3},
                "invitations": [silent("2026-06-17"), silent("2026-06-17", "2026-06-04")],
            },
            "no_reply",
            False,
        ),
        (
            {
                "as_at": "2029-02-28",
                "attendance": [{"on": "2028-02-29", "status": "attended", "minutes": 150, "mark": 70, "pass_mark": 70}],
            },
            "trained",
            False,
        ),
        (
            {
                "as_at": "2029-03-01",
                "attendance": [{"on": "2028-02-29", "status": "attended", "minutes": 150, "mark": 70, "pass_mark": 70}],
            },
            "refresh_overdue",
            False,
        ),
        (
            {
                "as_at": "2026-05-02",
                "policy": {"course": "e_learning"},
                "modules": [{"name": "A", "from_on": "2026-01-01"}, {"name": "B", "from_on": "2026-01-01"}],
                "completed_modules": [
                    {"module": "A", "person": "Alex", "on": "2026-05-01"},
                    {"module": "B", "person": "Alex", "on": "2026-05-02"},
                ],
            },
            "trained",
            False,
        ),
        (
            {
                "as_at": "2026-09-01",
                "operators": [
                    {"name": "First Ltd", "from_on": "2020-01-01", "to_on": "2026-08-31"},
                    {"name": "Second Ltd", "from_on": "2026-09-01"},
                ],
                "invitations": [
                    {"invited_on": "2026-06-01", "reply": "declined", "replied_on": "2026-06-05", "replied_by": "Sam"}
                ],
            },
            "not_invited",
            False,
        ),
    ],
)
def test_histories_stand_as_the_rule_says(ask, document, standing, refused):
    answer = json.loads(ask(document, "--json").output)
    assert (answer["standing"], answer["refused"]) == (standing, refused)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("not json", "This is not JSON"),
        ("", "This is not JSON"),
        (b"\xff\xfe", "This is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ([], "the document must be an object"),
        ({"invitation": []}, "invitation is not known"),
        ({"as_at": "2026-02-30"}, "as_at must be a day that exists"),
        ({"as_at": "22/11/2026"}, "as_at must be a day as YYYY-MM-DD"),
        ({"own_scheme": "no"}, "own_scheme must be true or false"),
        ({"policy": {"unanswered": 0}}, "policy.unanswered must be from 1 to 10"),
        ({"policy": {"refresh_months": True}}, "policy.refresh_months must be a whole number"),
        ({"invitations": {}}, "invitations must be a list"),
        ({"invitations": [{}]}, "invitations[0].invited_on is missing"),
        ({"invitations": [{"invited_on": "2026-01-02", "reply": "maybe"}]}, "invitations[0].reply must be one of"),
        ({"invitations": [{"invited_on": "2026-01-02", "reply": "accepted"}]}, "replied_on must be given with a reply"),
        (
            {"invitations": [{"invited_on": "2026-01-02", "served_on": "2026-01-01"}]},
            "invitations[0].served_on is before its invited_on",
        ),
        ({"attendance": [{"on": "2026-01-02", "status": "late"}]}, "attendance[0].status must be one of"),
        ({"attendance": [{"on": "2026-01-02", "status": "booked", "mark": 70}]}, "only somebody who attended has"),
        (
            {"attendance": [{"on": "2026-01-02", "status": "booked", "session_cancelled_on": "2026-01-01"}]},
            "session_cancelled_on is only for a place whose status is cancelled",
        ),
        (
            {"completed_modules": [{"module": "A", "person": "Alex", "on": "2026-01-02"}]},
            "completed_modules[0].module must be the name of one of modules",
        ),
        (
            {
                "operators": [
                    {"name": "A", "from_on": "2026-01-01"},
                    {"name": "B", "from_on": "2026-02-01"},
                ]
            },
            "operators[1] shares a day",
        ),
        ({"withdrawals": [{"on": "2026-01-02"}]}, "withdrawals[0].reason is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_how_to_mend_it(ask, document, words):
    said = ask(document)
    assert said.exit_code == 1
    assert words in said.output
    assert "Traceback" not in said.output
