"""Officers are told by e-mail of the clocks near their last day: each once for each band, and none is lost."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlmodel import select

from compliance import jobs, mailing
from compliance.accounts import queries as accounts
from compliance.accounts.models import Officer
from compliance.audit.models import AuditEntry
from compliance.errors import Forbidden, Refusal
from compliance.permissions import Permission, Role
from compliance.purchases import services as purchases
from compliance.purchases.models import ClockAlert, ClockDigest
from compliance.purchases.queries import digests as queries
from compliance.purchases.rules.digest import DigestState, Line, Recipient, Told, lines_for, subject_of, text_of
from compliance.purchases.services import digests
from compliance.settings import settings

SOLD = date(2026, 10, 1)
LAST = date(2027, 4, 1)
TEST, OFFICER, MANAGER = UUID(int=1), UUID(int=2), UUID(int=3)


def line(band=30, **changes):
    known = {
        "purchase_id": TEST,
        "officer_id": OFFICER,
        "provision": "cja_1988_s141a",
        "reference": "HAC-TP-2026-0001",
        "shop": "Invented Hardware, E8 1EA",
        "offence": "Criminal Justice Act 1988, section 141A",
        "last_day": LAST,
        "days_left": 30,
        "band": band,
        "link": "https://knives.example/purchases/1",
    }
    return Line(**(known | changes))


def told(band, officer_id=OFFICER, last_day=LAST):
    return Told(officer_id, TEST, "cja_1988_s141a", last_day, band)


HERS = Recipient(OFFICER, "Asha", "asha@example.test", of_all=False)
ALL = Recipient(MANAGER, "Callum", "callum@example.test", of_all=True)


@pytest.mark.parametrize(
    ("known", "band", "is_told"),
    [
        ([], 90, True),
        ([told(90)], 90, False),
        ([told(90)], 60, True),
        ([told(90)], 14, True),
        ([told(14)], 14, False),
        ([told(14)], 30, False),
        ([told(60, officer_id=MANAGER)], 60, True),
        ([told(60, last_day=date(2027, 3, 31))], 60, True),
    ],
)
def test_a_clock_is_told_once_in_each_band_and_anew_when_its_last_day_moves(known, band, is_told):
    assert bool(lines_for(HERS, [line(band)], known)) is is_told


def test_a_manager_is_told_of_every_case_and_an_officer_of_their_own():
    other = line(officer_id=UUID(int=9), purchase_id=UUID(int=8))
    assert lines_for(ALL, [line(), other], []) == [line(), other]
    assert lines_for(HERS, [line(), other], []) == [line()]


@given(st.lists(st.integers(0, 120), min_size=1, max_size=30))
def test_whichever_days_it_runs_each_band_is_told_at_most_once(days):
    """However often and on whichever days it runs, nobody is told twice in a band, nor of a wider one after."""
    bands, known, sent = (90, 60, 30, 14), [], []
    for left in sorted(days, reverse=True):
        band = min((one for one in bands if left <= one), default=None)
        for one in lines_for(HERS, [line(band)] if band else [], known):
            sent.append(one.band)
            known.append(told(one.band))
    assert sent == sorted(set(sent), reverse=True)
    assert {min(one for one in bands if left <= one) for left in days if left <= 90} == set(sent)


def test_the_words_name_the_test_the_offence_and_the_last_day():
    text = text_of(HERS, "London Borough of Hackney", [line(), line(days_left=0), line(days_left=1)], date(2027, 3, 2))
    assert "HAC-TP-2026-0001, Invented Hardware, E8 1EA\nCriminal Justice Act 1988, section 141A. Last day: 1 " in text
    assert "April 2027 (30 days left)\n" in text
    assert text.count("https://knives.example/purchases/1") == 1
    assert "(today is the last day)" in text
    assert "(1 day left)" in text
    assert (
        subject_of([line()]) == "1 test purchase is near the last day to begin a prosecution: the first on 1 April 2027"
    )
    assert "(30 days left)\n\n" in text_of(HERS, "London Borough of Hackney", [line(link="")], date(2027, 3, 2))
    assert subject_of([line(), line(purchase_id=MANAGER)]).startswith("2 test purchases are near")


# With the record


@pytest.fixture
def outbox(monkeypatch):
    """A mail server that takes everything while `works`; what it took."""
    server = SimpleNamespace(taken=[], works=True)

    def send(to, subject, text, _attachments=(), **other):
        if not server.works:
            raise mailing.NotSentError("The mail server did not answer. Try again later.")
        server.taken.append((to, subject, text, other))

    monkeypatch.setattr(settings(), "smtp_url", SecretStr("smtp://mail.example"))
    monkeypatch.setattr(settings(), "email_from", "tracker@example.test")
    monkeypatch.setattr(mailing, "send", send)
    return server


@pytest.fixture
def command(session):
    return accounts.command_line_actor(session, "hackney", Permission.VIEW_PURCHASES)


@pytest.fixture
def manager(act):
    return act(Role.MANAGER)


@pytest.fixture
def recorded(session, officer, outlet, sale):
    return purchases.record_purchase(session, officer, outlet.id, sale)


def run(session, command, day):
    """What the command does, in a test's own transaction."""
    digests.ask_again(session, command)
    digests.make_digests(session, command, day)
    return jobs.run_now(session)


def address_of(session, actor):
    return session.get_one(Officer, actor.officer_id).email


@pytest.mark.parametrize(
    ("left", "bands"), [(91, []), (90, [90]), (61, [90]), (60, [60]), (30, [30]), (14, [14]), (0, [14]), (-1, [])]
)
def test_the_band_of_the_day_is_told(session, command, manager, recorded, outbox, left, bands):
    run(session, command, LAST - timedelta(days=left))
    assert sorted({one.band for one in session.exec(select(ClockAlert))}) == bands
    assert len(outbox.taken) == 2 * len(bands)


def test_the_manager_and_the_officer_of_the_case_are_told_once_however_often_it_runs(
    session, officer, command, manager, act, recorded, outbox
):
    act()  # an officer who has nothing to do with it
    for _again in range(3):
        run(session, command, LAST - timedelta(days=60))
    assert sorted(to for to, *_rest in outbox.taken) == sorted(
        [address_of(session, officer), address_of(session, manager)]
    )
    run(session, command, LAST - timedelta(days=10))
    assert len(outbox.taken) == 4
    run(session, command, LAST - timedelta(days=9))
    assert len(outbox.taken) == 4


def test_what_is_not_proved_yet_is_told_as_such(session, officer, command, recorded, outbox):
    recorded.category_code = "sword"
    session.flush()
    run(session, command, LAST - timedelta(days=30))
    ((_to, _subject, text, _other),) = outbox.taken
    assert "section 141A. Last day" in text
    assert "section 141(1) (not proved yet). Last day" in text


def test_nothing_of_the_volunteer_is_in_it(session, command, manager, recorded, volunteer, outbox):
    run(session, command, LAST - timedelta(days=30))
    for _to, subject, text, _other in outbox.taken:
        assert recorded.reference in text
        assert f"/purchases/{recorded.id}" in text
        assert "V07" not in subject + text
        assert "2010" not in subject + text


@pytest.fixture
def leaves(session):
    """Close an officer's account."""

    def leave(actor):
        session.get_one(Officer, actor.officer_id).active = False
        session.flush()

    return leave


def test_who_left_is_told_of_nothing(session, officer, command, recorded, outbox, leaves):
    leaves(officer)
    run(session, command, LAST - timedelta(days=30))
    assert outbox.taken == []


def test_a_mail_that_waits_does_not_go_to_who_left_meanwhile(session, officer, command, recorded, outbox, leaves):
    (made,) = digests.make_digests(session, command, LAST - timedelta(days=30))
    leaves(officer)
    (ended,) = run(session, command, LAST - timedelta(days=30))
    assert (ended.state, ended.message) == (jobs.JobState.FAILED, digests.HAS_LEFT)
    assert (made.state, made.reason) == (DigestState.FAILED, digests.HAS_LEFT)
    run(session, command, LAST - timedelta(days=29))
    assert outbox.taken == []


def test_the_tests_of_who_left_are_told_to_every_officer_where_there_is_no_manager(
    session, officer, command, act, recorded, outbox, leaves
):
    leaves(officer)
    stays = act()
    act(Role.VIEWER)
    run(session, command, LAST - timedelta(days=30))
    assert [to for to, *_rest in outbox.taken] == [address_of(session, stays)]


def test_a_manager_is_told_of_the_tests_of_who_left_and_nobody_else_is(
    session, officer, command, act, recorded, outbox, leaves
):
    leaves(officer)
    act(), act(Role.MANAGER)
    run(session, command, LAST - timedelta(days=30))
    (taken,) = outbox.taken
    assert "Hello" in taken[2]
    assert session.exec(select(Officer.role).where(Officer.email == taken[0])).one() is Role.MANAGER


def test_without_a_mail_server_nothing_is_kept_as_told(session, command, manager, recorded):
    with pytest.raises(Refusal, match="No mail server is set up"):
        digests.make_digests(session, command, LAST - timedelta(days=30))
    assert session.exec(select(ClockAlert)).all() == []


def test_a_dead_mail_server_loses_nothing_and_the_next_run_sends_it_once(session, command, manager, recorded, outbox):
    outbox.works = False
    ended = run(session, command, LAST - timedelta(days=30))
    assert {one.state for one in ended} == {jobs.JobState.FAILED}
    assert {one.state for one in session.exec(select(ClockDigest))} == {DigestState.FAILED}
    outbox.works = True
    run(session, command, LAST - timedelta(days=29))
    assert len(outbox.taken) == 2
    run(session, command, LAST - timedelta(days=28))
    assert len(outbox.taken) == 2
    actions = session.execute(sa.select(AuditEntry.action)).scalars().all()
    assert actions.count("clock_digest.sent") == 2
    assert actions.count("clock_digest.not_sent") == 2


def test_a_run_that_was_killed_before_sending_is_finished_by_the_next(session, command, manager, recorded, outbox):
    digests.make_digests(session, command, LAST - timedelta(days=30))
    session.commit()
    assert outbox.taken == []
    run(session, command, LAST - timedelta(days=30))
    assert len(outbox.taken) == 2


def test_one_that_stopped_on_its_way_goes_again_under_the_same_mark(session, command, recorded, outbox):
    (made,) = digests.make_digests(session, command, LAST - timedelta(days=30))
    steps = digests.send_digest(session, command, made.id)
    next(steps)
    assert made.state is DigestState.SENDING
    steps.close()
    run(session, command, LAST - timedelta(days=30))
    ((_to, _subject, _text, other),) = outbox.taken
    assert other["message_id"] == str(made.id)


def test_what_was_sent_stays_sent(session, command, recorded, outbox):
    run(session, command, LAST - timedelta(days=30))
    (sent,) = session.exec(select(ClockDigest))
    assert sent.state is DigestState.SENT
    with pytest.raises(sa.exc.DBAPIError, match="stays sent"), session.begin_nested():
        session.execute(sa.update(ClockDigest).values(state="queued", sent_at=None))
    with pytest.raises(sa.exc.DBAPIError, match="stays sent"), session.begin_nested():
        session.execute(sa.delete(ClockDigest))
    digests.fail_digest(session, command, sent.id, "Too late")
    assert sent.state is DigestState.SENT


def test_the_database_tells_nobody_of_another_authoritys_clock(session, act, officer, command, recorded, outbox):
    run(session, command, LAST - timedelta(days=30))
    (alert,) = session.exec(select(ClockAlert))
    other = act(authority="croydon")
    values = alert.model_dump(exclude={"id"}) | {"id": UUID(int=5)}
    with pytest.raises(sa.exc.DBAPIError, match="their own authority"), session.begin_nested():
        session.execute(sa.insert(ClockAlert).values(**(values | {"officer_id": other.officer_id, "band": 1})))
    with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
        session.execute(sa.insert(ClockAlert).values(**values))


def test_another_authority_is_told_of_its_own_only(session, act, recorded, outbox):
    act(Role.MANAGER, "croydon")
    croydon = accounts.command_line_actor(session, "croydon", Permission.VIEW_PURCHASES)
    run(session, croydon, LAST - timedelta(days=30))
    assert outbox.taken == []
    with pytest.raises(Forbidden):
        digests.make_digests(session, act(Role.ADMINISTRATOR), LAST)


@pytest.fixture
def digest(app, session, recorded, monkeypatch):
    """Run the command. Its jobs are done as a test does them."""

    def drive(within, actor, kind, subject_id, _show):
        jobs.run_now(within)
        return jobs.state_of(within, actor, kind, subject_id)

    monkeypatch.setattr(jobs, "drive", drive)

    def call(*args):
        return app.test_cli_runner().invoke(args=["purchases", "digest", "--authority", "hackney", *args])

    return call


def test_the_command_sends_and_says_to_whom(session, officer, digest, outbox):
    sent = digest("--as-at", "2027-03-02")
    assert sent.exit_code == 0, sent.output
    assert sent.output == f"hackney: sent to {address_of(session, officer)}\n"
    assert len(outbox.taken) == 1
    assert "Nobody is to be told" in digest("--as-at", "2027-03-02").output


def test_a_dry_run_says_who_would_be_told_and_keeps_nothing(session, digest, recorded, outbox):
    shown = digest("--dry-run", "--as-at", "2027-03-02")
    assert shown.exit_code == 0
    assert f"{recorded.reference}, Invented Hardware" in shown.output
    assert "would be told of" in shown.output
    assert outbox.taken == []
    assert session.exec(select(ClockAlert)).all() == []


def test_the_command_says_so_when_no_mail_server_is_set_up(session, digest):
    refused = digest("--as-at", "2027-03-02")
    assert refused.exit_code == 1
    assert "No mail server is set up" in refused.output
    assert session.exec(select(ClockAlert)).all() == []


def test_the_command_says_so_when_there_is_nobody_to_tell(officer, recorded, digest, outbox, leaves):
    leaves(officer)
    alone = digest("--as-at", "2027-03-02")
    assert alone.exit_code == 1
    assert f"{recorded.reference}, Invented Hardware" in alone.output
    assert "Make somebody a manager" in alone.output
    assert "Nobody is to be told" not in alone.output


def test_the_command_exits_with_1_when_a_mail_was_not_sent(digest, outbox):
    outbox.works = False
    failed = digest("--as-at", "2027-03-02")
    assert failed.exit_code == 1
    assert "did not answer" in failed.output
    assert "1 e-mail was not sent" in failed.output


def test_the_command_knows_its_authorities(app, session):
    runner = app.test_cli_runner()
    unknown = runner.invoke(args=["purchases", "digest", "--authority", "nowhere", "--dry-run"])
    assert unknown.exit_code == 1
    assert "no authority with the code" in unknown.output
    assert runner.invoke(args=["purchases", "digest", "--dry-run"]).exit_code == 0


def test_the_number_of_queries_does_not_grow_with_the_clocks(session, officer, command, manager, outlet, sale, outbox):
    asked = []
    sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for day in (1, 2, 3):
        new = replace(sale, tested_on=SOLD - timedelta(days=day))
        purchases.record_purchase(session, officer, outlet.id, new)
        session.flush()
        asked.clear()
        queries.list_to_tell(session, command, LAST - timedelta(days=20), address="https://knives.example")
        counts.append(len(asked))
    assert counts[0] == counts[-1]
