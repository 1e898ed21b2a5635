import re
from pathlib import Path

from compliance.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def test_every_setting_is_in_the_operations_guide_and_nothing_else_is():
    guide = (ROOT / "docs" / "operations-guide.md").read_text()
    rows = set(re.findall(r"^\| `COMPLIANCE_([A-Z_]+)` \|", guide, re.MULTILINE))
    assert rows == {name.upper() for name in Settings.model_fields}


def test_every_command_is_in_the_operations_guide(app):
    guide = (ROOT / "docs" / "operations-guide.md").read_text()
    ours = set(app.cli.commands) - {"run", "shell", "routes", "babel"}
    missing = {name for name in ours if f"flask {name}" not in guide}
    assert not missing


def test_every_link_between_documents_leads_somewhere():
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_decision_is_in_the_list_of_decisions_by_its_title():
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    titles = [
        re.sub(r"^# (\d+)\. (.*)$", rf"\1. [\2]({page.name})", page.read_text().splitlines()[0]) for page in pages
    ]
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text().splitlines()
    assert [line for line in listed if line[:1].isdigit()] == titles


def test_no_file_names_a_machine_or_a_package_registry():
    import subprocess

    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.split(b"\0")
    hosts = ("pypi" + ".org", "npmjs" + ".org", "pythonhosted" + ".org")
    for name in filter(None, tracked):
        path = ROOT / name.decode()
        if not path.is_file() or path.stat().st_size > 2_000_000:
            continue
        text = path.read_bytes().decode("utf-8", "ignore")
        for host in hosts:
            assert host not in text, f"{name.decode()} names {host}"
