"""A picture that somebody sent, looked at with care, and made anew as a plain JPEG: upright, no metadata, no bombs."""

import io
import re
import struct
import warnings
import zlib
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from compliance.errors import Refusal

pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)

NAMES = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP", "HEIF": "HEIC"}
SUFFIXES = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic"}
MOST_PIXELS = {"PNG": 24_000_000, "WEBP": 24_000_000, "HEIF": 50_000_000}
"""Of the formats that can only be decoded whole: some 300 MB of memory at the most. A large JPEG takes 140."""

QUALITY = 85
SIXTEEN_BITS = 257  # what a level of sixteen bits is divided by to be one of eight
DAMAGED = "The picture is damaged and cannot be read. Save it again and upload that file"
_HEIC = frozenset({b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypheim", b"ftypheis"})
_MOVING = ("PNG", "WEBP")
_END = 0xD9
_WITHOUT_LENGTH = frozenset({0x01, 0xD8})
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_BOX = 8
_PLACE = 0x8825  # the part of Exif that tells a place
_POINT = frozenset({2, 4})  # its latitude and its longitude
_PLACE_IN_BYTES = re.compile(rb"GPSLatitude|\xa9xyz.{4}[+-]\d", re.DOTALL)
_UNREADABLE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    ArithmeticError,
    LookupError,
    RuntimeError,
    TypeError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a picture: its formats (Pillow's names), and how many pixels it may have in all.

    `side` is the longest that the one made from it may be, `least` the shortest that its longer side may be. `sharp`
    keeps the colours of every pixel, for a drawing with hard edges. `noun` is what it is called when it is no picture.
    """

    formats: tuple[str, ...] = ("JPEG", "PNG", "WEBP", "HEIF")
    pixels: int = 64_000_000
    side: int = 2000
    least: int = 1
    sharp: bool = False
    noun: str = "file"


PHOTOGRAPH = Wanted()


@dataclass(frozen=True, slots=True)
class Picture:
    """What was made of a picture: a JPEG of so many pixels. `suffix` is how the name of the file that came may end.

    `tells_place`: the file that came says where it was taken; what was made of it does not.
    """

    jpeg: bytes
    width: int
    height: int
    suffix: str
    tells_place: bool = False


def derive(content: bytes, wanted: Wanted = PHOTOGRAPH) -> Picture:
    """Return the picture in `content` as a plain JPEG, the way up that it was taken, on white where it was clear.

    What it is, is decided by Pillow opening it in an allowed format, whatever its name or the browser said. Nothing
    but what it shows is taken over: no place, time, camera or profile, and no bytes behind the picture. Raises Refusal
    for what is no such picture, is damaged or cut off, moves, or has too many or too few pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is lower; what is odd in its metadata is not read
            picture = Image.open(io.BytesIO(content), formats=wanted.formats)
            suffix = SUFFIXES[str(picture.format)]
            _check(picture, wanted)
            _check_whole(content, str(picture.format))
            tells_place = _tells_place(picture, content)
            made = _plain(picture, wanted.side)
    except UnidentifiedImageError as error:
        cut = "HEIF" in wanted.formats and content[4:12] in _HEIC
        raise Refusal(DAMAGED if cut else _no_picture(wanted)) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels(wanted.pixels) from error
    except _UNREADABLE as error:
        raise Refusal(DAMAGED) from error
    written = io.BytesIO()
    sampling = {"subsampling": 0} if wanted.sharp else {}
    made.save(written, "JPEG", quality=QUALITY, optimize=True, **sampling)
    return Picture(written.getvalue(), made.width, made.height, suffix, tells_place)


def _tells_place(picture: Image.Image, content: bytes) -> bool:
    """Say whether a picture says where it was taken: in its Exif, its XMP, or a film that a phone put behind it."""
    exif = picture.getexif()
    try:
        by_exif = set(exif.get_ifd(_PLACE)) >= _POINT
    except _UNREADABLE:
        by_exif = True  # it is there, and another program may well read it
    return by_exif or b"GPSLatitude" in _xmp(picture) or _PLACE_IN_BYTES.search(content) is not None


def _xmp(picture: Image.Image) -> bytes:
    found = picture.info.get("xmp", b"")
    return found if isinstance(found, bytes) else str(found).encode()


def _no_picture(wanted: Wanted) -> str:
    *others, last = (NAMES[name] for name in wanted.formats)
    return f"The {wanted.noun} must be a {', '.join(others)} or {last} picture"


def _too_many_pixels(most: int) -> Refusal:
    return Refusal(
        f"The picture must have {most // 1_000_000} million pixels or fewer. Make it smaller and upload it again"
    )


def _check(picture: Image.Image, wanted: Wanted) -> None:
    """Look at what the picture says of itself before any of it is decoded."""
    most = min(wanted.pixels, MOST_PIXELS.get(str(picture.format), wanted.pixels))
    if picture.width * picture.height > most:
        raise _too_many_pixels(most)
    if max(picture.width, picture.height) < wanted.least:
        raise Refusal(f"The picture must be {wanted.least} pixels wide or high at the least, to be fit for print")
    if picture.format in _MOVING and getattr(picture, "is_animated", False):
        raise Refusal("The picture moves. Upload a still picture")


def _plain(picture: Image.Image, side: int) -> Image.Image:
    """Return a picture of any mode upright, in plain colours on white, no longer than `side`."""
    upright = ImageOps.exif_transpose(_small(picture, side))
    if "A" not in upright.getbands():
        return _bare(upright.convert("RGB"))
    white = Image.new("RGB", upright.size, "white")
    white.paste(upright, mask=upright.getchannel("A"))
    return white


def _small(picture: Image.Image, side: int) -> Image.Image:
    """Return the picture no longer than `side`; of a large JPEG, without ever having all of it in memory."""
    exif = picture.getexif()
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("F").point(lambda level: level / SIXTEEN_BITS).convert("L")
    elif picture.mode in {"1", "P", "PA", "LA", "La", "RGBa"} or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((side, side))
    if exif and "exif" not in picture.info:
        picture.info["exif"] = exif.tobytes()
    return picture


def _bare(picture: Image.Image) -> Image.Image:
    """Return the picture without what was written about it."""
    picture.info.clear()
    return picture


def _check_whole(content: bytes, kind: str) -> None:
    """Raise EOFError when a file was cut off: the maker of letters has Pillow fill up what is missing with grey."""
    whole = {"PNG": _is_whole_png, "WEBP": _is_whole_webp, "HEIF": _is_whole_heic}.get(kind, _is_whole_jpeg)
    if not whole(content):
        raise EOFError


def _is_whole_png(content: bytes) -> bool:
    return b"IEND\xaeB`\x82" in content


def _is_whole_webp(content: bytes) -> bool:
    return len(content) >= _BOX + int.from_bytes(content[4:_BOX], "little")


def _is_whole_heic(content: bytes) -> bool:
    """Say whether every box of the file is as long as it says; a box of length 0 goes on to the end of the file."""
    at = 0
    while at + _BOX <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        if length == 1:  # the true length follows the name of the box
            length = int.from_bytes(content[at + _BOX : at + 2 * _BOX], "big")
        if length == 0:
            return True
        if length < _BOX:
            return False
        at += length
    return at == len(content)


def _is_whole_jpeg(content: bytes) -> bool:
    """Say whether the first picture in the file has its end: phones put a second picture or a film behind it."""
    at = 2
    while (found := _MARKER.search(content, at)) is not None:
        marker, at = content[found.start() + 1], found.end()
        if marker == _END:
            return True
        if marker not in _WITHOUT_LENGTH:
            at += int.from_bytes(content[at : at + 2], "big")
    return False
