"""Photographs of a visit: what is kept, what is shown, what is refused, and who may."""

import hashlib
import io
from datetime import date

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from compliance import files as kept_files
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, NotFound, Refusal
from compliance.permissions import Role
from compliance.settings import settings
from compliance.visits.forms.photographs import PhotographsForm
from compliance.visits.models import Photograph
from compliance.visits.queries.photographs import get_photograph, list_photographs
from compliance.visits.rules.photographs import check_caption, check_number, check_removal, check_size
from compliance.visits.services.photographs import (
    NewPhotograph,
    add_photographs,
    correct_caption,
    read_photograph,
    remove_photograph,
)
from tests.factories.visits import VisitFactory
from tests.page import parse, text_of


def picture(colour="red", kind="JPEG", size=(60, 40), **how):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **how)
    return content.getvalue()


@pytest.fixture
def visit(session, officer, outlet):
    return VisitFactory(
        authority_id=officer.authority_id,
        outlet_id=outlet.id,
        officer_id=officer.officer_id,
        reference="HAC-V-2026-0007",
        visited_on=date(2026, 11, 20),
    )


def add(session, actor, visit, *new):
    return add_photographs(session, actor, visit.id, [NewPhotograph(*one) for one in new])


# Rules


@pytest.mark.parametrize("caption", ["", "  ", "\n\t"])
def test_a_photograph_without_words_is_refused(caption):
    with pytest.raises(Refusal, match="Enter what the photograph shows") as refusal:
        check_caption(caption, "caption_2")
    assert refusal.value.field == "caption_2"


def test_words_may_have_two_hundred_characters_and_no_more():
    assert check_caption(" a \n b ") == "a b"
    assert check_caption("a" * 200) == "a" * 200
    with pytest.raises(Refusal, match="200 characters"):
        check_caption("a" * 201)


@pytest.mark.parametrize(
    ("standing", "new", "most", "message"),
    [
        (0, 3, 3, None),
        (2, 1, 3, None),
        (3, 0, 3, None),
        (2, 2, 3, "Choose 1 or fewer"),
        (3, 1, 3, "Remove one"),
        (5, 1, 3, "Remove one"),
    ],
)
def test_a_visit_has_so_many_photographs_and_no_more(standing, new, most, message):
    if message is None:
        check_number(standing, new, most)
        return
    with pytest.raises(Refusal, match=message):
        check_number(standing, new, most)


def test_a_photograph_has_so_many_megabytes_and_no_more():
    check_size(1024 * 1024, 1, "photograph_1")
    with pytest.raises(Refusal, match="1 MB or smaller"):
        check_size(1024 * 1024 + 1, 1, "photograph_1")


def test_a_removal_has_a_reason():
    assert check_removal(" a  customer ") == "a customer"
    with pytest.raises(Refusal, match="why you remove"):
        check_removal(" ")
    with pytest.raises(Refusal, match="500 characters"):
        check_removal("a" * 501)


# Services


def test_what_came_is_kept_as_it_came_and_what_is_shown_says_nothing_of_where(session, officer, visit):
    exif = Image.Exif()
    exif[0x010E] = "at home"
    exif.get_ifd(0x8825)[1] = "N"
    sent = picture(exif=exif)
    (photograph,) = add(session, officer, visit, (sent, "The knives"))
    assert photograph.sha256 == hashlib.sha256(sent).hexdigest()
    assert (photograph.size, photograph.width, photograph.height, photograph.suffix) == (len(sent), 60, 40, "jpg")
    assert read_photograph(photograph, original=True) == sent
    assert b"at home" in sent
    assert b"at home" not in read_photograph(photograph)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "photograph.added")).one()
    assert (entry.subject_id, entry.outlet_id) == (str(visit.id), visit.outlet_id)
    assert entry.detail["sha256"] == photograph.sha256


def test_the_same_bytes_are_one_photograph(session, officer, visit):
    sent = picture()
    assert len(add(session, officer, visit, (sent, "One"), (sent, "Two", 2), (picture("blue"), "Three", 3))) == 2
    assert list(add(session, officer, visit, (sent, "Again"))) == []
    assert [one.caption for one in list_photographs(session, officer, visit.id)] == ["One", "Three"]


def test_one_that_was_removed_can_be_added_again(session, officer, visit):
    (first,) = add(session, officer, visit, (picture(), "One"))
    remove_photograph(session, officer, first.id, reason="Not this shop")
    (second,) = add(session, officer, visit, (picture(), "One after all"))
    assert first.id != second.id


def test_of_several_all_are_kept_or_none(session, officer, visit):
    with pytest.raises(Refusal, match="must be a JPEG") as refusal, session.begin_nested():
        add(session, officer, visit, (picture(), "One"), (b"<svg/>", "Two", 2))
    assert refusal.value.field == "photograph_2"
    assert list_photographs(session, officer, visit.id) == []


@pytest.mark.parametrize(("content", "caption", "field"), [(b"", "A", "photograph_3"), (picture(), " ", "caption_3")])
def test_a_refusal_stands_beside_its_row(session, officer, visit, content, caption, field):
    with pytest.raises(Refusal) as refusal:
        add(session, officer, visit, (content, caption, 3))
    assert refusal.value.field == field


def test_there_are_as_many_as_the_setting_says(session, officer, visit, monkeypatch):
    monkeypatch.setattr(settings(), "photographs_per_visit", 2)
    add(session, officer, visit, (picture(), "One"), (picture("blue"), "Two"))
    with pytest.raises(Refusal, match="2 photographs"):
        add(session, officer, visit, (picture("green"), "Three"))
    add(session, officer, visit, (picture(), "One again"))
    remove_photograph(session, officer, list_photographs(session, officer, visit.id)[0].id, reason="Blurred")
    add(session, officer, visit, (picture("green"), "Three"))


def test_one_larger_than_the_setting_is_refused(session, officer, visit, monkeypatch):
    monkeypatch.setattr(settings(), "photograph_megabytes", 1)
    with pytest.raises(Refusal, match="1 MB or smaller"):
        add(session, officer, visit, (picture() + bytes(1024 * 1024), "One"))


def test_one_that_is_removed_stays_struck_out(session, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    remove_photograph(session, officer, photograph.id, reason="Shows a customer")
    when = photograph.removed_at
    assert remove_photograph(session, officer, photograph.id, reason="Again").removed_at == when
    assert photograph.removed_reason == "Shows a customer"
    assert photograph.removed_by_id == officer.officer_id
    assert read_photograph(photograph) == kept_files.read(photograph.shown_sha256)
    entries = session.exec(select(AuditEntry).where(AuditEntry.action == "photograph.removed")).all()
    assert [entry.reason for entry in entries] == ["Shows a customer"]
    with pytest.raises(Refusal, match="was removed"):
        correct_caption(session, officer, photograph.id, "Other words", version=photograph.version)


def test_words_are_corrected_and_what_stood_before_is_kept(session, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    correct_caption(session, officer, photograph.id, "The locked cabinet", version=1)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "photograph.corrected")).one()
    assert entry.detail["changes"]["caption"] == ["One", "The locked cabinet"]
    with pytest.raises(Refusal, match="Somebody else changed"):
        correct_caption(session, officer, photograph.id, "Third", version=1)


def test_only_who_records_visits_adds_or_removes(session, act, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    for role in (Role.VIEWER, Role.CLERK, Role.ADMINISTRATOR):
        other = act(role)
        with pytest.raises(Forbidden):
            add(session, other, visit, (picture("blue"), "Two"))
        with pytest.raises(Forbidden):
            remove_photograph(session, other, photograph.id, reason="No")
        with pytest.raises(Forbidden):
            correct_caption(session, other, photograph.id, "No", version=1)


def test_another_authoritys_photograph_is_not_found(session, act, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    stranger = act(authority="camden")
    with pytest.raises(NotFound):
        get_photograph(session, stranger, photograph.id)
    with pytest.raises(NotFound):
        add(session, stranger, visit, (picture("blue"), "Two"))
    assert list(list_photographs(session, stranger, visit.id)) == []


def test_the_database_keeps_the_bytes_and_the_removal(session, act, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    remove_photograph(session, officer, photograph.id, reason="Blurred")
    table = sa.inspect(Photograph).local_table
    for change in ({"sha256": "0" * 64}, {"shown_sha256": "0" * 64}, {"removed_at": None, "removed_reason": ""}):
        with pytest.raises(IntegrityError, match="keeps its bytes"), session.begin_nested():
            session.execute(sa.update(table).where(table.c.id == photograph.id).values(**change))
    with pytest.raises(IntegrityError, match="never deleted"), session.begin_nested():
        session.execute(sa.delete(table))
    stranger = act(authority="camden")
    with pytest.raises(IntegrityError, match="belongs to the authority"), session.begin_nested():
        session.execute(sa.update(table).values(authority_id=stranger.authority_id))


# Pages


def send(client, visit, rows, **other):
    """Post the form: `rows` maps a row to (content or None, caption)."""
    data = dict(other)
    for row, (content, caption) in rows.items():
        data[f"caption_{row}"] = caption
        if content is not None:
            data[f"photograph_{row}"] = (io.BytesIO(content), "../../evil<script>.php")
    return client.post(f"/visits/{visit.id}/photographs/add", data=data, content_type="multipart/form-data")


def test_an_officer_adds_photographs_from_a_phone(session, client, officer, visit):
    page = client.get(f"/visits/{visit.id}/photographs/add").get_data(as_text=True)
    assert 'capture="environment"' in page
    assert 'enctype="multipart/form-data"' in page
    answer = send(client, visit, {1: (picture(), "The <knives>"), 3: (picture("blue"), "The till")})
    assert answer.status_code == 302
    assert answer.location.endswith(f"/visits/{visit.id}#photographs")
    assert [one.caption for one in list_photographs(session, officer, visit.id)] == ["The <knives>", "The till"]


def test_a_form_sent_twice_adds_nothing_twice(session, client, officer, visit):
    for _ in range(2):
        assert send(client, visit, {1: (picture(), "The knives")}).status_code == 302
    assert len(list_photographs(session, officer, visit.id)) == 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({}, "Take or choose a photograph"),
        ({1: (picture(), "")}, "Enter what the photograph shows"),
        ({2: (None, "Words")}, "Choose the photograph that these words are about"),
        ({1: (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "A drawing")}, "must be a JPEG, PNG, WebP or HEIC"),
        ({1: (picture()[:100], "Cut off")}, "damaged"),
        ({1: (picture(), "a" * 201)}, "200 characters"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(session, client, officer, visit, rows, message):
    answer = send(client, visit, rows)
    assert answer.status_code == 200
    assert message in text_of(answer)
    assert list_photographs(session, officer, visit.id) == []


def test_a_photograph_is_not_lost_when_its_words_were_missing(session, client, officer, visit):
    answer = send(client, visit, {1: (picture(), ""), 2: (b"nothing", "Second")})
    assert "Photograph 1 was received and is not lost" in text_of(answer)
    assert "Photograph 2 was received" not in text_of(answer)
    sealed = hidden(answer, "kept_1")
    assert sealed
    answer = send(client, visit, {1: (None, "Now with words")}, kept_1=sealed)
    assert answer.status_code == 302
    (photograph,) = list_photographs(session, officer, visit.id)
    assert read_photograph(photograph, original=True) == picture()


def hidden(answer, name):
    page = parse(answer.get_data(as_text=True))
    return next(one.get("value") for one in page.iter("input") if one.get("name") == name)


def test_the_seal_of_a_photograph_is_good_for_one_visit_and_one_officer(
    session, app, client, sign_in, act, officer, visit
):
    sealed = hidden(send(client, visit, {1: (picture(), "")}), "kept_1")
    other = VisitFactory(authority_id=visit.authority_id, outlet_id=visit.outlet_id, officer_id=visit.officer_id)
    with app.test_request_context():
        made_up = PhotographsForm()
        made_up.keep_in(1, hashlib.sha256(b"of somebody else").hexdigest(), (other.id, "nobody"))
    for forged in (sealed[:-2], sealed.swapcase(), hashlib.sha256(picture()).hexdigest(), made_up.kept_1.data):
        assert send(client, visit, {1: (None, "Words")}, kept_1=forged).status_code == 200
        assert list_photographs(session, officer, visit.id) == []
    send(client, other, {1: (None, "Words")}, kept_1=sealed)
    send(sign_in(act()), visit, {1: (None, "Words")}, kept_1=sealed)
    assert list_photographs(session, officer, visit.id) == []
    assert list_photographs(session, officer, other.id) == []


def test_a_photograph_is_shown_as_a_plain_jpeg_that_nobody_keeps(session, client, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(kind="PNG"), "One"))
    answer = client.get(f"/visits/photographs/{photograph.id}.jpg")
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert answer.data == read_photograph(photograph)
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "attachment" not in answer.headers.get("Content-Disposition", "")


def test_what_came_is_only_ever_handed_out_to_be_kept(session, client, officer, visit):
    sent = picture() + b"<script>alert(1)</script>"
    (photograph,) = add(session, officer, visit, (sent, "One"))
    answer = client.get(f"/visits/photographs/{photograph.id}/original")
    assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream")
    assert answer.data == sent
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=HAC-V-2026-0007-photograph-{photograph.sha256[:8]}.jpg"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "photograph.exported")).one()
    assert entry.detail["sha256"] == photograph.sha256


def test_a_viewer_sees_photographs_and_not_what_came(session, sign_in, act, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    viewer = sign_in(act(Role.VIEWER))
    assert viewer.get(f"/visits/photographs/{photograph.id}.jpg").status_code == 200
    assert viewer.get(f"/visits/photographs/{photograph.id}/original").status_code == 403
    assert viewer.get(f"/visits/{visit.id}/photographs/add").status_code == 403
    remove_photograph(session, officer, photograph.id, reason="Shows a customer")
    assert viewer.get(f"/visits/photographs/{photograph.id}.jpg").status_code == 404


def test_nothing_is_shown_to_strangers(session, visitor, sign_in, act, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    pages = [f"/visits/photographs/{photograph.id}{end}" for end in (".jpg", "/original", "/correct", "/remove")]
    stranger = sign_in(act(authority="camden"))
    for page in (*pages, f"/visits/{visit.id}/photographs/add"):
        assert stranger.get(page).status_code == 404
        assert visitor.get(page).status_code == 302


def test_a_photograph_whose_bytes_changed_is_not_shown(session, client, officer, visit, files):
    (photograph,) = add(session, officer, visit, (picture("green"), "One"))
    path = files / photograph.shown_sha256[:2] / photograph.shown_sha256[2:]
    path.chmod(0o640)
    path.write_bytes(b"something else")
    try:
        assert client.get(f"/visits/photographs/{photograph.id}.jpg").status_code == 404
    finally:
        path.unlink()


def test_an_officer_corrects_the_words_and_removes_a_photograph(session, client, officer, visit):
    (photograph,) = add(session, officer, visit, (picture(), "One"))
    address = f"/visits/photographs/{photograph.id}"
    assert "One" in client.get(f"{address}/correct").get_data(as_text=True)
    assert client.post(f"{address}/correct", data={"caption": "", "version": "1"}).status_code == 200
    assert client.post(f"{address}/correct", data={"caption": "Two", "version": "1"}).status_code == 302
    assert "Somebody else" in text_of(client.post(f"{address}/correct", data={"caption": "Three", "version": "1"}))
    assert "Enter" in text_of(client.post(f"{address}/remove", data={"reason": "  "}))
    assert client.post(f"{address}/remove", data={"reason": "Blurred"}).status_code == 302
    assert "It was removed on" in text_of(client.get(f"{address}/remove"))
    found = get_photograph(session, officer, photograph.id)
    assert (found.caption, found.removed_reason) == ("Two", "Blurred")
