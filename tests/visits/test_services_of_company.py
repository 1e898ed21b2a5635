"""Who came along, the authority's own questions, and notice: what a visit keeps beside its columns."""

from dataclasses import replace
from datetime import date, time

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from compliance.audit import queries as audit
from compliance.database import new_id
from compliance.errors import NotFound, Refusal
from compliance.permissions import Role
from compliance.visits import queries, services
from compliance.visits.models import VisitAnswer, VisitChecklist, VisitQuestion
from compliance.visits.rules import (
    STANDARD,
    Agency,
    Basis,
    Besides,
    Checklist,
    Company,
    Exemption,
    NewAction,
    NewChecklist,
    NoticeHow,
    Partner,
    Question,
    QuestionKind,
    VisitDetails,
    VisitKind,
)
from tests.factories.visits import VisitFactory

OWN = (
    Question("Is the poster at the till?", QuestionKind.YES_NO, section="At the till"),
    STANDARD.questions[0],
    Question("When was the last training?", QuestionKind.DAY, section="Staff"),
    Question("How many tills?", QuestionKind.NUMBER, section="Staff", required=True),
)
POLICE = Partner(Agency.POLICE, "PC 123 Example")


@pytest.fixture
def details(officer):
    return VisitDetails(VisitKind.ADVICE, date(2026, 11, 20), officer.officer_id, started_at_time=time(10, 15))


@pytest.fixture
def checklist(session, act, officer):
    new = NewChecklist(date(2026, 11, 22), Checklist("Autumn", OWN))
    return services.set_checklist(session, act(Role.MANAGER), new, checklist_id=new_id())


def test_a_visit_keeps_its_company_its_answers_and_its_actions(session, officer, act, outlet, details, checklist):
    other = act()
    besides = Besides(
        Company((other.officer_id,), (POLICE,)),
        checklist.id,
        {1: "yes", 3: "2026-10-01", 4: "3"},
        (NewAction("Move the knives", Basis.LAW, date(2026, 12, 1)), NewAction("Train staff", Basis.GOOD_PRACTICE)),
    )
    visit = services.record_visit(session, officer, outlet.id, details, besides=besides)
    assert queries.besides_of(session, officer, visit) == replace(besides, actions=())
    assert [(one.number, one.text) for one in queries.list_actions(session, officer, visit.id)] == [
        (1, "Move the knives"),
        (2, "Train staff"),
    ]
    told = audit.list_subject(session, officer, "visit", visit.id)[0].detail
    assert told["other_officers"] == other.name
    assert told["partners"] == "Police: PC 123 Example"
    assert (told["How many tills?"], told["When was the last training?"], told["actions"]) == ("3", "1 October 2026", 2)
    assert [(one.title, one.answers) for one in queries.read_sections(session, officer, visit)] == [
        ("At the till", (("Is the poster at the till?", "Yes"),)),
        ("Staff", (("When was the last training?", "1 October 2026"), ("How many tills?", "3"))),
    ]


def test_what_must_be_answered_is_refused_beside_its_question(session, officer, outlet, details, checklist):
    with pytest.raises(Refusal) as refused:
        services.record_visit(session, officer, outlet.id, details, besides=Besides(checklist_id=checklist.id))
    assert refused.value.field == "q4"


def test_old_visits_keep_their_questions_when_another_checklist_takes_over(
    session, officer, act, outlet, details, checklist
):
    besides = Besides(checklist_id=checklist.id, answers={4: "3"})
    visit = services.record_visit(session, officer, outlet.id, details, besides=besides)
    newer = NewChecklist(date(2026, 11, 22), Checklist("Winter", STANDARD.questions))
    services.set_checklist(session, act(Role.MANAGER), newer, checklist_id=new_id())
    assert queries.checklist_on(session, officer, date(2026, 11, 22)).checklist.title == "Winter"
    assert queries.checklist_of(session, officer, visit).checklist == Checklist("Autumn", OWN)
    assert queries.checklist_on(session, officer, date(2026, 11, 21)) == queries.STANDING
    assert queries.checklist_on(session, act(authority="camden"), date(2026, 11, 22)) == queries.STANDING


def test_a_correction_of_rows_alone_is_kept_and_seen_by_whoever_corrects_too(
    session, officer, act, outlet, details, checklist
):
    besides = Besides(Company(partners=(POLICE,)), checklist.id, {1: "yes", 4: "3"})
    visit = services.record_visit(session, officer, outlet.id, details, besides=besides)
    version = visit.version
    changed = replace(besides, company=Company((act().officer_id,)), answers={1: "no", 4: "3"})
    services.correct_visit(session, officer, visit.id, details, version=version, reason="Misread", besides=changed)
    assert queries.besides_of(session, officer, visit) == changed
    kept = audit.list_subject(session, officer, "visit", visit.id)[0].detail["changes"]
    assert kept["Is the poster at the till?"] == ["Yes", "No"]
    assert kept["partners"] == ["Police: PC 123 Example", None]
    with pytest.raises(Refusal, match="Somebody else"):
        services.correct_visit(session, officer, visit.id, details, version=version, reason="Again", besides=besides)


def test_a_correction_that_changes_nothing_leaves_no_trace(session, officer, outlet, details):
    visit = services.record_visit(session, officer, outlet.id, details)
    services.correct_visit(session, officer, visit.id, details, version=visit.version, reason="Looked again")
    assert [one.action for one in audit.list_subject(session, officer, "visit", visit.id)] == ["visit.recorded"]


def test_other_officers_are_of_the_authority(session, officer, act, outlet, details):
    stranger = Besides(Company((act(authority="camden").officer_id,)))
    with pytest.raises(Refusal) as refused:
        services.record_visit(session, officer, outlet.id, details, besides=stranger)
    assert refused.value.field == "officers"


def test_a_joint_visit_names_the_police(session, officer, outlet, details):
    joint = replace(details, kind=VisitKind.JOINT_WITH_POLICE)
    with pytest.raises(Refusal) as refused:
        services.record_visit(session, officer, outlet.id, joint)
    assert refused.value.field == "agencies"
    services.record_visit(session, officer, outlet.id, joint, besides=Besides(Company(partners=(POLICE,))))


def test_a_routine_inspection_is_recorded_with_its_notice_or_why_there_was_none(session, officer, outlet, details):
    routine = replace(details, kind=VisitKind.ROUTINE_INSPECTION)
    late = replace(routine, notice_received_on=date(2026, 11, 18), notice_how=NoticeHow.POST)
    for refused_one in (routine, late):
        with pytest.raises(Refusal) as refused:
            services.record_visit(session, officer, outlet.id, refused_one)
        assert refused.value.field == "notice_received_on"
    in_time = replace(late, notice_received_on=date(2026, 11, 17))
    services.record_visit(session, officer, outlet.id, in_time)
    none_needed = replace(
        routine,
        started_at_time=time(12),
        notice_exemption=Exemption.SUSPECTED_BREACH,
        exemption_reason="A sale to a child was reported on 19 November",
    )
    services.record_visit(session, officer, outlet.id, none_needed)


def test_of_a_visit_brought_in_nothing_is_asked_that_nobody_noted_then(session, officer, outlet, details):
    routine = replace(details, kind=VisitKind.ROUTINE_INSPECTION, visited_on=date(2020, 3, 2))
    visit = services.record_visit(session, officer, outlet.id, routine, brought_in="HAC-I-2026-0001")
    corrected = replace(routine, notes="Seen at the counter")
    services.correct_visit(session, officer, visit.id, corrected, version=visit.version, reason="Read again")
    moved = replace(corrected, visited_on=date(2020, 3, 3))
    with pytest.raises(Refusal):
        services.correct_visit(session, officer, visit.id, moved, version=visit.version, reason="Another day")


def test_another_authoritys_checklist_and_one_not_in_force_are_not_found(session, officer, act, outlet, details):
    strange = services.set_checklist(
        session, act(Role.MANAGER, "camden"), NewChecklist(date(2026, 11, 22), STANDARD), checklist_id=new_id()
    )
    coming = services.set_checklist(
        session, act(Role.MANAGER), NewChecklist(date(2026, 11, 23), STANDARD), checklist_id=new_id()
    )
    for one in (strange, coming):
        with pytest.raises(NotFound):
            services.record_visit(session, officer, outlet.id, details, besides=Besides(checklist_id=one.id))
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    with pytest.raises(IntegrityError, match="checklist of its own authority"), session.begin_nested():
        VisitFactory(checklist_id=strange.id, **mine)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE visit_checklists SET title = 'x'", "stays as it was set"),
        ("DELETE FROM visit_checklists", "stays as it was set"),
        ("UPDATE visit_questions SET text = 'x'", "stays as it was set"),
        ("DELETE FROM visit_questions", "stays as it was set"),
        ("UPDATE visit_questions SET number = 99 WHERE number = 1", "stays as it was set"),
    ],
)
def test_the_database_keeps_a_checklist_as_it_was_set(session, checklist, statement, said):
    session.flush()
    with pytest.raises(IntegrityError, match=said), session.begin_nested():
        session.execute(sa.text(statement))


def test_the_database_takes_no_question_more_and_no_answer_to_another_checklist(session, officer, outlet, checklist):
    more = VisitQuestion(checklist_id=checklist.id, number=5, text="More?", kind=QuestionKind.TEXT, choices=[])
    with pytest.raises(IntegrityError, match="stays as it was set"), session.begin_nested():
        session.add(more)
    mine = {"authority_id": officer.authority_id, "outlet_id": outlet.id, "officer_id": officer.officer_id}
    visit = VisitFactory(**mine)
    question = session.exec(sa.select(VisitQuestion.id).where(VisitQuestion.number == 1)).scalar_one()
    answer = VisitAnswer(authority_id=officer.authority_id, visit_id=visit.id, question_id=question, answer="yes")
    with pytest.raises(IntegrityError, match="of the checklist of its visit"), session.begin_nested():
        session.add(answer)


def test_a_checklist_sent_twice_is_set_once_and_only_by_who_may(session, act):
    own, new = new_id(), NewChecklist(date(2026, 11, 22), STANDARD, "Agreed in team meeting")
    manager = act(Role.MANAGER)
    first = services.set_checklist(session, manager, new, checklist_id=own)
    assert services.set_checklist(session, manager, new, checklist_id=own) is first
    assert session.scalar(sa.select(sa.func.count()).select_from(VisitChecklist)) == 1
    (entry,) = audit.list_subject(session, manager, "visit_checklist", first.id)
    assert (entry.action, entry.reason) == ("visit_checklist.set", "Agreed in team meeting")
    with pytest.raises(Refusal, match="sent already"):
        services.set_checklist(session, act(Role.MANAGER, "camden"), new, checklist_id=own)
