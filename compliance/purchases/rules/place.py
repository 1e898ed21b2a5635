"""Which tests can be made at which kind of outlet, on which day of it, and what a seller's page is (pure)."""

from datetime import date
from urllib.parse import urlsplit

from compliance.errors import Refusal
from compliance.purchases.rules.words import ONLINE_TYPES, TYPE_LABELS, Outcome, Type
from compliance.retailers.rules import Channel, OutletKind, check_domain

COUNTER_CHANNELS = frozenset({Channel.TILL, Channel.SELF_CHECKOUT})
"""Channels that need somebody to stand in a shop."""


def check_place(type_: Type, channel: Channel | None, *, url: str, outlet_kind: OutletKind) -> None:
    """Raise Refusal, beside the field to mend, when a kind of test cannot be made at a kind of outlet.

    A till is in premises, and so is a test in store, except that click and collect and a delivery or collection test
    may also be of an online shop. An order or a listing check is made at an online shop, or at the page of a seller
    that has premises, whose `url` is then given; a `url` is one of the web (domain section 2.3: kinds never mix).
    """
    if url.strip():
        check_url(url)
    if outlet_kind is OutletKind.ONLINE_SHOP:
        _check_online_shop(type_, channel)
    elif type_ in ONLINE_TYPES and not url.strip():
        raise Refusal(
            f"{TYPE_LABELS[type_]}: these are premises. Enter the web address of the page on which it sells, or "
            "record the test at its online shop",
            "url",
        )


def _check_online_shop(type_: Type, channel: Channel | None) -> None:
    collected = channel is Channel.CLICK_AND_COLLECT
    if type_ not in {*ONLINE_TYPES, Type.DELIVERY_CHECK} and not collected:
        raise Refusal(
            f"{TYPE_LABELS[type_]}: this outlet is an online shop, where nobody buys in store. Record a test made "
            "online instead, or record this one at the premises",
            "type",
        )
    if channel in COUNTER_CHANNELS:
        raise Refusal("This outlet is an online shop, which has no till. Change where it was bought", "channel")


def check_url(url: str) -> None:
    """Raise Refusal beside `url` unless it is an address of the web: http or https, and the name of a website."""
    try:
        parts = urlsplit(url.strip())
        named = parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url.split()) == 1
        check_domain(parts.hostname or "")
        parts.port  # noqa: B018 - reading a port that is none raises
    except (Refusal, ValueError):
        named = False
    if not named:
        raise Refusal("Enter the full web address of the page, such as https://www.example.co.uk/knives", "url")


def check_still_open(tested_on: date, outcome: Outcome, *, closed_on: date | None) -> None:
    """Raise Refusal beside `tested_on` for a test after the day an outlet closed (`closed_on` itself is allowed).

    An attempt that found it not trading stands: that is what is found at a shop that has closed.
    """
    if closed_on is not None and tested_on > closed_on and outcome is not Outcome.NOT_TRADING:
        raise Refusal(
            f"This outlet is recorded as closed since {closed_on.day} {closed_on:%B %Y}. Check the date, choose "
            "“Closed or not trading”, or set the outlet trading again first",
            "tested_on",
        )
