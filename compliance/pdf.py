"""HTML in, tagged PDF/UA-1 out; fetches nothing outside static/ and the kept files it is handed."""

import gc
import mimetypes
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import groupby, islice
from pathlib import Path
from urllib.parse import unquote, urlsplit

import weasyprint
from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from weasyprint import CSS, HTML
from weasyprint.document import DocumentMetadata
from weasyprint.formatting_structure import boxes
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from compliance.errors import Refusal
from compliance.settings import ROOT

STATIC = (ROOT / "static").resolve()
TEMPLATES = ROOT / "templates"
LANGUAGE = "en-GB"
KEPT_IMAGES = 64
CHUNK = 8  # documents laid out together: one-page letters were as fast as by 20, in 90 MB instead of 108
_MM = 25.4 / 96  # a CSS pixel in millimetres
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_VARIANT = {"pdf_variant": "pdf/ua-1"}


@dataclass(frozen=True, slots=True)
class Mark:
    """Something drawn on a page (the first is 1): a line of text, or with no text a picture, border or tint. In mm."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    in_margin: bool = False  # page numbers and the like, repeated on each page


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One PDF to be made from a template in templates/ and the only value that it sees, as `facts`."""

    template: str
    facts: object
    title: str
    stylesheets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished PDF, how many pages it has, and what stands where on them."""

    pdf: bytes
    pages: int
    marks: tuple[Mark, ...] = field(repr=False)
    unprintable: tuple[str, ...]  # characters that no installed typeface has

    @property
    def text(self) -> str:
        """Every line in reading order, joined by single spaces, without what stands in the margins."""
        return " ".join(" ".join(mark.text.split()) for mark in self.marks if mark.text and not mark.in_margin)


class _StaticFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves `kept:NAME` from the files handed over, and files whose resolved path is inside static/."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("file", "kept"))
        self.files: Mapping[str, bytes] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return what `url` names, or stop the rendering: a letter without its crest must not go out unnoticed."""
        del headers
        parts = urlsplit(url)
        path = unquote(parts.path)
        kept = self.files.get(path) if parts.scheme == "kept" else None
        if kept is not None:
            return URLFetcherResponse(url, kept, {"Content-Type": _kind_of_picture(kept, url)})
        found = _inside_static(path) if parts.scheme == "file" and not parts.netloc else None
        if found is not None:
            kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
            return URLFetcherResponse(found.as_uri(), found.read_bytes(), {"Content-Type": kind})
        raise FatalURLFetchingError(f"it may not use {url}")


def _inside_static(path: str) -> Path | None:
    """Return the file that `path` really is, links and dots followed, or None when that is not inside static/."""
    wanted = STATIC / path.removeprefix("/static/") if path.startswith("/static/") else Path(path)
    try:
        found = wanted.resolve()
        return found if found.is_relative_to(STATIC) and found.is_file() else None
    except (OSError, ValueError):  # too long, or with a character that no path can have
        return None


def _kind_of_picture(kept: bytes, url: str) -> str:
    """Kept files come from people: only what begins as a JPEG or a PNG is opened, so never an SVG or its XML."""
    for magic, kind in _PICTURES.items():
        if kept.startswith(magic):
            return kind
    raise FatalURLFetchingError(f"{url} is not a picture (JPEG or PNG)")


class _Press:
    """What one process keeps between documents: fonts, parsed style sheets, images, the fetcher, page counts."""

    def __init__(self) -> None:
        self.lock = threading.RLock()  # Pango's fonts are not safe to share between threads
        self.fonts = FontConfiguration()
        self.fetcher = _StaticFetcher()
        self.images: dict[str, object] = {}
        self.sheets: dict[tuple[str, int], CSS] = {}
        self.pages: dict[tuple[str, ...], int] = {}

    def sheet(self, name: str) -> CSS:
        path = STATIC / name
        key = (name, path.stat().st_mtime_ns)
        if key not in self.sheets:
            self.sheets[key] = CSS(filename=path, font_config=self.fonts, url_fetcher=self.fetcher)
        return self.sheets[key]

    def lay_out(self, html: str, stylesheets: Sequence[str], files: Mapping[str, bytes]) -> weasyprint.Document:
        """Call with the lock held."""
        if len(self.images) > KEPT_IMAGES:
            self.images.clear()
        self.fetcher.files = files
        try:
            page = HTML(string=html, base_url=f"{STATIC.as_uri()}/", url_fetcher=self.fetcher)
            sheets = [self.sheet(name) for name in stylesheets]
            laid_out = page.render(stylesheets=sheets, font_config=self.fonts, cache=self.images, **_VARIANT)
        except FatalURLFetchingError as unfetched:
            raise Refusal(f"The document cannot be printed: {unfetched}.") from None
        finally:
            self.fetcher.files = {}
        unread = [url for url, image in self.images.items() if image is None]
        for url in unread:
            del self.images[url]
        if unread:
            raise Refusal(f"The document cannot be printed: {unread[0]} is not a picture that can be read.")
        return laid_out


@cache
def _press() -> _Press:
    return _Press()


@cache
def _templates() -> ImmutableSandboxedEnvironment:
    """Jinja for documents: none of the web's globals, no code, no loader outside templates/, no silent gaps."""
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.clear()
    environment.globals["day"] = day
    return environment


def day(value: date) -> str:
    """Return a day as a letter writes it, "3 November 2026", with spaces at which no line ends."""
    return f"{value.day} {value:%B %Y}".replace(" ", "\N{NO-BREAK SPACE}")


def fill(template: str, facts: object) -> str:
    """Return the HTML of `template` (a name inside templates/) filled from `facts`, the only value that it sees."""
    return _templates().get_template(template).render(facts=facts)


def render_pdf(html: str, *, stylesheets: Sequence[str] = (), files: Mapping[str, bytes] | None = None) -> bytes:
    """Return one whole page of HTML as a PDF/UA-1 file: the same bytes for the same input.

    `html` needs `<html lang>` and `<title>` (ValueError without them). `stylesheets` are names inside static/; links
    and pictures in the page may name files there (css/print.css or /static/css/print.css) or `kept:NAME`, a key of
    `files`, where NAME is the SHA-256 of the bytes. Raises Refusal when it asks for any other file, or for a picture
    that cannot be read.
    """
    press = _press()
    with press.lock:
        laid_out = press.lay_out(html, stylesheets, files or {})
        if not laid_out.metadata.title or not laid_out.metadata.lang:
            raise ValueError("A PDF needs a title and a language: <html lang> and <title>.")
        return bytes(laid_out.write_pdf(**_VARIANT))


def render_document(document: Document, *, files: Mapping[str, bytes] | None = None) -> Rendered:
    """Return one document as a PDF, with what stands where. Refuses as `render_pdf` does."""
    return next(render_documents([document], files=files))


def render_documents(documents: Iterable[Document], *, files: Mapping[str, bytes] | None = None) -> Iterator[Rendered]:
    """Yield each document as a PDF of its own, in order, laying out eight at a time.

    Neighbours with the same style sheets share a layout, so sort a long run by them. Each style sheet must begin a new
    page for every `.document`, and may show its `data-pages`: the number of pages that this document has.
    """
    press = _press()
    for stylesheets, group in groupby(documents, key=lambda document: document.stylesheets):
        waiting = iter(group)
        while chunk := list(islice(waiting, CHUNK)):
            with press.lock, _without_collecting():
                rendered = _render_chunk(press, chunk, stylesheets, files or {})
            yield from rendered


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Put off garbage collection until a chunk is done: measured at a tenth of the time of a letter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _render_chunk(
    press: _Press, chunk: Sequence[Document], stylesheets: Sequence[str], files: Mapping[str, bytes]
) -> list[Rendered]:
    """Lay out a chunk with each document's page count as last seen, again if a count was wrong, and cut it up."""
    bodies = [fill(document.template, document.facts) for document in chunk]
    keys = [(document.template, *stylesheets) for document in chunk]
    counts = [press.pages.get(key, 1) for key in keys]
    for _attempt in range(3):  # a page count stands in the margin, where it moves nothing: the second layout agrees
        laid_out = press.lay_out(_shell(bodies, counts), stylesheets, files)
        sheaves: list[list[weasyprint.Page]] = [[] for _ in chunk]
        for page in laid_out.pages:
            sheaves[_document_of(page)].append(page)
        found = [len(sheaf) for sheaf in sheaves]
        if found == counts:
            break
        counts = found
    press.pages.update(zip(keys, counts, strict=True))
    return [_cut(laid_out, document, sheaf) for document, sheaf in zip(chunk, sheaves, strict=True)]


def _shell(bodies: Sequence[str], counts: Sequence[int]) -> str:
    wrapped = (
        f'<div class="document" id="document-{number}" data-pages="{count}">{body}</div>'
        for number, (body, count) in enumerate(zip(bodies, counts, strict=True))
    )
    return f'<!doctype html><html lang="{LANGUAGE}"><head><title>-</title></head><body>{"".join(wrapped)}</body></html>'


def _document_of(page: weasyprint.Page) -> int:
    """Which document a page belongs to: the first box of the body is a piece of its element."""
    html = page._page_box.children[0]  # noqa: SLF001 - WeasyPrint offers no public view of the layout
    element = html.children[0].children[0].element
    return int(element.attrib["id"].removeprefix("document-"))


def _cut(laid_out: weasyprint.Document, document: Document, pages: list[weasyprint.Page]) -> Rendered:
    copy = laid_out.copy(pages)
    copy.metadata = DocumentMetadata(title=document.title, lang=LANGUAGE)
    pdf = bytes(copy.write_pdf(**_VARIANT))
    missing = {chr(point) for font in copy.fonts.values() for point in font.missing}
    marks = tuple(mark for number, page in enumerate(pages, 1) for mark in _marks(page._page_box, number))  # noqa: SLF001
    return Rendered(pdf, len(pages), marks, tuple(sorted(missing)))


def _marks(box: boxes.Box, page: int, *, in_margin: bool = False) -> Iterator[Mark]:
    """Walk the layout tree: each line of text, each picture, and each box with a border or a tint."""
    in_margin = in_margin or isinstance(box, boxes.MarginBox)
    if isinstance(box, boxes.LineBox):
        runs = [run for run in _runs(box) if run.text.strip()]
        if runs:
            left, top = min(run.position_x for run in runs), min(run.position_y for run in runs)
            right = max(run.position_x + run.width for run in runs)
            bottom = max(run.position_y + run.height for run in runs)
            text = "".join(run.text for run in runs)
            yield Mark(page, left * _MM, top * _MM, right * _MM, bottom * _MM, text, in_margin)
    elif isinstance(box, boxes.ReplacedBox) or _is_painted(box):
        left, top = box.border_box_x(), box.border_box_y()
        right, bottom = left + box.border_width(), top + box.border_height()
        yield Mark(page, left * _MM, top * _MM, right * _MM, bottom * _MM, "", in_margin)
    for child in getattr(box, "children", ()):
        if not isinstance(child, boxes.TextBox):
            yield from _marks(child, page, in_margin=in_margin)


def _runs(box: boxes.Box) -> Iterator[boxes.TextBox]:
    """Yield the pieces of text of one line; a block placed inside it has lines of its own."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _runs(child)


def _is_painted(box: boxes.Box) -> bool:
    if isinstance(box, boxes.PageBox | boxes.LineBox):
        return False
    sides = ("border_top_width", "border_right_width", "border_bottom_width", "border_left_width")
    return getattr(box, "background", None) is not None or any(getattr(box, side, 0) for side in sides)
