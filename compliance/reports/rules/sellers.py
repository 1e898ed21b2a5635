"""A retailer that sells knives, as the lists of training and agreements see it on a day (pure)."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from compliance.retailers.rules import OutletKind, OutletStatus
from compliance.retailers.rules.trade import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """A retailer of the register and what it is: `ward` is that of its postcode, `sells` what it was last seen to sell.

    `sells_a_knife` says that one of these was, as the list has it on that day, a bladed product or a section 141A
    article.

    `sold_on` is the day of its last sale in a test that counts (evidenced, not overturned), by the day of the list.
    """

    outlet_id: UUID
    reference: str
    name: str
    where: str
    kind: OutletKind = OutletKind.PREMISES
    ward_code: str = ""
    ward: str = ""
    business_type: str = ""
    is_chain: bool = False
    status: OutletStatus = OutletStatus.TRADING
    status_on: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    sells: frozenset[str] = frozenset()
    sells_a_knife: bool = False
    channels: frozenset[Channel] = field(default=frozenset())
    sold_on: date | None = None

    @property
    def sells_knives(self) -> bool:
        """Whether it was seen to sell a knife, or sold one in a test."""
        return self.sells_a_knife or self.sold_on is not None


def is_trading_on(
    status: OutletStatus, *, status_on: date | None, opened_on: date | None, closed_on: date | None, day: date
) -> bool:
    """Say whether an outlet traded on a day, from its status now and the days that are known.

    One that trades now did so since it opened, or always when that is not known; a closed or vacant one did until its
    closing day or the first day of its status, that day not included, and never when neither is known.
    """
    if opened_on is not None and opened_on > day:
        return False
    if status is OutletStatus.TRADING:
        return True
    ended = min((one for one in (closed_on, status_on) if one is not None), default=None)
    return ended is not None and day < ended


def was_trading(seller: Seller, day: date) -> bool:
    """Say whether a seller traded on a day. See `is_trading_on`."""
    return is_trading_on(
        seller.status, status_on=seller.status_on, opened_on=seller.opened_on, closed_on=seller.closed_on, day=day
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerFilter:
    """Which sellers a list shows; "" and None ask nothing. `chain`: whether it belongs to one."""

    search: str = ""
    ward: str = ""
    kind: OutletKind | None = None
    business_type: str = ""
    chain: bool | None = None
    selling: str | None = None

    def fits(self, seller: Seller) -> bool:
        """Say whether a seller is asked for. The search is a part of its name, address or reference, in any case."""
        found = f"{seller.name} {seller.where} {seller.reference}".casefold()
        return all(
            (
                " ".join(self.search.split()).casefold() in found,
                not self.ward or seller.ward_code == self.ward,
                self.kind is None or seller.kind is self.kind,
                not self.business_type or seller.business_type == self.business_type,
                self.chain is None or seller.is_chain is self.chain,
                self.selling is None or self.selling in seller.sells,
            )
        )
