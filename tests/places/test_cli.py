"""The commands for places."""

import pytest

from compliance.places import services

LONDON = "postcode,lat,lon,lad_code,ward_code\nE8 4AE,51.54328,-0.07586,E09000012,E05009381\n"


@pytest.fixture
def run(app, session, tmp_path, monkeypatch):
    file = tmp_path / "london.csv"
    file.write_text(LONDON)
    monkeypatch.setattr(services, "LONDON", file)
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["places", *words])


def test_london_is_loaded_once_and_found(run):
    assert "1 postcodes of london.csv loaded" in run("load").output
    assert "loaded already: 1 postcodes" in run("load").output
    assert run("load", "--quiet").output == ""
    assert (
        "E8 4AE  51.54328, -0.07586  ward London Fields E05009381  district Hackney E09000012"
        in run("find", "e84ae").output
    )
    assert "London’s postcodes, bundled with the product: london.csv, 1 postcodes" in run("files").output


def test_a_file_that_is_none_is_refused(run, tmp_path):
    (tmp_path / "x.csv").write_text("shop\nA\n")
    done = run("load", str(tmp_path / "x.csv"))
    assert done.exit_code == 1
    assert "needs the headings postcode" in done.output


def test_an_unknown_postcode_is_said_to_be(run):
    done = run("find", "E8 4ZZ")
    assert (done.exit_code, "not known" in done.output) == (1, True)
    assert "No postcodes are loaded" in run("files").output
