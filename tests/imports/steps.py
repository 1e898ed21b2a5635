"""What a clerk does on the pages of an import, for the tests of them."""

import io
import re

from compliance import jobs
from tests.page import parse

SHOPS = (
    b"Trading Name;Where;Post Code;Tel No.;Licence ref;How it stands;Seen by\r\n"
    b"Caf\xe9 Blade;12 Invented Row;e81ea;020 7946 0100;L/001;Open;JB\r\n"
    b"Thistle Hardware;14 Invented Row;E8 1EA;;L/002;Shut for good;JB\r\n"
    b";16 Invented Row;E8 1EA;;L/003;Open;AK\r\n"
)


def upload(client, content=SHOPS, name="shops.csv", kind="register"):
    """Send the form of the first page and return the answer."""
    data = {"file": (io.BytesIO(content), name), "kind": kind}
    answer = client.post("/imports/new", data=data, content_type="multipart/form-data")
    answer.request.environ["wsgi.input"].close()
    return answer


def uploaded(client, content=SHOPS, name="shops.csv", kind="register"):
    """Upload a file that is taken, and return the address of its import."""
    answer = upload(client, content, name, kind)
    assert answer.status_code == 302, answer.text
    return answer.location.removesuffix("/recognised")


def fields_of(page):
    """Return what a browser would send of the last form of a page that has a token or a version: name to value."""
    form = max(
        parse(page.text).iter("form"), key=lambda form: len(list(form.iter("select"))) + len(list(form.iter("input")))
    )
    sent = {}
    for control in form.iter():
        name = control.get("name")
        if not name:
            continue
        if control.tag == "select":
            chosen = [option for option in control.iter("option") if "selected" in option.attrib]
            sent[name] = (chosen or list(control.iter("option")))[0].get("value", "")
        elif control.tag == "textarea":
            sent[name] = (control.text or "").strip()
        elif control.get("type") in {"checkbox", "radio"}:
            if "checked" in control.attrib:
                sent[name] = control.get("value")
        elif control.tag == "input":
            sent[name] = control.get("value", "")
    return sent


def option(page, name, words):
    """Return the value of the option of a select that begins with these words."""
    for select in parse(page.text).iter("select"):
        if select.get("name") == name:
            for one in select.iter("option"):
                if re.sub(r"\s+", " ", one.text or "").strip().startswith(words):
                    return one.get("value")
    raise AssertionError(f"{name} does not offer {words}")


def chosen(page, name):
    """Return the words of what is chosen in a select."""
    for select in parse(page.text).iter("select"):
        if select.get("name") == name:
            found = [one for one in select.iter("option") if "selected" in one.attrib]
            return (found or list(select.iter("option")))[0].text.strip()
    raise AssertionError(f"there is no {name}")


def send(client, path, **changes):
    """Open a page, fill its form in as it stands but for the `changes`, send it and return the answer."""
    data = {**fields_of(client.get(path)), **{name.replace("__", "-"): value for name, value in changes.items()}}
    return client.post(path, data={name: value for name, value in data.items() if value is not None})


def matched(client, run, **columns):
    """Match the columns of an import, those named as given, and return the answer."""
    page = client.get(f"{run}/columns")
    changes = {f"column__{code}": option(page, f"column-{code}", column) for code, column in columns.items()}
    return send(client, f"{run}/columns", **changes)


def previewed(client, session, content, name="FHRS512en-GB.xml", **options):
    """Upload a food hygiene register, have its rows checked, and return the address of its import."""
    run = uploaded(client, content, name)
    answer = send(client, f"{run}/recognised", **options)
    assert answer.status_code == 302, answer.text
    jobs.run_now(session)
    return run


def imported(client, session, content, name="FHRS512en-GB.xml", *, allow_missing=False, **options):
    """Bring a food hygiene register in on the pages, and return the address of its import."""
    run = previewed(client, session, content, name, **options)
    answer = import_now(client, run, allow_missing=allow_missing)
    assert answer.status_code == 302, answer.text
    jobs.run_now(session)
    return run


def import_now(client, run, *, allow_missing=False):
    """Press the button of the preview, and return the answer."""
    page = client.get(f"{run}/preview")
    found = re.search(r'name="plan_hash" value="([0-9a-f]*)"', page.text)
    data = {"plan_hash": found[1] if found else "", **({"allow_missing": "yes"} if allow_missing else {})}
    return client.post(f"{run}/commit", data=data)
