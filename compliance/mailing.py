"""E-mail out, by SMTP: one message to one address. Says in words why one could not be sent."""

import re
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from compliance import clock
from compliance.emails import is_email
from compliance.settings import settings

SECONDS = 30
PORTS = {"smtp": 587, "smtps": 465}
PLAIN_PORT = 25
"""Of a server that asks for no name: a relay inside the network."""

LONGEST_SUBJECT = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


class NotSentError(Exception):
    """The message was not taken by the mail server. `words` say why, for an officer."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a message: its name, its bytes, and its media type."""

    name: str
    content: bytes
    kind: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class _Server:
    """Where the mail server is, read from the setting."""

    host: str
    port: int
    from_the_start: bool
    name: str | None
    password: str


def is_set_up() -> bool:
    """Say whether the settings name a mail server and an address to send from."""
    return bool(settings().smtp_url.get_secret_value() and settings().email_from)


def can_reach(address: str) -> bool:
    """Say whether every mail server takes `address`: of the form name@example.com, in plain letters (RFC 5321)."""
    if not (is_email(address) and address.isascii()):
        return False
    try:
        Address(addr_spec=address)
    except (ValueError, MessageError):
        return False
    return True


def send(
    to: str,
    subject: str,
    text: str,
    attachments: Sequence[Attachment] = (),
    *,
    sender: str = "",
    reply_to: str = "",
    message_id: str = "",
) -> None:
    """Hand one message to the mail server, and return once the server has taken it.

    `sender` is the name shown beside the address that the settings give; `reply_to` an address. The same `message_id`
    (letters, digits and hyphens) marks the same message sent again. A name and password are only ever told over TLS
    with a certificate that this machine trusts. Raises NotSentError in words.
    """
    if not is_set_up():
        raise NotSentError("No mail server is set up. Your administrator can set one.")
    if not can_reach(to):
        raise NotSentError("The address is not one that mail can reach. Check it, and send it again.")
    message = _message(to, subject, text, attachments, sender=sender, reply_to=reply_to, message_id=message_id)
    server = _server()
    with _in_words(server, to), _connected(server) as smtp:
        smtp.send_message(message, from_addr=settings().email_from, to_addrs=[to])


def _message(
    to: str, subject: str, text: str, attachments: Sequence[Attachment], *, sender: str, reply_to: str, message_id: str
) -> EmailMessage:
    """Return the message. No text can add a header: control characters become spaces, and addresses are checked."""
    own = settings().email_from
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_one_line(sender), addr_spec=own)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = _one_line(subject)[:LONGEST_SUBJECT]
    message["Date"] = format_datetime(clock.now())
    if can_reach(reply_to):
        message["Reply-To"] = Address(addr_spec=reply_to)
    if re.fullmatch(r"[A-Za-z0-9-]+", message_id):
        message["Message-ID"] = f"<{message_id}@{own.rpartition('@')[2]}>"
    message.set_content(text)
    for one in attachments:
        main, _, sub = one.kind.partition("/")
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=_one_line(one.name))
    return message


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _server() -> _Server:
    parts = urlsplit(settings().smtp_url.get_secret_value())
    named = parts.username is not None
    port = parts.port or (PORTS[parts.scheme] if named or parts.scheme == "smtps" else PLAIN_PORT)
    return _Server(
        host=parts.hostname or "",
        port=port,
        from_the_start=parts.scheme == "smtps",
        name=unquote(parts.username or "") if named else None,
        password=unquote(parts.password or ""),
    )


@contextmanager
def _connected(server: _Server) -> Iterator[smtplib.SMTP]:
    trusted = ssl.create_default_context()
    trusted.minimum_version = ssl.TLSVersion.TLSv1_2
    smtp = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=trusted)
        if server.from_the_start
        else smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    )
    try:
        smtp.ehlo_or_helo_if_needed()
        if not server.from_the_start and smtp.has_extn("starttls"):
            smtp.starttls(context=trusted)
            smtp.ehlo()
        elif not server.from_the_start and server.name is not None:
            raise NotSentError(
                f"The mail server {server.host} offers no TLS, and the password would be told in clear. Tell your "
                "administrator."
            )
        if server.name is not None:
            smtp.login(server.name, server.password)
        yield smtp
    finally:
        smtp.close()  # the message was taken or it was not: what the server says to a farewell changes nothing


@contextmanager
def _in_words(server: _Server, to: str) -> Iterator[None]:
    """Turn what the protocol says into what an officer can act on. Nothing of a password is in any of it."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        again = " Try again later." if code < 500 else " Check the address with the trader."
        raise NotSentError(f"The mail server did not take {to}: {_said(said)}.{again}") from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotSentError(
            f"The mail server {server.host} did not take our name and password. Tell your administrator."
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise NotSentError(f"The mail server {server.host} cannot do what this message needs.") from error
    except smtplib.SMTPResponseException as error:
        raise NotSentError(f"The mail server did not take the message: {_said(error.smtp_error)}.") from error
    except ssl.SSLError as error:
        raise NotSentError(
            f"The certificate of the mail server {server.host} is not one that this machine trusts. Tell your "
            "administrator."
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSentError(f"The mail server {server.host} did not answer. Try again later.") from error


def _said(said: bytes | str) -> str:
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    return _one_line(text)[:LONGEST_SUBJECT].rstrip(".")
