"""A real server on an empty database of its own, and a real browser that checks every page it comes to."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "test-results"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
PASSWORD = "correct horse battery"


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
        ],
    }


class Service:
    """The product, served as it is in life, with its commands."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "COMPLIANCE_DATABASE_URL": f"sqlite:///{folder / 'journey.sqlite3'}",
            "COMPLIANCE_FILES": str(folder / "files"),
            "COMPLIANCE_SECRET_KEY": "journeys-" + "x" * 40,
            "COMPLIANCE_VAULT_KEY": Fernet.generate_key().decode(),
            "COMPLIANCE_SIGN_IN_ATTEMPTS_PER_MINUTE": "1000",
            "PYTHONWARNINGS": "",
        }

    def command(self, *words: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("flask")), "--app", "wsgi", *words],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"flask {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def add_officer(self, name: str, role: str, authority: str) -> str:
        email = f"{re.sub('[^a-z]+', '.', name.lower())}@{authority}.example"
        self.command(
            "accounts", "add", "--email", email, "--name", name, "--authority", authority, "--role", role,
            "--password", PASSWORD,
        )  # fmt: skip
        return email

    def serve(self) -> subprocess.Popen[bytes]:
        server = subprocess.Popen(
            [
                str(Path(sys.executable).with_name("gunicorn")),
                "--bind",
                f"127.0.0.1:{self.port}",
                "--workers",
                "2",
                "--log-level",
                "warning",
                "wsgi:app",
            ],
            cwd=ROOT,
            env=self.environment,
        )
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=1)
            except OSError:
                time.sleep(0.1)
            else:
                return server
        server.kill()
        raise RuntimeError("The server did not come up")


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The product on an empty, migrated database."""
    service = Service(tmp_path_factory.mktemp("journeys"))
    service.command("db", "upgrade")
    server = service.serve()
    yield service
    server.terminate()
    server.wait(timeout=20)


class Officer:
    """Somebody at a browser. Every page they come to is checked by axe and kept as a picture in test-results/."""

    def __init__(self, page: Page, service: Service, journey: str) -> None:
        self.page, self.service, self.journey, self.shot = page, service, journey, 0

    def go(self, path: str) -> None:
        """Open an address."""
        answer = self.page.goto(self.service.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.look()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/account/sign-in")
        self.page.get_by_label("E-mail address").fill(email)
        self.page.get_by_label("Password", exact=True).fill(password)
        self.press("Sign in")

    def follow(self, name: str | re.Pattern[str], *, nth: int = 0) -> None:
        """Follow a link by its words."""
        self.page.get_by_role("link", name=name).nth(nth).click()
        self.settle()

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button by its words."""
        self.page.get_by_role("button", name=name).first.click()
        self.settle()

    def fill(self, label: str | re.Pattern[str], text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def fill_day(self, legend: str | re.Pattern[str], day: str) -> None:
        """Fill a day in its three boxes: day is 2026-07-16."""
        year, month, date = day.split("-")
        group = self.page.get_by_role("group", name=legend).first
        group.get_by_label("Day").fill(str(int(date)))
        group.get_by_label("Month").fill(str(int(month)))
        group.get_by_label("Year").fill(year)

    def choose(self, question: str | re.Pattern[str], answer: str | re.Pattern[str]) -> None:
        """Choose a radio button or tick box within its question."""
        self.page.get_by_role("group", name=question).first.get_by_label(answer).first.check()

    def select(self, label: str | re.Pattern[str], option: str) -> None:
        self.page.get_by_label(label).first.select_option(label=option)

    def sees(self, *texts: str) -> None:
        words = " ".join(self.page.locator("main").inner_text().split())
        for text in texts:
            assert text in words, f"“{text}” is not on the page: {words[:2000]}"

    def settle(self) -> None:
        self.page.wait_for_load_state()
        self.look()

    def look(self) -> None:
        """Check the page with axe, and keep a picture of it."""
        self.shot += 1
        SHOTS.mkdir(exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{self.journey}-{self.shot:02d}.png", full_page=True)
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
        faults = [
            f"{fault['id']}: {fault['help']} at {[node['html'][:160] for node in fault['nodes'][:3]]}"
            for fault in found
        ]
        assert not faults, f"axe on {self.page.url}: {json.dumps(faults, indent=1)}"
        wide = self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        assert not wide, f"{self.page.url} scrolls sideways"


@pytest.fixture
def officer_at(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator:
    """Return a function that sits somebody at a browser of a given size, with or without JavaScript."""
    contexts: list[BrowserContext] = []

    def sit(*, size: dict[str, int] = PHONE, javascript: bool = True) -> Officer:
        context = browser.new_context(viewport=size, java_script_enabled=javascript, locale="en-GB")
        context.set_default_timeout(10_000)
        contexts.append(context)
        name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower())[:60]
        return Officer(context.new_page(), service, f"{name}-{len(contexts)}")

    yield sit
    for context in contexts:
        context.close()
