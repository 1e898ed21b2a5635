"""E-mail out: what the mail server is told, what it is never told, and what an officer is told when it says no."""

import datetime as dt
import email
import email.policy
import ipaddress
import socket
import socketserver
import ssl
import threading
from contextlib import contextmanager

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from compliance import mailing
from compliance.mailing import Attachment, NotSentError
from compliance.settings import is_mail_server, settings


class Conversation(socketserver.StreamRequestHandler):
    """One connection to a mail server that writes down what it is told."""

    def handle(self):
        post = self.server.post
        if post.tls_first:
            self._secure()
        self._say("220 mail.example")
        while line := self.rfile.readline().decode("utf-8").strip():
            verb = line.split()[0].upper()
            post.said.append((line, self.secure))
            if verb == "EHLO":
                offers = ["STARTTLS"] * (post.tls and not self.secure) + ["AUTH PLAIN"] * post.asks_name
                self._say("\r\n".join(["250-mail.example", *(f"250-{one}" for one in offers), "250 HELP"]))
            elif verb == "STARTTLS":
                self._say("220 go on")
                self._secure()
            elif verb == "DATA":
                self._say("354 go on")
                content = b""
                while (piece := self.rfile.readline()) != b".\r\n":
                    content += piece.removeprefix(b".") if piece.startswith(b"..") else piece
                post.messages.append(content)
                self._say(post.answers.get("DATA", "250 taken"))
            elif verb == "QUIT":
                break
            else:
                self._say(post.answers.get(verb, "235 ok" if verb == "AUTH" else "250 ok"))

    def finish(self):
        super().finish()
        self.request.close()

    secure = False

    def _secure(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.server.post.certificate)
        self.request = context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
        self.secure = True

    def _say(self, line):
        self.wfile.write(f"{line}\r\n".encode())


class Quiet(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing: a client that does not trust us hangs up, and a test expects it."""


class Post:
    """A mail server on this machine, what it answers, and what it was told."""

    def __init__(self):
        self.said, self.messages, self.answers = [], [], {}
        self.tls, self.tls_first, self.asks_name, self.certificate = False, False, False, None
        self.server = Quiet(("127.0.0.1", 0), Conversation)
        self.server.post = self
        self.port = self.server.server_address[1]

    @property
    def verbs(self):
        return [line.split()[0].upper() for line, _secure in self.said]

    def message(self):
        (only,) = self.messages
        return email.message_from_bytes(only, policy=email.policy.default)


@contextmanager
def running(post):
    thread = threading.Thread(target=post.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield post
    finally:
        post.server.shutdown()
        post.server.server_close()
        thread.join()


@pytest.fixture
def post():
    with running(Post()) as made:
        yield made


@pytest.fixture
def use(monkeypatch):
    """Name a mail server in the settings."""

    def named(url, sender="ts@hackney.example"):
        monkeypatch.setattr(settings(), "smtp_url", SecretStr(url))
        monkeypatch.setattr(settings(), "email_from", sender)

    return named


@pytest.fixture
def plain(post, use):
    use(f"smtp://127.0.0.1:{post.port}")
    return post


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of this machine's own, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    begins = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begins)
        .not_valid_after(begins + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "both.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(post, certificate, monkeypatch):
    """A server with TLS whose certificate this machine trusts."""
    post.tls, post.certificate = True, certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    return post


def test_nothing_is_set_up_until_both_a_server_and_a_sender_are_named(use):
    assert mailing.is_set_up() is False
    use("smtp://mail.example", sender="")
    assert mailing.is_set_up() is False
    use("", sender="ts@hackney.example")
    assert mailing.is_set_up() is False
    with pytest.raises(NotSentError, match="No mail server is set up"):
        mailing.send("trader@shop.example", "Report", "Dear trader")
    use("smtp://mail.example")
    assert mailing.is_set_up() is True


def test_a_message_arrives_with_its_words_and_its_file(plain):
    mailing.send(
        "trader@shop.example",
        "Report of our visit – HAC-VR-2026-0001",
        "Dear Ms O’Neill\n\n" + "A long line. " * 200,
        [Attachment("HAC-VR-2026-0001.pdf", b"%PDF-1.7 \x00\xff")],
        sender="Hackney Trading Standards",
        reply_to="officer@hackney.example",
        message_id="019-abc",
    )
    got = plain.message()
    assert (got["To"], got["From"]) == ("trader@shop.example", "Hackney Trading Standards <ts@hackney.example>")
    assert got["Subject"] == "Report of our visit – HAC-VR-2026-0001"
    assert (got["Reply-To"], got["Message-ID"]) == ("officer@hackney.example", "<019-abc@hackney.example>")
    assert got.get_body().get_content().splitlines()[:1] == ["Dear Ms O’Neill"]
    (file,) = got.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("HAC-VR-2026-0001.pdf", "application/pdf")
    assert file.get_content() == b"%PDF-1.7 \x00\xff"
    assert ("rcpt TO:<trader@shop.example>", False) in plain.said
    assert max(map(len, plain.messages[0].splitlines())) < 998


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\r", "\x00", "\x0b", "\x85", "\u2028"])
def test_no_text_can_add_a_header_or_a_recipient(plain, separator):
    hostile = f"Report{separator}Bcc: thief@example.com{separator}{separator}<script>"
    mailing.send(
        "trader@shop.example",
        hostile,
        "Words",
        [Attachment(f"a{separator}X-Evil: 1.pdf", b"x")],
        sender=hostile,
        reply_to=f"a@b.example{separator}Bcc: thief@example.com",
        message_id=f"1{separator}Bcc: thief@example.com",
    )
    got = plain.message()
    assert sorted(got.keys()) == ["Content-Type", "Date", "From", "MIME-Version", "Subject", "To"]
    assert [line for line, _ in plain.said if line.startswith("rcpt")] == ["rcpt TO:<trader@shop.example>"]
    (file,) = got.iter_attachments()
    assert "X-Evil" not in dict(file.items())


@pytest.mark.parametrize(
    "address",
    [
        "",
        "trader",
        "a@b",
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a b@c.example",
    ],
)
def test_a_wrong_address_never_reaches_the_server(plain, address):
    with pytest.raises(NotSentError, match="not one that mail can reach"):
        mailing.send(address, "Report", "Words")
    assert plain.said == []


def test_a_line_with_a_dot_does_not_end_the_message(plain):
    mailing.send("trader@shop.example", "Report", "First\n.\nRCPT TO:<thief@example.com>\n..\nLast")
    assert plain.message().get_content().splitlines() == ["First", ".", "RCPT TO:<thief@example.com>", "..", "Last"]


def test_a_password_is_told_over_tls_and_only_there(secure, use):
    secure.asks_name = True
    use(f"smtp://clerk:p%40ss%3Aw%2Frd@127.0.0.1:{secure.port}")
    mailing.send("trader@shop.example", "Report", "Words")
    told = [(line, safe) for line, safe in secure.said if line.upper().startswith(("AUTH", "MAIL", "DATA"))]
    assert [line.split()[0].upper() for line, _ in told] == ["AUTH", "MAIL", "DATA"]
    assert all(safe for _, safe in told)
    assert told[0][0] == "AUTH PLAIN AGNsZXJrAHBAc3M6dy9yZA=="


def test_tls_from_the_first_byte(secure, use):
    secure.tls_first = True
    use(f"smtps://127.0.0.1:{secure.port}")
    mailing.send("trader@shop.example", "Report", "Words")
    assert all(safe for _, safe in secure.said)
    assert len(secure.messages) == 1


def test_a_server_without_tls_is_told_no_password(post, use):
    post.asks_name = True
    use(f"smtp://clerk:secret@127.0.0.1:{post.port}")
    with pytest.raises(NotSentError, match="offers no TLS") as refused:
        mailing.send("trader@shop.example", "Report", "Words")
    assert post.verbs == ["EHLO"]
    assert "secret" not in refused.value.words


@pytest.mark.parametrize("first", [False, True])
def test_a_certificate_that_is_not_trusted_ends_it(post, certificate, use, first):
    post.tls, post.tls_first, post.certificate = True, first, certificate
    use(f"{'smtps' if first else 'smtp'}://clerk:secret@127.0.0.1:{post.port}")
    with pytest.raises(NotSentError, match="certificate of the mail server"):
        mailing.send("trader@shop.example", "Report", "Words")
    assert post.messages == []
    assert "AUTH" not in post.verbs


@pytest.mark.parametrize(
    ("verb", "answer", "words"),
    [
        (
            "RCPT",
            "550 No such person here.",
            "did not take trader@shop.example: No such person here. Check the address",
        ),
        ("RCPT", "450 Mailbox busy", "Mailbox busy. Try again later"),
        ("MAIL", "552 Too large", "did not take the message: Too large"),
        ("DATA", "554 Looks like spam", "did not take the message: Looks like spam"),
    ],
)
def test_what_the_server_says_no_to_is_told_in_words(plain, verb, answer, words):
    plain.answers[verb] = answer
    with pytest.raises(NotSentError, match=words):
        mailing.send("trader@shop.example", "Report", "Words")


def test_a_wrong_password_is_told_without_it(secure, use):
    secure.asks_name = True
    secure.answers["AUTH"] = "535 No c2VjcmV0"
    use(f"smtp://clerk:secret@127.0.0.1:{secure.port}")
    with pytest.raises(NotSentError, match="did not take our name and password") as refused:
        mailing.send("trader@shop.example", "Report", "Words")
    assert "secret" not in refused.value.words
    assert "c2Vj" not in refused.value.words


def test_a_server_that_is_not_there_is_told_in_words(use):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    use(f"smtp://127.0.0.1:{port}")
    with pytest.raises(NotSentError, match="did not answer"):
        mailing.send("trader@shop.example", "Report", "Words")


def test_a_server_that_hangs_up_is_told_in_words(plain):
    plain.answers["MAIL"] = "421 closing"
    with pytest.raises(NotSentError, match="mail server"):
        mailing.send("trader@shop.example", "Report", "Words")


@pytest.mark.parametrize(
    ("url", "host", "port", "name", "password"),
    [
        ("smtp://mail.example", "mail.example", 25, None, ""),
        ("smtp://a:b@mail.example", "mail.example", 587, "a", "b"),
        ("smtps://mail.example", "mail.example", 465, None, ""),
        ("smtps://a%40b.example:b%3Ac@mail.example:2465", "mail.example", 2465, "a@b.example", "b:c"),
        ("smtp://[::1]:2525", "::1", 2525, None, ""),
    ],
)
def test_where_the_server_is_is_read_from_the_setting(use, url, host, port, name, password):
    use(url)
    found = mailing._server()
    assert (found.host, found.port, found.name, found.password) == (host, port, name, password)
    assert is_mail_server(url)


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://name@mail.example",
        "smtp://mail.example:0",
        "smtp://mail.example:port",
        "smtp://mail.example/box",
        "smtp://a:b/c@mail.example",
        "smtp://mail.example?tls=no",
        "smtp://mail example",
    ],
)
def test_what_is_no_mail_server_is_seen_when_the_settings_are_read(url):
    assert not is_mail_server(url)
