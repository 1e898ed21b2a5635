"""Pages of duplicates, merges and splits: what an officer sees, chooses, and finds again by an old address."""

from uuid import uuid4

import pytest
from sqlmodel import select

from compliance.permissions import Role
from compliance.retailers import services
from compliance.retailers.models import Move, NotTheSame, Outlet
from compliance.retailers.rules.moving import MoveKind
from compliance.visits.models import Visit
from tests.factories.merges import add_everything, two_shops
from tests.factories.retailers import EntityFactory, OperatorFactory, OutletFactory
from tests.factories.visits import VisitFactory
from tests.page import parse, words

REASON = {"reason": "Seen on a visit: one door, one till"}


@pytest.fixture
def shops(officer):
    return two_shops(officer)


def text_of(answer):
    return words(parse(answer.get_data(as_text=True)))


def hidden(answer, name):
    page = parse(answer.get_data(as_text=True))
    return next(one.get("value") for one in page.iter("input") if one.get("name") == name)


def merge_page(client, kept, merged):
    return client.get(f"/retailers/{kept.id}/merge/{merged.id}?kept={kept.id}")


def merge(client, kept, merged, **said):
    page = merge_page(client, kept, merged)
    data = {**REASON, "kept": hidden(page, "kept"), "plan": hidden(page, "plan"), **said}
    return client.post(f"/retailers/{kept.id}/merge/{merged.id}", data=data)


def test_an_empty_page_of_duplicates_says_so(client):
    assert "No likely duplicates" in text_of(client.get("/retailers/duplicates"))
    assert "No pair has been told apart" in text_of(client.get("/retailers/duplicates/not-the-same"))


def test_pairs_are_shown_side_by_side_with_their_reasons_and_differences(client, shops):
    text = text_of(client.get("/retailers/duplicates"))
    for said in ("1 pair", "Possible", "A similar name", "The same postcode", "39 Ridley Rd", "Differs", "Merge"):
        assert said in text


def test_the_register_is_compared_in_as_many_statements_however_many_pairs_there_are(client, officer, count_queries):
    two_shops(officer)
    with count_queries() as few:
        client.get("/retailers/duplicates")
    for number in range(3):
        two_shops(officer, uprn=f"{number + 1}")
    with count_queries() as many:
        client.get("/retailers/duplicates")
    assert len(many) <= len(few) + 2, many


def test_pages_of_pairs_lead_on_and_back(client, officer):
    for number in range(22):
        two_shops(officer, postcode=f"E{number + 1} 1NP")
    first = client.get("/retailers/duplicates")
    assert "22 pairs" in text_of(first)
    page = parse(first.get_data(as_text=True))
    (following,) = [link.get("href") for link in page.iter("a") if link.get("rel") == "next"]
    second = parse(client.get(following).get_data(as_text=True))
    assert [link for link in second.iter("a") if link.get("rel") == "prev"]
    assert client.get("/retailers/duplicates?after=nonsense&before=x").status_code == 200


def test_a_pair_that_is_not_the_same_does_not_come_again_until_it_is_taken_back(client, session, officer, shops):
    first, second = shops
    path = f"/retailers/{first.id}/not-the-same/{second.id}"
    assert "Why are they two?" in text_of(client.get(path))
    assert "Say why" in text_of(client.post(path, data={"reason": ""}))
    assert client.post(path, data=REASON).location == "/retailers/duplicates"
    assert "No likely duplicates" in text_of(client.get("/retailers/duplicates"))
    text = text_of(client.get("/retailers/duplicates/not-the-same"))
    assert REASON["reason"] in text
    assert officer.name in text
    pair = session.exec(select(NotTheSame)).one()
    client.post(f"/retailers/duplicates/not-the-same/{pair.id}/take-back")
    assert "1 pair" in text_of(client.get("/retailers/duplicates"))


def test_a_merge_is_chosen_seen_and_done_with_a_reason(client, session, officer, shops):
    kept, merged = shops
    ids = kept.id, merged.id
    add_everything(session, officer, merged)
    choose = client.get(f"/retailers/{ids[0]}/merge/{ids[1]}")
    assert "Which one stays?" in text_of(choose)
    text = text_of(merge_page(client, kept, merged))
    for said in ("2 visits", "1 reference", "an issued letter never changes", "Who operated it, then", "Nako Stores"):
        assert said in text
    assert "Say why" in text_of(merge(client, kept, merged, reason=""))
    answer = merge(client, kept, merged)
    assert answer.location == f"/retailers/{ids[0]}"
    assert session.get(Outlet, ids[1]).merged_into_id == ids[0]
    text = text_of(client.get(f"/retailers/{ids[0]}"))
    assert "the merge can be undone" in text
    assert "Fail notice issued" in text  # the issued letter, which stays with the other
    assert "one and the same" in text_of(merge_page(client, kept, kept))


def test_what_changed_since_it_was_shown_is_shown_again(client, session, officer, shops):
    kept, merged = shops
    page = merge_page(client, kept, merged)
    plan = hidden(page, "plan")
    VisitFactory(authority_id=officer.authority_id, outlet_id=merged.id, officer_id=officer.officer_id)
    answer = client.post(f"/retailers/{kept.id}/merge/{merged.id}", data={**REASON, "kept": str(kept.id), "plan": plan})
    assert "Look again at what will happen" in text_of(answer)
    assert "1 visit" in text_of(answer)
    assert session.exec(select(Move)).all() == []


def test_what_must_be_mended_first_is_said_with_where(client, officer, shops):
    for shop, name in zip(shops, ("Kestrel Ltd", "Osprey Ltd"), strict=True):
        entity = EntityFactory(authority_id=officer.authority_id, name=name)
        OperatorFactory(authority_id=officer.authority_id, outlet_id=shop.id, entity_id=entity.id)
    page = merge_page(client, *shops)
    text = text_of(page)
    assert "Two operators cannot have one day" in text
    assert f'href="/retailers/{shops[1].id}/operators"' in page.get_data(as_text=True)
    assert "Why are they one?" not in text


def test_one_that_stays_must_be_one_of_the_two(client, shops):
    path = f"/retailers/{shops[0].id}/merge/{shops[1].id}"
    assert client.get(f"{path}?kept={uuid4()}").status_code == 404
    assert client.get(f"{path}?kept=nonsense").status_code == 404
    assert client.get(f"/retailers/{shops[0].id}/merge/{uuid4()}").status_code == 404
    assert "Select which one stays" in text_of(client.get(f"{path}?kept="))


def test_the_other_is_found_among_the_likely_or_by_a_search(client, officer, shops):
    kept, merged = shops
    far = OutletFactory(authority_id=officer.authority_id, name="Wholly Other", postcode="N1 1AA")
    page = client.get(f"/retailers/{kept.id}/merge?q=wholly").get_data(as_text=True)
    for other in (merged, far):
        assert f'href="/retailers/{kept.id}/merge/{other.id}"' in page
    assert "Nothing else on the register matches" in text_of(client.get(f"/retailers/{kept.id}/merge?q=zebra"))


def test_every_old_address_leads_to_the_one_that_stays_and_back_after_an_undo(client, session, app, shops):
    kept, merged = shops
    ids = kept.id, merged.id
    paths = [
        rule.rule.replace("<uuid:outlet_id>", "{}")
        for rule in app.url_map.iter_rules()
        if rule.arguments == {"outlet_id"} and "GET" in rule.methods
    ]
    assert len(paths) > 10
    merge(client, kept, merged)
    allowed = [path for path in paths if client.get(path.format(ids[0])).status_code == 200]
    for path in allowed:
        answer = client.get(path.format(ids[1]) + "?q=x")
        assert (answer.status_code, answer.location) == (302, path.format(ids[0]) + "?q=x"), path
    assert "was merged into this retailer" in text_of(client.get(f"/retailers/{ids[1]}", follow_redirects=True))
    move = session.exec(select(Move)).one()
    history = client.get(f"/retailers/{ids[0]}/history").get_data(as_text=True)
    assert f'href="/retailers/merges/{move.id}/undo"' in history
    page = text_of(client.get(f"/retailers/merges/{move.id}/undo"))
    assert "What goes back to Nako Stores" in page
    assert "Say why" in text_of(client.post(f"/retailers/merges/{move.id}/undo", data={"reason": ""}))
    answer = client.post(f"/retailers/merges/{move.id}/undo", data=REASON)
    assert answer.location == f"/retailers/{ids[1]}"
    assert client.get(f"/retailers/{ids[1]}").status_code == 200
    assert "undone already" in text_of(client.get(f"/retailers/merges/{move.id}/undo"))
    assert "undone on" in text_of(client.get(f"/retailers/{ids[0]}/history"))


def test_a_form_sent_to_the_merged_one_is_sent_on_and_a_correction_is_not(client, session, officer, shops):
    kept, merged = shops
    ids = kept.id, merged.id
    merge(client, kept, merged)
    answer = client.post(f"/retailers/{ids[1]}/visits/new", data={"kind": "advice"})
    assert (answer.status_code, answer.location) == (307, f"/retailers/{ids[0]}/visits/new")
    answer = client.post(f"/retailers/{ids[1]}/correct", data={"name": "Overwritten", "version": "1"})
    assert (answer.status_code, answer.location) == (303, f"/retailers/{ids[0]}")
    assert session.get(Outlet, ids[0]).name == "Nako General Store"
    assert "Nothing was saved" in text_of(client.get(f"/retailers/{ids[0]}"))


def test_nobody_else_learns_that_there_was_a_merge(client, act, sign_in, visitor, shops):
    kept, merged = shops
    merge(client, kept, merged)
    path = f"/retailers/{merged.id}"
    assert sign_in(act(authority="croydon")).get(path).status_code == 404
    assert "/account/sign-in" in visitor.get(path).location


def test_a_viewer_sees_the_pairs_and_no_way_to_merge(act, sign_in, shops):
    viewer = sign_in(act(Role.VIEWER))
    page = viewer.get("/retailers/duplicates").get_data(as_text=True)
    assert "1 pair" in page
    assert f"/merge/{shops[1].id}" not in page
    assert viewer.get(f"/retailers/{shops[0].id}/merge/{shops[1].id}").status_code == 403
    assert viewer.get(f"/retailers/{shops[0].id}/split").status_code == 403


def test_a_retailer_is_split_after_a_check(client, session, officer):
    outlet = OutletFactory(authority_id=officer.authority_id, name="Nako General Store")
    add_everything(session, officer, outlet)
    outlet_id = outlet.id
    path = f"/retailers/{outlet_id}/split"
    page = client.get(path)
    assert "What belongs to the second" in text_of(page)
    visit = session.exec(select(Visit).order_by(Visit.id)).first().id
    period = next(
        name
        for name in (one.get("name", "") for one in parse(page.get_data(as_text=True)).iter("input"))
        if name.startswith("period_")
    )
    data = {
        **REASON,
        "new_id": hidden(page, "new_id"),
        "second": "new",
        "name": "Nako Next Door",
        "address_1": "41 Ridley Road",
        "postcode": "E8 2NP",
        "records_visits": [str(visit)],
        period: "both",
    }
    assert "Select" in text_of(client.post(path, data={**data, period: ""}))
    assert "Choose what belongs" in text_of(client.post(path, data={**data, period: "first", "records_visits": []}))
    assert "Enter the trading name" in text_of(client.post(path, data={**data, "name": ""}))
    check = client.post(path, data=data)
    text = text_of(check)
    assert "Check before you split" in text
    assert "holds for both" in text
    assert session.get(Visit, visit).outlet_id == outlet_id
    assert "What belongs to the second" in text_of(client.post(path, data={**data, "change": "yes"}))
    answer = client.post(path, data={**data, "checked": "yes"})
    second = session.exec(select(Outlet).where(Outlet.name == "Nako Next Door")).one()
    assert answer.location == f"/retailers/{second.id}"
    assert session.get(Visit, visit).outlet_id == second.id
    assert client.post(path, data={**data, "checked": "yes"}).location == answer.location
    assert "was split off" in text_of(client.get(f"/retailers/{outlet_id}/history"))
    assert "split off from" in text_of(client.get(f"/retailers/{second.id}/history"))


def test_a_merged_retailer_can_be_the_second_again(client, session, officer, shops):
    kept, merged = shops
    visit = VisitFactory(authority_id=officer.authority_id, outlet_id=merged.id, officer_id=officer.officer_id).id
    ids = kept.id, merged.id
    services.merge_outlets(session, officer, *ids, reason="One")
    path = f"/retailers/{ids[0]}/split"
    page = client.get(path)
    assert "Nako Stores" in text_of(page)
    data = {**REASON, "new_id": hidden(page, "new_id"), "second": str(ids[1]), "records_visits": [str(visit)]}
    assert "Nako Stores" in text_of(client.post(path, data=data))
    client.post(path, data={**data, "checked": "yes"})
    assert session.get(Outlet, ids[1]).merged_into_id is None
    assert session.get(Visit, visit).outlet_id == ids[1]


def test_a_split_is_not_undone_but_merged(client, session, officer):
    outlet = OutletFactory(authority_id=officer.authority_id)
    other = OutletFactory(authority_id=officer.authority_id)
    move = Move(
        authority_id=officer.authority_id,
        kind=MoveKind.SPLIT,
        from_id=outlet.id,
        to_id=other.id,
        reason="Two",
        before={},
        after={},
        moved_at=outlet.recorded_at,
    )
    session.add(move)
    session.flush()
    path = f"/retailers/merges/{move.id}/undo"
    assert "A split is not undone" in text_of(client.get(path))
    assert "A split is not undone" in text_of(client.post(path, data=REASON))


def test_what_is_typed_stands_beside_what_is_on_the_register(client, officer):
    OutletFactory(
        authority_id=officer.authority_id, name="Sharp and Sons", postcode="E8 3RH", address_1="9 Mare Street"
    )
    typed = {"kind": "premises", "name": "Sharp & Son", "address_1": "9 Mare St", "postcode": "E8 3RH"}
    page = client.post("/retailers/new", data=typed)
    text = text_of(page)
    for said in ("What you typed", "On the register", "Very likely", "It is this one", "9 Mare St", "Differs", "Same"):
        assert said in text


@pytest.mark.parametrize("asked", ["endpoint=x", "_scheme=ftp&_external=1", "_anchor=x", "outlet_id=x", "a=1&a=2"])
def test_an_old_address_keeps_what_it_asks_whatever_that_is_called(client, shops, asked):
    kept, merged = shops
    merge(client, kept, merged)
    assert client.get(f"/retailers/{merged.id}?{asked}").headers["Location"] == f"/retailers/{kept.id}?{asked}"
