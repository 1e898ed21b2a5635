"""Every service authorises, audits and leaves the commit to the edge."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLICES = sorted(path.parent for path in (ROOT / "compliance").glob("*/__init__.py"))
READS = {
    # Services that write nothing of the record: they read what was kept.
    "letters.read_letter",
    "purchases.stream_copy",
    "letters.verify_letters",
    "letters.print_manifest",
    "letters.manifest_lines",
    # Asks whether an exhibit may go; evidence.end_chain, which records it, has the entry.
    "purchases.dispose_of",
    # A part of discarding a draft, which has the entry.
    "letters.forget_letter",
    # Parts of issuing and serving a letter: the link, certificate or invitation that they bring about has the entry.
    "letters.enclose",
    "letters.note_invitation",
    "letters.note_serving",
    # Holds a row until the transaction ends, for the service that asks it to.
    "training.hold_session",
    "agreements.hold_agreement",
    # A part of an import, whose run has the entry.
    "retailers.note_words",
    "retailers.add_references_from",
    # Reads whether a file is an exhibit already.
    "evidence.check_not_there",
    # Reads a file into what is planned of it: nothing of the record changes, and `map_columns` told who asked.
    "imports.check",
    # Hold rows until the transaction ends, or say what stands against an undo.
    "imports.hold_run",
    "imports.hold_authority",
    "imports.list_standing",
    "imports.check_standing",
    "retailers.hold",
    # Parts of undoing an import, whose run has the entry.
    "retailers.detach_references",
    "retailers.put_words_back",
    "retailers.remove_imported",
}
BUILDS_ON_OTHERS = {"demo"}
"""Slices whose services only call other slices' services, which audit."""


def modules(slice_):
    single = slice_ / "services.py"
    return [single] if single.exists() else sorted((slice_ / "services").glob("*.py"))


def functions(slice_):
    """Return the functions of a slice's services by name, with what each calls."""
    found = {}
    for module in modules(slice_):
        for node in ast.parse(module.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                calls = {ast.unparse(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
                found[node.name] = (node, calls)
    return found


def reaches_audit(name, found, seen=frozenset()):
    """Say whether a service writes to the audit, itself or through a function of its slice or another service."""
    _node, calls = found[name]
    for call in calls:
        head, _, last = call.rpartition(".")
        if head == "audit" or call.startswith("audit."):
            return True
        if head.endswith(("services", "retailers", "accounts", "volunteers", "retailer_services")) and last[0] != "_":
            return True
        if last in found and last not in seen and reaches_audit(last, found, seen | {name}):
            return True
    return False


def services():
    for slice_ in SLICES:
        found = functions(slice_) if modules(slice_) and slice_.name not in BUILDS_ON_OTHERS else {}
        for name, (node, _calls) in found.items():
            arguments = [argument.arg for argument in node.args.args]
            if not name.startswith("_") and arguments[:2] == ["session", "actor"]:
                yield slice_, name, node, found


def test_every_service_writes_its_audit_entry():
    silent = [
        f"{slice_.name}.{name}"
        for slice_, name, _node, found in services()
        if slice_.name != "audit" and f"{slice_.name}.{name}" not in READS and not reaches_audit(name, found)
    ]
    assert silent == []


def test_no_service_and_no_query_commits():
    for slice_ in SLICES:
        for module in [*modules(slice_), *slice_.glob("queries*.py"), *slice_.glob("queries/*.py")]:
            assert ".commit()" not in module.read_text(), f"{module.relative_to(ROOT)} commits"


def test_every_query_and_service_of_a_record_is_asked_on_somebodys_behalf():
    """A public query takes (session, actor, ...), but for what belongs to nobody: the law, and who signs in."""
    shared = {"accounts", "audit", "offences", "places", "reports"}
    strangers = []
    for slice_ in SLICES:
        if slice_.name in shared:
            continue
        for module in [*slice_.glob("queries.py"), *slice_.glob("queries/*.py")]:
            for node in ast.parse(module.read_text()).body:
                if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                    continue
                arguments = [argument.arg for argument in node.args.args]
                if arguments[:1] == ["session"] and arguments[1:2] != ["actor"]:
                    strangers.append(f"{slice_.name}.{node.name}")
    assert set(strangers) - ALLOWED == set()


ALLOWED = {
    # The operator's: what the spool holds of no authority's upload.
    "evidence.list_standing_anywhere",
    # Asked by nobody who is signed in: by the link whose code they gave, or of what is public.
    "agreements.actor_of_link",
    "agreements.find_open_offer",
    "agreements.get_public_authority",
    "agreements.get_signed",
    "agreements.is_open",
    "agreements.is_signed_with",
    "training.find_feed",
    "training.verify_code",
    # The law, which belongs to nobody.
    "imports.list_fields",
    "letters.law_on",
    # Narrows a statement to what the actor may see, whom it is told third.
    "retailers.filtered",
    # Each reads by the identifier of a record that was found with the actor before, or is told an authority outright.
    "escalations.policy_on",
    "letters.follow_issued",
    "operations.find_target",
    "operations.get_target",
    "operations.is_volunteer_lent",
    "operations.list_targets",
    "operations.list_team",
    "operations.read_results",
    "operations.target_rows",
    "purchases.clock_runs",
    "visits.follow_kept",
}


def test_every_public_function_of_rules_queries_and_services_tells_what_it_does():
    silent = []
    for slice_ in SLICES:
        for kind in ("rules", "queries", "services"):
            for module in [*slice_.glob(f"{kind}.py"), *slice_.glob(f"{kind}/*.py")]:
                for node in ast.parse(module.read_text()).body:
                    public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
                    if public and not ast.get_docstring(node):
                        silent.append(f"{module.relative_to(ROOT)}:{node.name}")
    assert silent == []


def test_functions_and_files_stay_small():
    """Taste, not law: but a function past sixty lines or a file past 400 hides a second noun."""
    long = []
    for path in sorted((ROOT / "compliance").rglob("*.py")):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        if len(text.splitlines()) > 400:
            long.append(str(path.relative_to(ROOT)))
        long.extend(
            f"{path.relative_to(ROOT)}:{node.name}"
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 75
        )
    assert long == []
