"""The letters themselves: every check is made on the finished PDF, by tools that had no part in making it."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pikepdf
import pytest

from compliance import pdf
from compliance.errors import Refusal
from compliance.letters import rules
from compliance.letters.rules import Kind
from compliance.letters.rules.required import REQUIRED
from compliance.purchases.rules import BuyerBasis, HandOverResult, Outcome, Type
from tests import pdfua
from tests.test_pdf import picture

MM = 25.4 / 72
ZONES = {  # left, right, top, bottom: design table of the GOV.UK Notify pre-compiled letter
    "logo": (15, 125, 5, 30),
    "window": (24.6, 120, 39.5, 66.3),
    "sender": (125, 195, 5, 95),
    "body": (15, 195, 95, 292),
}
LATER = (15, 195, 5, 292)
LAST_DAY = "3 May 2027"  # six calendar months after the specimen's sale

WARNING = rules.specimen(Kind.WRITTEN_WARNING)
FAIL = rules.specimen(Kind.FAIL_NOTICE)
PASS = rules.specimen(Kind.PASS_NOTICE)
INVITATION = rules.specimen(Kind.TRAINING_INVITATION)
SEVEN_LINES = rules.Recipient(
    name="Pretend Hardware Limited",
    trading_as="The Made-up Tool Shop",
    address=("First Floor, Unit 14b", "The Old Pretend Works", "99 Nowhere Road", "London", "SW1A 1AA"),
)
FOREIGN = rules.Recipient(name="Şahin & Ŵyn Çelik Ltd", address=("Tŷ Dŵr, 1 Heol yr Ŷd", "Düsseldorf", "Germany"))
LONG = "Thewholesaleandretailhardwareironmongeryandkitchenwarecompanyofsouthernengland" * 2
HOSTILE = rules.Recipient(name="<script>alert(1)</script> & Sons", address=("99 Nowhere Road", "London", "SW1A 1AA"))
ONLINE = replace(
    FAIL,
    place=rules.Place(name="Pretend Knives Online", address="www.pretendknives.example", online=True),
    tested=replace(FAIL.tested, type=Type.ONLINE_ORDER, hand_over=HandOverResult.HANDED_OVER_UNCHECKED),
)

VARIANTS = {
    f"{kind.value} {occasion.value}": {"kind": kind, "occasion": occasion}
    for kind, occasions in rules.OCCASIONS_OF.items()
    for occasion in occasions
} | {"training_result not passed": {"kind": Kind.TRAINING_RESULT, "failed": True}}
OFFER = rules.specimen(Kind.AGREEMENT_OFFER)
PLACE = rules.specimen(Kind.PLACE_CONFIRMED)
CONFIRMED = rules.specimen(Kind.AGREEMENT_CONFIRMED)
RESULT = rules.specimen(Kind.TRAINING_RESULT)
CHAIN = [kind for kind in Kind if kind not in {Kind.PASS_NOTICE, Kind.FAIL_NOTICE, Kind.WRITTEN_WARNING}]
LONG_PERSON = "Bartholomew-Montgomery Featherstonehaugh-Cholmondeley of Wolverhampton"
MANY_SESSIONS = tuple(
    rules.Session(
        on=date(2027, 1, 10 + n), starts="10am", venue=f"Invented Hall {n}, 1 Example Square, London SW1A 1AA"
    )
    for n in range(12)
)

LETTERS: dict[str, rules.Facts] = {
    **{name: rules.specimen(**variant) for name, variant in VARIANTS.items()},
    **{f"{name} large": rules.specimen(large_print=True, **variant) for name, variant in VARIANTS.items()},
    **{f"{kind.value} seven lines": replace(rules.specimen(kind), recipient=SEVEN_LINES) for kind in CHAIN},
    "no visit": replace(INVITATION, visited_on=None, agreement=False),
    "many sessions": replace(INVITATION, training=replace(INVITATION.training, sessions=MANY_SESSIONS)),
    "another language": replace(PLACE, sitting=replace(PLACE.sitting, language="Türkçe", access="", examined=False)),
    "long person": replace(PLACE, person=LONG_PERSON, sitting=replace(PLACE.sitting, venue=LONG), large_print=True),
    "offer not yet made": replace(OFFER, signing=rules.Signing(last_on=OFFER.signing.last_on)),
    "offer long link": replace(
        OFFER, signing=replace(OFFER.signing, link=f"https://{'tradingstandards.' * 6}example/sign/{'K7QM2XPD' * 3}")
    ),
    "offer of many promises": replace(
        OFFER,
        promise=replace(OFFER.promise, commitments=tuple(f"We keep promise {n}, as written here." for n in range(30))),
    ),
    "confirmed for good": replace(CONFIRMED, lapses_on=None),
    "confirmed with a crest": replace(
        CONFIRMED,
        letterhead=replace(PASS.letterhead, crest="c" * 64),
        certificate=replace(CONFIRMED.certificate, crest="c" * 64),
    ),
    "result without a mark": replace(RESULT, mark=None, certificate=replace(RESULT.certificate, mark=None)),
    "result not issued": replace(RESULT, certificate=replace(RESULT.certificate, number="", code="", verify_url="")),
    "left early": replace(rules.specimen(Kind.TRAINING_RESULT, failed=True), attended=90, mark=None),
    "hostile person": replace(PLACE, person="<b>Robert</b>'); DROP TABLE", recipient=SEVEN_LINES),
    **{kind.value: rules.specimen(kind) for kind in Kind},
    **{f"{kind.value} large": rules.specimen(kind, large_print=True) for kind in Kind},
    "6c": rules.specimen(Kind.PASS_NOTICE, challenge_25=True),
    "7c": rules.specimen(Kind.FAIL_NOTICE, challenge_25=True),
    "6c large": rules.specimen(Kind.PASS_NOTICE, challenge_25=True, large_print=True),
    "7c large": rules.specimen(Kind.FAIL_NOTICE, challenge_25=True, large_print=True),
    "seven lines": replace(PASS, recipient=SEVEN_LINES),
    "seven lines large": replace(WARNING, recipient=SEVEN_LINES, large_print=True),
    "foreign": replace(FAIL, recipient=FOREIGN),
    "hostile": replace(WARNING, recipient=replace(SEVEN_LINES, name=HOSTILE.name[1:]), reference="<b>=1+1"),
    "long name": replace(PASS, place=replace(PASS.place, name=LONG)),
    "long name large": replace(WARNING, place=replace(PASS.place, name=LONG), large_print=True),
    "equals": replace(WARNING, place=replace(WARNING.place, name='=HYPERLINK("http://x","y")')),
    "intercepted": replace(
        FAIL,
        law=None,
        tested=replace(FAIL.tested, type=Type.INTERCEPTED, outcome=Outcome.WOULD_HAVE_SOLD_INTERCEPTED),
    ),
    "online": ONLINE,
    "online warning": replace(
        WARNING,
        place=ONLINE.place,
        tested=ONLINE.tested,
        law=replace(WARNING.law, conditions=("a system for checking age", "a package that is clearly marked")),
    ),
    "delivery": replace(FAIL, law=None, tested=replace(FAIL.tested, type=Type.DELIVERY_CHECK)),
    "no training": replace(FAIL, training=None, advice=FAIL.advice[:1]),
    "paid training": replace(INVITATION, training=replace(INVITATION.training, cost_pence=4550, sessions=())),
    "exempt": replace(
        WARNING,
        primary_authority=rules.PrimaryAuthority(name="Imaginary County Council", exemption="It agreed in writing."),
    ),
    "no Primary Authority": replace(WARNING, primary_authority=None),
    "named person": replace(WARNING, recipient=replace(WARNING.recipient, contact="Ms Pretend", trading_as="")),
    "crest": replace(PASS, letterhead=replace(PASS.letterhead, crest="c" * 64)),
    "period": replace(PASS, tested=replace(PASS.tested, last_on=PASS.dated_on)),
}
ADVISORY = {name: f for name, f in LETTERS.items() if name in {"6c", "7c", "6c large", "7c large", "intercepted"}}
WARNINGS = {name: f for name, f in LETTERS.items() if f.kind is Kind.WRITTEN_WARNING}


def every(letters: dict[str, rules.Facts]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("facts", letters.values(), ids=letters)


@cache
def rendered(facts: rules.Facts) -> pdf.Rendered:
    document = pdf.Document(
        template=rules.template_of(facts.kind),
        facts=facts,
        title=facts.title,
        stylesheets=rules.stylesheets_of(large_print=facts.large_print),
    )
    return pdf.render_document(document, files={"c" * 64: picture()})


@cache
def words_of(facts: rules.Facts) -> tuple[tuple[int, dict], ...]:
    with pdfplumber.open(io.BytesIO(rendered(facts).pdf)) as opened:
        return tuple(
            (n, w)
            for n, page in enumerate(opened.pages, 1)
            for w in page.extract_words(extra_attrs=["size"], use_text_flow=True)
        )


@cache
def printed(facts: rules.Facts) -> str:
    """Every word of the file but those of the foot of the page, with the white space taken out."""
    foot = 274 if facts.large_print else 281
    return "".join(w["text"] for _, w in words_of(facts) if w["top"] * MM < foot).replace("\xa0", "").replace("•", "")


def tight(text: str) -> str:
    return "".join(text.split())


def ink(facts: rules.Facts) -> Iterator[tuple[int, tuple[float, float, float, float], str]]:
    """Page, (left, right, top, bottom) in mm, and text of everything drawn: characters, lines, boxes, pictures."""
    with pdfplumber.open(io.BytesIO(rendered(facts).pdf)) as opened:
        for number, page in enumerate(opened.pages, 1):
            for drawn in (*page.chars, *page.lines, *page.rects, *page.curves, *page.images):
                if drawn.get("text", "x").strip():
                    box = (drawn["x0"] * MM, drawn["x1"] * MM, drawn["top"] * MM, drawn["bottom"] * MM)
                    yield number, box, drawn.get("text", "")


def inside(box: tuple[float, ...], zone: tuple[float, ...]) -> bool:
    grace = 0.05
    return (
        zone[0] - grace <= box[0]
        and box[1] <= zone[1] + grace
        and zone[2] - grace <= box[2]
        and box[3] <= zone[3] + grace
    )


@every(LETTERS)
def test_it_can_be_issued(facts):
    made = rendered(facts)
    rules.check_facts(facts)
    rules.check_letter(
        made.marks, facts.recipient.lines, pages=made.pages, size=len(made.pdf), unprintable=made.unprintable
    )
    rules.check_wording(facts, made.text)


@every(LETTERS)
def test_every_sheet_is_a4_and_there_are_at_most_ten(facts):
    with pikepdf.open(io.BytesIO(rendered(facts).pdf)) as opened:
        assert 1 <= len(opened.pages) <= 10
        for page in opened.pages:
            size = [float(value) * MM for value in page.mediabox]
            assert size == pytest.approx([0, 0, 210, 297], abs=0.1)
    assert len(rendered(facts).pdf) < 200_000


@every(LETTERS)
def test_everything_stands_in_its_zone_and_the_rest_is_white(facts):
    for page, box, text in ink(facts):
        zones = ZONES.values() if page == 1 else (LATER,)
        assert any(inside(box, zone) for zone in zones), (page, box, text)


@every(LETTERS)
def test_the_window_shows_the_address_and_nothing_else(facts):
    shown = [w for page, w in words_of(facts) if page == 1 and inside(_box(w), (0, 124.9, 30.1, 94.9))]
    lines: dict[float, list[str]] = {}
    for word in shown:
        assert inside(_box(word), ZONES["window"]), word["text"]
        lines.setdefault(round(word["bottom"], 0), []).append(word["text"])
    expected = [" ".join(line.split()) for line in facts.recipient.lines]
    assert [" ".join(words) for _, words in sorted(lines.items())] == expected


def _box(word: dict) -> tuple[float, float, float, float]:
    return (word["x0"] * MM, word["x1"] * MM, word["top"] * MM, word["bottom"] * MM)


@every(LETTERS)
def test_each_page_has_the_reference_and_its_number(facts):
    with pdfplumber.open(io.BytesIO(rendered(facts).pdf)) as opened:
        for number, page in enumerate(opened.pages, 1):
            foot = page.crop((0, 275 / MM, page.width, page.height)).extract_text()
            assert f"Our reference {facts.reference}" in foot
            assert f"Page {number} of {len(opened.pages)}" in foot


@every(LETTERS)
def test_it_is_tagged_titled_and_in_english(facts):
    with pikepdf.open(io.BytesIO(rendered(facts).pdf)) as opened:
        assert opened.Root.Lang == "en-GB"
        assert opened.Root.MarkInfo.Marked
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert opened.docinfo["/Title"] == facts.title
        assert facts.reference in str(opened.docinfo["/Title"])
        tags = list(_tags(opened.Root.StructTreeRoot.K))
    assert tags.count("/H1") == 1
    assert {"/H2", "/P", "/Art"} <= set(tags)
    assert ("/L" in tags) == ("/LI" in tags)
    headings = [int(tag[2]) for tag in tags if re.fullmatch(r"/H[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(headings))


def _tags(node: pikepdf.Object) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for kid in node:
            yield from _tags(kid)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        if "/K" in node:
            yield from _tags(node.K)


@every(LETTERS)
def test_every_typeface_is_embedded(facts):
    seen = set()
    with pikepdf.open(io.BytesIO(rendered(facts).pdf)) as opened:
        for page in opened.pages:
            for font in page.Resources.Font.values():
                for descendant in font.get("/DescendantFonts", [font]):
                    assert any(key in descendant.FontDescriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))
                    seen.add(str(descendant.BaseFont))
    assert seen
    assert all("+Liberation-" in name for name in seen), seen


@pytest.mark.skipif(bool(pdfua.why_not()), reason=pdfua.why_not())
def test_every_letter_is_pdf_ua_by_an_independent_validator(tmp_path: Path):
    paths = {}
    for number, (name, facts) in enumerate(LETTERS.items()):
        path = tmp_path / f"{number}.pdf"
        path.write_bytes(rendered(facts).pdf)
        paths[path] = name
    broken = {paths[path]: clauses for path, clauses in pdfua.broken_clauses(*paths).items() if clauses}
    assert broken == {}


@pytest.mark.parametrize("kind", Kind)
def test_the_same_facts_give_the_same_bytes(kind):
    facts = rules.specimen(kind)
    once = rendered(facts).pdf
    rendered.cache_clear()
    assert rendered(facts).pdf == once


REQUIREMENTS = [
    pytest.param(facts, required, id=f"{name}: {required.name}")
    for name, facts in LETTERS.items()
    for required in REQUIRED[facts.kind]
]


@pytest.mark.parametrize(("facts", "required"), REQUIREMENTS)
def test_it_says_what_it_must(facts, required):
    for words in required.words(facts):
        assert tight(words) in printed(facts), words


WARNING_SAYS = [  # design: "A written warning must have", checked here in words of our own
    "Pretend Hardware Limited",
    "The Made-up Tool Shop",
    "99 Nowhere Road, London SW1A 1AA",
    "3 November 2026",
    "a kitchen knife with a 20 cm blade",
    "It is an offence to sell a knife",
    "Criminal Justice Act 1988, section 141A",
    "This is a warning. It is not a conviction, and it is not a finding by a court.",
    "We will keep a record of it, and we will take it into account",
    "The maximum penalty is 6 months' imprisonment, an unlimited fine, or both",
    "took all reasonable precautions and exercised all due diligence",
    "What the law requires",
    "From now on: You must not sell",
    "What we recommend",
    "By 15 January 2027: Train all staff",
    "Training for you and your staff",
    "You should expect another test purchase",
    "To talk about it.",
    "by 7 December 2026",
    "To complain.",
    "To appeal.",
    "by 14 December 2026",
    "Sam Specimen",
    "Trading Standards Officer",
    "SPEC/2026/00009",
    "Your Primary Authority is Imaginary County Council. We told it about this letter on 6 November 2026.",
    "How we use information about you",
    "www.specimen.example/privacy",
    "We decided to send a warning because this is the first sale",
]


@pytest.mark.parametrize("words", WARNING_SAYS)
@pytest.mark.parametrize("large_print", [False, True])
def test_a_written_warning_has_everything_on_the_list(words, large_print):
    assert tight(words) in printed(rules.specimen(Kind.WRITTEN_WARNING, large_print=large_print))


@every(WARNINGS)
def test_law_and_good_practice_stand_apart(facts):
    text = printed(facts)
    law, practice = text.index("Whatthelawrequires"), text.index("Whatwerecommend")
    assert law < text.index(tight(facts.duties[0].text)) < practice < text.index(tight(facts.advice[0].text))


@every(LETTERS)
def test_no_letter_says_what_none_may(facts):
    for forbidden in rules.FORBIDDEN:
        if forbidden.name != "the last day to prosecute":
            assert not forbidden.pattern.search(rendered(facts).text)
    text = printed(facts).lower()
    for never in ("volunteer", "fixedpenalty", "explain", tight(LAST_DAY.lower()), "prosecut", "notifyletter"):
        assert never not in text


@every(ADVISORY)
def test_a_letter_that_only_advises_never_speaks_of_an_offence(facts):
    text = printed(facts).lower().replace("onlywherethelawallows", "")
    for never in (
        "offence",
        "illegal",
        "unlawful",
        "thelaw",
        "crim",
        "breach",
        "court",
        "convict",
        "warning",
        "penalty",
    ):
        assert never not in text


@pytest.mark.parametrize("name", ["6c", "7c"])
def test_a_challenge_25_letter_says_that_the_buyer_was_an_adult(name):
    text = printed(LETTERS[name])
    assert "apersonaged18orover" in text
    assert "Challenge25check" in text


def test_a_fail_notice_does_not_pretend_that_the_decision_is_made():
    assert tight("It is not a warning, a conviction or a finding that anyone has broken the law") in printed(FAIL)
    assert tight("You do not have to reply. This letter does not ask you any questions") in printed(FAIL)


def test_a_named_person_is_greeted_by_name():
    assert "DearMsPretend" in printed(LETTERS["named person"])
    assert "Yourssincerely" in printed(LETTERS["named person"])
    assert "DearSirorMadam" in printed(WARNING)
    assert "Yoursfaithfully" in printed(WARNING)


def test_names_are_printed_as_they_are_written():
    assert "script>alert(1)</script>&Sons" in printed(LETTERS["hostile"])
    assert '=HYPERLINK("http://x","y")' in printed(LETTERS["equals"])
    assert tight("Şahin & Ŵyn Çelik Ltd Tŷ Dŵr, 1 Heol yr Ŷd Düsseldorf Germany") in printed(LETTERS["foreign"])
    assert LONG in printed(LETTERS["long name"])


def test_an_address_line_too_wide_for_the_window_is_refused_with_how_to_mend_it():
    wide = replace(
        PASS, recipient=replace(PASS.recipient, name="WIDE AND LOUD HARDWARE WHOLESALE COMPANY OF LONDON " * 2)
    )
    made = rendered(wide)
    with pytest.raises(Refusal, match="Shorten the line, or break it in two"):
        rules.check_letter(made.marks, wide.recipient.lines, pages=1, size=1, unprintable=())


@pytest.mark.parametrize(
    ("letterhead", "zone"),
    [
        ({"authority": "The Very Long and Much Amalgamated Metropolitan Borough Council of " * 3}, "the logo"),
        ({"address": ("A line of the address",) * 24}, "sender"),
    ],
)
def test_a_letterhead_too_large_for_its_zone_is_refused(letterhead, zone):
    big = replace(PASS, letterhead=replace(PASS.letterhead, **letterhead))
    problems = rules.zone_problems(rendered(big).marks, big.recipient.lines)
    assert any(zone in problem for problem in problems), problems


def test_an_authority_whose_name_takes_two_lines_can_write_in_large_print():
    head = replace(PASS.letterhead, authority="Larkmere and Eastmere Borough Council", service="Trading Standards")
    large = replace(PASS, large_print=True, letterhead=head)
    assert not rules.zone_problems(rendered(large).marks, large.recipient.lines)


def test_a_letter_of_more_than_ten_pages_is_refused():
    advice = tuple(rules.Action(text=f"Step {n}. " + "Look after the keys of the cabinet. " * 20) for n in range(60))
    made = rendered(replace(WARNING, advice=advice))
    assert made.pages > 10
    with pytest.raises(Refusal, match="at most 10"):
        rules.check_letter(made.marks, WARNING.recipient.lines, pages=made.pages, size=1, unprintable=())


def test_the_crest_is_printed_in_its_zone_with_its_words():
    facts = LETTERS["crest"]
    with pdfplumber.open(io.BytesIO(rendered(facts).pdf)) as opened:
        assert [inside(_box(image), ZONES["logo"]) for image in opened.pages[0].images] == [True]
    with pikepdf.open(io.BytesIO(rendered(facts).pdf)) as opened:
        figures = [str(n.Alt) for n in opened.objects if isinstance(n, pikepdf.Dictionary) and n.get("/S") == "/Figure"]
    assert figures == ["Specimen Borough Council, Trading Standards"]


@every({name: facts for name, facts in LETTERS.items() if facts.large_print})
def test_large_print_is_18_point_or_more_but_for_the_window(facts):
    for page, word in words_of(facts):
        in_window = page == 1 and inside(_box(word), ZONES["window"])
        assert in_window or word["size"] >= 17.99, (page, word["text"], word["size"])
    assert tight(f"To: {facts.recipient.full_name}") in printed(facts)


@every({name: facts for name, facts in LETTERS.items() if not facts.large_print})
def test_ordinary_print_is_never_smaller_than_8_5_point(facts):
    assert min(word["size"] for _, word in words_of(facts)) >= 8.49


def test_a_short_pass_notice_is_one_page():
    assert rendered(PASS).pages == 1


@every({name: facts for name, facts in LETTERS.items() if facts.kind in CHAIN})
def test_the_data_notice_never_stands_alone_on_a_page(facts):
    with pdfplumber.open(io.BytesIO(rendered(facts).pdf)) as opened:
        pages = [page.extract_text() for page in opened.pages]
    (last,) = [text for text in pages if "How we use information about you" in text]
    assert "Yours faithfully" in last or "Yours sincerely" in last


SHORT = ("session_cancelled", "agreement_removed", "agreement_warning lapse", "agreement_warning removal_proposed")


@every({name: LETTERS[name] for name in (*SHORT, "training_reminder place_soon", "training_reminder refresh_due")})
def test_a_short_letter_of_the_chain_is_one_page(facts):
    assert rendered(facts).pages == 1


@every({kind.value: rules.specimen(kind) for kind in Kind} | {name: LETTERS[name] for name in ("7c", *VARIANTS)})
def test_it_reads_at_about_the_age_of_twelve(facts):
    body = rendered(facts).text.split("Dear Sir or Madam", 1)[1].split("How we use information", 1)[0]
    law = getattr(facts, "law", None)  # quoted from the Act's own words, which are no easier than they are
    body = body.replace(law.plain_words, "").replace(law.defence, "") if facts.kind is Kind.ADVICE else body
    sentences = [
        s for s in re.split(r"[.:?!•]\s|(?<=[a-z]) (?=[A-Z][a-z]+ (?:we|this|the|it|that|is|you) )", body) if s.split()
    ]
    words = [w for s in sentences for w in re.findall(r"[A-Za-z']+", s)]
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", w.lower())))) for w in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59  # Flesch-Kincaid
    assert grade + 5 <= 13, round(grade + 5, 1)


def test_the_layout_check_agrees_with_the_finished_file():
    """The quick check before issue reads the layout; every line of it stands where pdfplumber sees it."""
    for facts in (WARNING, LETTERS["seven lines"], LETTERS["online"]):
        seen = [(page, _box(word), word["text"]) for page, word in words_of(facts)]
        for mark in rendered(facts).marks:
            if not mark.text.split():
                continue
            first = mark.text.split()[0]
            assert any(
                page == mark.page
                and text.startswith(first[:3])
                and abs(box[0] - mark.left) < 0.6
                and abs(box[2] - mark.top) < 1.2
                for page, box, text in seen
            ), mark


def test_basis_is_what_chooses_the_wording():
    adult = replace(PASS, tested=replace(PASS.tested, type=Type.ONLINE_ORDER, buyer_basis=BuyerBasis.ADULT))
    assert "Challenge25check:pass" in printed(adult)


def test_an_offer_prints_its_link_once_as_words_and_once_as_a_picture_with_words():
    text = printed(OFFER)
    assert text.count(tight(OFFER.signing.link)) == 1
    assert text.count(OFFER.signing.word) == 1
    with pikepdf.open(io.BytesIO(rendered(OFFER).pdf)) as opened:
        figures = [str(n.Alt) for n in opened.objects if isinstance(n, pikepdf.Dictionary) and n.get("/S") == "/Figure"]
    assert figures == ["The address of the link, as a square picture for the camera of a phone"]


def test_an_offer_that_is_not_issued_says_that_its_link_is_still_to_be_made():
    assert tight("are made when this letter is issued") in printed(LETTERS["offer not yet made"])


@pytest.mark.parametrize("facts", [RESULT, CONFIRMED], ids=["training", "agreement"])
@pytest.mark.parametrize("large_print", [False, True])
def test_a_certificate_begins_a_page_of_its_own_at_the_end(facts, large_print):
    with pdfplumber.open(io.BytesIO(rendered(replace(facts, large_print=large_print)).pdf)) as opened:
        pages = [page.extract_text() for page in opened.pages]
    ended = next(n for n, text in enumerate(pages) if "How we use information about you" in text)
    enclosed = pages[ended + 1 :]
    assert enclosed[0].startswith("Specimen Borough Council")
    assert facts.certificate.number in " ".join(enclosed)
    assert large_print or len(enclosed) == 1


NEVER_OF_A_PROMISE = ("you comply", "complies with", "compliant", "approved", "accredited business", "licensed")


@every({name: facts for name, facts in LETTERS.items() if facts.kind in CHAIN})
def test_no_letter_says_that_a_business_complies(facts):
    text = " ".join(rendered(facts).text.lower().split())
    for words in ("it is not a statement that any law has been complied with",):
        text = text.replace(words, "")
    for never in NEVER_OF_A_PROMISE:
        assert never not in text


@every({name: facts for name, facts in LETTERS.items() if hasattr(facts, "promise")})
def test_a_letter_about_an_agreement_says_that_it_is_voluntary(facts):
    assert "voluntary" in printed(facts)


def test_a_place_at_a_volunteer_centre_may_be_printed_and_a_volunteer_may_not():
    there = replace(PLACE, sitting=replace(PLACE.sitting, venue="Invented Volunteer Centre"))
    assert rules.forbidden_words(there, rendered(there).text) == ()
    told = replace(OFFER, promise=replace(OFFER.promise, commitments=("We thank the volunteer.",)))
    assert [one.name for one in rules.forbidden_words(told, rendered(told).text)] == ["a volunteer"]
