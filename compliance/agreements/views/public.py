"""The public list of signatories of an authority: a page, and open data as CSV and JSON."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, make_response, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from compliance import clock, throttle
from compliance.agreements import queries, rules
from compliance.agreements.rules import PublicSignatory
from compliance.agreements.views.blueprint import bp
from compliance.database import session
from compliance.settings import settings
from compliance.spreadsheets import write_csv
from compliance.web import public

LASTS = timedelta(minutes=5)
PER_PAGE = 50
_LONGEST_SEARCH = 100
_MOST_KEPT = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of an authority as this process read it last; `changed_at` is when it was first seen to say this."""

    authority: str
    department: str
    website: str
    as_at: date
    rows: tuple[PublicSignatory, ...]
    digest: str
    changed_at: datetime
    read_at: datetime


_kept: dict[str, Listed] = {}


def forget(authority_code: str) -> None:
    """Have the list of an authority read anew, in this process at once: somebody signed or withdrew."""
    _kept.pop(authority_code, None)


def _listed(code: str) -> Listed:
    """Return the list of an authority, read at most five minutes ago and on this day. Raises NotFound."""
    now, today = clock.now(), clock.today()
    before = _kept.get(code)
    if before is not None and before.as_at == today and timedelta() <= now - before.read_at < LASTS:
        return before
    authority = queries.get_public_authority(session(), code)
    rows = tuple(queries.list_public(session(), authority.actor, today))
    said = json.dumps([authority.name, authority.website, *(row.as_json() for row in rows)], ensure_ascii=False)
    digest = hashlib.sha256(said.encode()).hexdigest()
    same = before is not None and before.digest == digest
    listed = Listed(
        authority=authority.name,
        department=authority.department,
        website=authority.website,
        as_at=today,
        rows=rows,
        digest=digest,
        changed_at=before.changed_at if before is not None and same else now,
        read_at=now,
    )
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[code] = listed
    return listed


def _too_many() -> Response | None:
    """Count this request, and return what is answered to a network address that has asked too often."""
    address = throttle.network_of(request.remote_addr or "")
    asked = throttle.count_of_read(session(), "public.address", address, minutes=1)
    if asked <= settings().public_requests_per_minute:
        return None
    answer = make_response(render_template("agreements/public_wait.html", authority="", authority_name=""), 429)
    answer.headers["Retry-After"] = str(throttle.seconds_left(1))
    return answer


@bp.get("/responsible-retailers/<authority_code>")
@public
def public_list(authority_code: str) -> ResponseReturnValue:
    wait = _too_many()
    if wait is not None:
        return wait
    listed = _listed(authority_code)
    search = " ".join(request.args.get("q", "")[:_LONGEST_SEARCH].split())
    found = _found(listed.rows, search)
    page = min(_page(), max(1, -(-len(found) // PER_PAGE)))
    first = (page - 1) * PER_PAGE
    answer = make_response(
        render_template(
            "agreements/public_list.html",
            authority=listed.authority,
            authority_name="",
            code=authority_code,
            listed=listed,
            search=search,
            found=len(found),
            rows=found[first : first + PER_PAGE],
            first=first + 1,
            previous_url=_page_url(authority_code, search, page - 1) if page > 1 else "",
            next_url=_page_url(authority_code, search, page + 1) if first + PER_PAGE < len(found) else "",
            rules=rules,
        )
    )
    return _cached(answer, listed, f"{search}\n{page}")


def _found(rows: tuple[PublicSignatory, ...], search: str) -> list[PublicSignatory]:
    """Return the rows in whose name or address every word of a search stands; a postcode with its space or without."""
    words = search.casefold().split()
    return [
        row
        for row in rows
        if all(word in f"{row.name} {row.where} {row.where.replace(' ', '')}".casefold() for word in words)
    ]


def _page() -> int:
    asked = request.args.get("page", "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1


def _page_url(code: str, search: str, page: int) -> str:
    return url_for("agreements.public_list", authority_code=code, q=search or None, page=page)


@bp.get("/responsible-retailers/<authority_code>.csv")
@public
def public_csv(authority_code: str) -> ResponseReturnValue:
    wait = _too_many()
    if wait is not None:
        return wait
    listed = _listed(authority_code)
    rows = [(row.name, row.where, "; ".join(row.covers), row.signed_on.isoformat()) for row in listed.rows]
    answer = Response(write_csv(rules.HEADINGS, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="responsible-retailers-{authority_code}.csv"'
    return _cached(answer, listed, "csv")


@bp.get("/responsible-retailers/<authority_code>.json")
@public
def public_json(authority_code: str) -> ResponseReturnValue:
    wait = _too_many()
    if wait is not None:
        return wait
    listed = _listed(authority_code)
    said: dict[str, Any] = {
        "authority": listed.authority,
        "about": rules.NOT_THE_LAW,
        "signatories": [row.as_json() for row in listed.rows],
    }
    answer = Response(json.dumps(said, ensure_ascii=False, indent=1), mimetype="application/json")
    return _cached(answer, listed, "json")


def _cached(answer: Response, listed: Listed, form: str) -> Response:
    """Let caches keep the answer for five minutes, and answer 304 to whoever has it already.

    What is drawn for somebody with a cookie of ours is kept by their own browser alone.
    """
    kept_by = "private" if cookie else "public"
    answer.headers["Cache-Control"] = f"{kept_by}, max-age={int(LASTS.total_seconds())}"
    answer.set_etag(hashlib.sha256(f"{listed.digest}\n{form}".encode()).hexdigest()[:32])
    answer.last_modified = listed.changed_at
    if answer.mimetype != "text/html":
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.make_conditional(request)
    return answer
