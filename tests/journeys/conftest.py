"""A real server on an empty database of its own, and a real browser that checks every page it comes to."""

import base64
import fcntl
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Locator, Page

ROOT = Path(__file__).resolve().parents[2]
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
SHOTS = ROOT / "test-results"
KEEPS_PICTURES = "CI" not in os.environ  # where nobody opens them they would cost a quarter of the time
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 900}
NARROWEST = {"width": 320, "height": 640}  # what a desktop of 1280 shows at 400% zoom (WCAG 2.2, 1.4.10 Reflow)
PASSWORD = "correct horse battery"
VAULT_KEY = base64.urlsafe_b64encode(b"journeys" * 4).decode()

TOKENS = re.compile(r'name="csrf_token"[^>]*|data-seconds="[0-9]*"|You will be signed out on [^<]*')
CHECKED: set[str] = set()

Words = str | re.Pattern[str]


def days_ago(count: int) -> date:
    """Return the day so many days before today."""
    return date.today() - timedelta(days=count)  # noqa: DTZ011 - the server runs on this machine's day


def written(day: date) -> str:
    """Return a day as the pages write it: 16 July 2026."""
    return f"{day.day} {day:%B %Y}"


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
    """The product, served as it is in life, with its commands. `settings` are COMPLIANCE_* beside the usual ones.

    `copy_of` is the folder of another, made ready once, that this one begins as.
    """

    def __init__(self, folder: Path, *, copy_of: Path | None = None, **settings: str) -> None:
        if copy_of is not None:
            shutil.copytree(copy_of, folder, dirs_exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **os.environ,
            "COMPLIANCE_DATABASE_URL": f"sqlite:///{folder / 'journey.sqlite3'}",
            "COMPLIANCE_FILES": str(folder / "files"),
            "COMPLIANCE_SECRET_KEY": "journeys-" + "x" * 40,
            "COMPLIANCE_VAULT_KEY": VAULT_KEY,
            "COMPLIANCE_PUBLIC_URL": self.url,
            "COMPLIANCE_SIGN_IN_ATTEMPTS_PER_MINUTE": "1000",
            "PYTHONWARNINGS": "",
            **settings,
        }

    @property
    def app(self) -> str:
        """The module that is served: the product, or the product on a later day."""
        return "tests.journeys.later" if "JOURNEY_DAYS_LATER" in self.environment else "wsgi"

    def move_clock(self, days: int) -> None:
        """Have what is served from now on, and every command, be so many days after today."""
        self.environment["JOURNEY_DAYS_LATER"] = str(days)

    def command(self, *words: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [str(Path(sys.executable).with_name("flask")), "--app", self.app, *words],
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

    @contextmanager
    def serving(self) -> Iterator["Service"]:
        """Serve, with the worker beside it, until the block ends."""
        address = f"127.0.0.1:{self.port}"
        with (
            self._running(
                "gunicorn",
                "--bind",
                address,
                "--workers",
                "2",
                "--threads",
                "4",
                "--log-level",
                "warning",
                f"{self.app}:app",
            ),
            self._running("flask", "--app", self.app, "jobs", "work"),
        ):
            self._wait_until_up()
            yield self

    @contextmanager
    def _running(self, program: str, *words: str) -> Iterator[None]:
        process = subprocess.Popen(
            [str(Path(sys.executable).with_name(program)), *words], cwd=ROOT, env=self.environment
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=20)

    def _wait_until_up(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/health", timeout=1)
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("The server did not come up")


def _made_once(tmp_path_factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that the first worker to ask for it has made, for all of them."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            begun = shared / f"{name}.begun"
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun)
            begun.rename(folder)
    return folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an empty database brought to head, to be copied."""
    return _made_once(tmp_path_factory, "migrated", lambda folder: Service(folder).command("db", "upgrade"))


@pytest.fixture(scope="session")
def demonstrated(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Path:
    """The folder of a database with the demonstration, to be copied."""

    def load(folder: Path) -> None:
        assert "Loaded the demonstration" in Service(folder, copy_of=migrated).command("demo", "load")

    return _made_once(tmp_path_factory, "demonstrated", load)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Service]:
    """The product on an empty, migrated database: one for each file of journeys."""
    service = Service(tmp_path_factory.mktemp("journeys"), copy_of=migrated)
    with service.serving():
        yield service


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory, demonstrated: Path) -> Iterator[Service]:
    """The product with the demonstration loaded."""
    service = Service(tmp_path_factory.mktemp("demonstration"), copy_of=demonstrated)
    with service.serving():
        yield service


@pytest.fixture(scope="module")
def sign_ins(service: Service) -> tuple[dict[str, str], str]:
    """Who may sign in, as the command prints it: addresses by part, and the password of them all."""
    said = service.command("demo", "sign-ins")
    password = re.search("“(.+)”", said)[1]
    return {email.partition("@")[0]: email for email in re.findall(r"\S+@\S+", said)}, password


class Officer:
    """Somebody at a browser. Every page they come to is checked by axe and kept as a picture, once."""

    def __init__(self, page: Page, service: Service, journey: str, checker: Page | None = None) -> None:
        self.page, self.service, self.journey, self.checker, self.shot = page, service, journey, checker, 0
        self.broken: list[str] = []
        page.on("pageerror", lambda error: self.broken.append(f"script: {error}"))
        page.on("console", lambda message: self._hear(message.type, message.text))
        page.on("response", lambda answer: self._answered(answer.url, answer.status))

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.broken.append(f"console: {text}")

    def _answered(self, url: str, status: int) -> None:
        if status >= 500 or (status == 404 and "/static/" in url):
            self.broken.append(f"{status}: {url}")

    # Getting about

    @property
    def path(self) -> str:
        """The address of the page, without the host."""
        return self.page.url.removeprefix(self.service.url)

    def go(self, path: str, *, status: int = 200) -> None:
        """Open an address."""
        answer = self.page.goto(self.service.url + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.look()

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/account/sign-in")
        self.fill("E-mail address", email)
        self.fill("Password", password)
        self.press("Sign in")

    def sign_out(self) -> None:
        self.press("Sign out")
        self.sees("You are signed out")

    def menu(self, place: str) -> None:
        """Go to a place of the service navigation, which a phone with JavaScript folds behind “Menu”."""
        toggle = self.page.get_by_role("button", name="Menu", exact=True)
        if toggle.is_visible() and toggle.get_attribute("aria-expanded") != "true":
            toggle.click()
        self._leave(self.page.locator("#navigation").get_by_role("link", name=place, exact=True))

    def follow(self, name: Words, *, within: str = "body") -> None:
        """Follow a link by its words."""
        self._leave(self.page.locator(within).get_by_role("link", name=name).first)

    def press(self, name: Words) -> None:
        """Press a button by its words."""
        exact = isinstance(name, str)
        self._leave(self.page.get_by_role("button", name=name, exact=exact).first)

    def _leave(self, control: Locator) -> None:
        with self.page.expect_navigation():
            control.click()
        self.page.wait_for_load_state()
        self.look()

    def fetch(self, path: str) -> APIResponse:
        """Ask for an address as this officer without opening it: a file, or a page that must not be found."""
        return self.page.request.get(self.service.url + path, max_redirects=0)

    def file(self, name: Words) -> bytes:
        """Return the bytes of the file that a link or a button-like link leads to."""
        link = self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first
        answer = self.fetch(link.get_attribute("href") or "")
        assert answer.status == 200, f"{name}: {answer.status}"
        return answer.body()

    # Filling in

    def control(self, label: Words) -> Locator:
        """Return the control with this label, whether or not it is marked optional."""
        return self.page.get_by_label(_labelled(label)).first

    def group(self, legend: Words) -> Locator:
        """Return the group of controls under this legend."""
        return self.page.get_by_role("group", name=_labelled(legend)).first

    def fill(self, label: Words, text: str) -> None:
        self.control(label).fill(text)

    def fill_day(self, legend: Words, day: date | tuple[str, str, str]) -> None:
        """Fill a day in its three boxes; a tuple is typed as it stands: day, month, year."""
        typed = (str(day.day), str(day.month), str(day.year)) if isinstance(day, date) else day
        for box, text in zip(("Day", "Month", "Year"), typed, strict=True):
            self.group(legend).get_by_label(box).fill(text)

    def choose(self, question: Words, *answers: Words) -> None:
        """Choose a radio button or tick boxes within their question."""
        for answer in answers:
            self.group(question).get_by_label(_labelled(answer)).first.check()

    def tick(self, label: Words) -> None:
        """Tick a box that stands alone."""
        self.control(label).check()

    def select(self, label: Words, option: str) -> None:
        self.control(label).select_option(label=option)

    def select_first(self, label: Words, part: str) -> None:
        """Select the first option whose words hold `part`."""
        option = self.control(label).locator("option", has_text=part).first
        self.control(label).select_option(value=option.get_attribute("value"))

    def open_details(self, summary: str) -> None:
        """Unfold what is folded away."""
        self.page.locator("summary", has_text=summary).first.click()

    # Seeing

    def words(self) -> str:
        """Return the words of the page."""
        return " ".join(self.page.locator("main").inner_text().split())

    def sees(self, *texts: str) -> None:
        words = self.words()
        for text in texts:
            assert text in words, f"“{text}” is not on {self.path}: {words[:3000]}"

    def sees_not(self, *texts: str) -> None:
        words = self.page.locator("body").inner_text()
        for text in texts:
            assert text not in words, f"“{text}” is on {self.path}"

    def look(self) -> None:
        """Check the page with axe, keep a picture of it, and see that nothing broke on the way."""
        assert not self.broken, f"{self.page.url}: {self.broken}"
        self.shot += 1
        if self._looked_at_before():
            return
        if KEEPS_PICTURES:
            SHOTS.mkdir(exist_ok=True)
            self.page.screenshot(path=SHOTS / f"{self.journey}-{self.shot:02d}.png", full_page=True)
        checked = self._checked()
        checked.evaluate(AXE)
        found = checked.evaluate(RUN_AXE)
        faults = [
            f"{fault['id']}: {fault['help']} at {[node['html'][:160] for node in fault['nodes'][:3]]}"
            for fault in found
        ]
        assert not faults, f"axe on {self.page.url}: {json.dumps(faults, indent=1)}"
        wide = checked.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth + 1")
        assert not wide, f"{self.page.url} scrolls sideways at {self.page.viewport_size}"

    def _checked(self) -> Page:
        """Return a page on which axe can run: this one or, without JavaScript, the same HTML in another."""
        if self.checker is None:
            return self.page
        html = self.page.content()
        self.checker.set_viewport_size(self.page.viewport_size)
        self.checker.route("**/*.js", lambda route: route.abort())
        self.checker.route(self.page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
        self.checker.goto(self.page.url)
        self.checker.unroute_all()
        return self.checker

    def _looked_at_before(self) -> bool:
        """Say whether just this page was checked before in a window of this size, but for its tokens and clocks."""
        key = str(self.page.viewport_size) + TOKENS.sub("", self.page.content())
        if key in CHECKED:
            return True
        CHECKED.add(key)
        return False

    def looks_at_size(self, size: dict[str, int]) -> None:
        """Look at the same page in a window of another size."""
        self.page.set_viewport_size(size)
        self.look()

    def sees_at_both_sizes(self, path: str) -> None:
        """Open an address on a desktop, and look at it on a phone as well."""
        self.page.set_viewport_size(DESKTOP)
        self.go(path)
        self.looks_at_size(PHONE)


def _labelled(label: Words) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$") if isinstance(label, str) else label


Sit = Callable[..., Officer]


@pytest.fixture
def officer_at(browser: Browser, service: Service, request: pytest.FixtureRequest) -> Iterator[Sit]:
    """Return a function that sits somebody at a browser of a given size, with or without JavaScript."""
    contexts: list[BrowserContext] = []

    def sit(*, size: dict[str, int] = PHONE, javascript: bool = True, who: str = "") -> Officer:
        context = browser.new_context(
            viewport=size, java_script_enabled=javascript, locale="en-GB", timezone_id="Europe/London"
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        name = re.sub(r"[^a-z0-9]+", "-", request.node.name.lower().removeprefix("test_").removesuffix("[chromium]"))[
            :60
        ].strip("-")
        checker = None
        if not javascript:
            contexts.append(browser.new_context())
            checker = contexts[-1].new_page()
        return Officer(context.new_page(), service, f"{name}-{who or len(contexts)}", checker)

    yield sit
    for context in contexts:
        context.close()
