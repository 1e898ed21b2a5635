"""The commands: specimens, and the check of every kept letter."""

import io

import pikepdf
import pytest

from compliance.letters import services
from compliance.letters.rules import OCCASIONS_OF, About, Kind
from tests.factories.letters import decided


@pytest.fixture
def run(app):
    def command(*arguments):
        return app.test_cli_runner().invoke(args=["letters", *arguments])

    return command


@pytest.mark.parametrize("kind", ["written_warning", "pass-notice", "fail_notice", "TRAINING-INVITATION"])
def test_a_specimen_of_each_kind_is_written(run, tmp_path, kind):
    out = tmp_path / "letter.pdf"
    result = run("specimen", kind, "--out", str(out))
    assert result.exit_code == 0, result.output
    with pikepdf.open(out) as opened:
        assert str(opened.Root.Lang) == "en-GB"
    assert str(out) in result.output


def test_large_print_and_challenge_25_change_the_specimen(run, tmp_path):
    plain, large, adult = (tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf"))
    assert run("specimen", "fail_notice", "--out", str(plain)).exit_code == 0
    assert run("specimen", "fail_notice", "--out", str(large), "--large-print").exit_code == 0
    assert run("specimen", "fail_notice", "--out", str(adult), "--challenge-25").exit_code == 0
    pages = [len(pikepdf.open(io.BytesIO(path.read_bytes())).pages) for path in (plain, large, adult)]
    assert pages[1] > pages[0]
    assert len({path.read_bytes() for path in (plain, large, adult)}) == 3


def test_a_specimen_of_each_occasion_and_of_a_course_not_passed_is_written(run, tmp_path):
    out = tmp_path / "letter.pdf"
    asked = [
        (kind, ("--occasion", occasion.value)) for kind, occasions in OCCASIONS_OF.items() for occasion in occasions
    ]
    for kind, options in [*asked, (Kind.TRAINING_RESULT, ("--not-passed",))]:
        result = run("specimen", kind.value, "--out", str(out), *options)
        assert result.exit_code == 0, result.output
    refused = run("specimen", "advice", "--occasion", "lapse", "--out", str(out))
    assert refused.exit_code == 2
    assert "no advice on the occasion" in refused.output


def test_an_unknown_kind_is_answered_with_the_kinds_there_are(run, tmp_path):
    result = run("specimen", "final-demand", "--out", str(tmp_path / "x.pdf"))
    assert result.exit_code == 2
    assert "final-demand" in result.output
    for kind in Kind:
        assert kind.value in result.output


def test_a_challenge_25_warning_is_refused_with_words(run, tmp_path):
    result = run("specimen", "written_warning", "--challenge-25", "--out", str(tmp_path / "x.pdf"))
    assert result.exit_code == 2
    assert "Challenge 25" in result.output
    assert not (tmp_path / "x.pdf").exists()


def test_a_place_that_cannot_be_written_is_named(run, tmp_path):
    result = run("specimen", "pass_notice", "--out", str(tmp_path / "no" / "such" / "x.pdf"))
    assert result.exit_code == 1
    assert "cannot be written" in result.output


def test_verify_is_silent_when_all_is_well_and_names_what_is_not(run, session, officer, sale, files):
    assert run("verify").exit_code == 0
    letter = services.draft_letter(
        session, officer, Kind.FAIL_NOTICE, decided(officer.officer_id), About(purchase_id=sale.id)
    )
    services.issue_letter(session, officer, letter.id)
    session.commit()
    assert "1 issued letter checked" in run("verify").output
    (files / letter.sha256[:2] / letter.sha256[2:]).unlink()
    result = run("verify")
    assert result.exit_code == 1
    assert f"{letter.reference}: missing" in result.output
