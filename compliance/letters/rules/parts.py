"""The parts that letters are made of: frozen, and plain values only."""

from dataclasses import dataclass
from datetime import date

from compliance.codes import Qr, qr_of
from compliance.letters.rules.addresses import address_points
from compliance.purchases.rules import BuyerBasis, HandOverResult, Outcome, Type


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Whom the letter is from. `complaints` and `appeals` say whom to write to; the others are web addresses.

    `crest` is the SHA-256 of a kept JPEG, handed to the renderer as a file of that name; without it the name is set
    in type.
    """

    authority: str
    service: str
    address: tuple[str, ...]
    telephone: str
    email: str
    website: str
    complaints: str
    appeals: str
    enforcement_policy: str
    privacy_notice: str
    crest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """The legal person at its registered or trading address; `contact` is how a named person is greeted."""

    name: str
    address: tuple[str, ...]
    trading_as: str = ""
    contact: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines in the window, name first."""
        trading = (f"trading as {self.trading_as}",) if self.trading_as else ()
        return (self.name, *trading, *self.address)

    @property
    def full_name(self) -> str:
        return f"{self.name}, trading as {self.trading_as}" if self.trading_as else self.name

    @property
    def points(self) -> float:
        return address_points(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """A letter that went out wrong: its reference and its day. The one that supersedes it says so."""

    reference: str
    dated_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    name: str
    job_title: str
    telephone: str
    email: str

    @property
    def telephone_words(self) -> str:
        """The number with spaces at which no line ends."""
        return self.telephone.replace(" ", "\N{NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The outlet: premises with their address on one line, or an online shop with its web address."""

    name: str
    address: str
    online: bool = False

    @property
    def words(self) -> str:
        return f"{self.name} ({self.address})" if self.online else f"{self.name}, {self.address}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tested:
    """A test purchase as the trader is told of it: the day, or the period from `first_on` to `last_on`, inclusive.

    `product` reads on from "tried to buy": "a kitchen knife". There is no field for a volunteer, and must not be.
    """

    type: Type
    buyer_basis: BuyerBasis
    outcome: Outcome
    first_on: date
    last_on: date
    product: str
    hand_over: HandOverResult = HandOverResult.NOT_YET

    @property
    def is_advisory(self) -> bool:
        """Say whether nothing that happened could be a sale to a person under 18, so that the letter only advises."""
        return self.type is Type.INTERCEPTED or self.buyer_basis is not BuyerBasis.UNDER_18


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """An offence in the version in force on the day, in plain words. `conditions` are those of the defence, if any.

    Days are inclusive; `in_force_to` None means still in force.
    """

    citation: str
    title: str
    plain_words: str
    maximum_penalty: str
    defence: str
    mode_of_trial: str
    in_force_from: date
    in_force_to: date | None
    confirmed: bool
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """Something to do, by the end of a day; without a day, from now on."""

    text: str
    by_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """When and where a course runs; `starts` as read: "10am"."""

    on: date
    starts: str
    venue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """The offer of a course: how long in minutes, what it costs in pence, when it runs, the last day to book."""

    course: str
    minutes: int
    cost_pence: int
    examined: bool
    book_by_on: date
    sessions: tuple[Session, ...] = ()

    @property
    def length(self) -> str:
        return length_words(self.minutes)

    @property
    def cost(self) -> str:
        pounds, pence = divmod(self.cost_pence, 100)
        return f"£{pounds}.{pence:02d}" if pence else f"£{pounds}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrimaryAuthority:
    """The trader's Primary Authority: the day it was told of the letter, or the recorded reason it need not be.

    `may_act_from_on` is the first day after the period in which it may object (RESA 2008 s.25C).
    """

    name: str
    notified_on: date | None = None
    may_act_from_on: date | None = None
    exemption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A session at which a person has a place: all that they need to come. `language` is left out when it is English.

    `minutes` is how long it lasts; `access` says which needs the venue meets.
    """

    course: str
    on: date
    starts: str
    venue: str
    address: str
    minutes: int
    examined: bool
    access: str = ""
    language: str = ""

    @property
    def length(self) -> str:
        return length_words(self.minutes)

    @property
    def where(self) -> str:
        """The venue with its address, on one line."""
        return ", ".join(part for part in (self.venue, self.address) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A Responsible Retailer Agreement as the trader reads it: the text, its commitments, and what they cover.

    `covers` reads on from "It covers": "sales in store and sales online"; `whose` says at which premises.
    """

    name: str
    text: str
    commitments: tuple[str, ...]
    covers: str
    whose: str
    introduction: str = ""

    @property
    def called(self) -> str:
        """The agreement and the version of its text, once where the version begins with the name."""
        return self.text if self.text.startswith(self.name) else f"{self.name} ({self.text})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How an agreement is signed without an account: a link that works once, and the short word to type there.

    Both are empty until the letter is issued, for only then are they made: a preview says so. They are not kept with
    the facts of a letter, only in its bytes. `last_on` is the last day on which the link works.
    """

    last_on: date
    link: str = ""
    word: str = ""

    @property
    def qr(self) -> Qr:
        """The link as a QR symbol."""
        return qr_of(self.link)


def length_words(minutes: int) -> str:
    """Return how long something lasts, as a letter writes it: "2 hours 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} hour{'s' * (hours != 1)}"] * bool(hours) + [f"{rest} minutes"] * bool(rest)
    return " ".join(parts)
