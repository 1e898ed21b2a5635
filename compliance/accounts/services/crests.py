"""The picture of an authority's crest: read with care, and made anew as a plain JPEG."""

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError
from sqlmodel import Session

from compliance import files
from compliance.accounts import queries, rules
from compliance.accounts.models import Authority
from compliance.audit import services as audit
from compliance.errors import Refusal
from compliance.permissions import Actor, Permission

FORMATS = ("PNG", "JPEG")
MEGABYTE = 1024 * 1024


def keep_crest(content: bytes) -> str:
    """Make a picture anew as a JPEG on white, keep it, and return its SHA-256.

    Nothing of the file that was sent is kept but what it shows: no metadata, no profile, no bytes behind the picture.
    Raises Refusal beside `crest` for what is no PNG or JPEG, too large, too small, or damaged.
    """
    if len(content) > rules.CREST_MEGABYTES * MEGABYTE:
        raise Refusal(f"The picture must be smaller than {rules.CREST_MEGABYTES} MB", "crest")
    made = io.BytesIO()
    _on_white(_read(content)).save(made, "JPEG", quality=85, optimize=True, subsampling=0)
    return files.keep(made.getvalue())


def _read(content: bytes) -> Image.Image:
    """Return the picture upright and decoded, having looked at its size first."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            picture = Image.open(io.BytesIO(content), formats=FORMATS)
            _check_size(picture.width, picture.height)
            _check_whole(content, str(picture.format))
            upright: Image.Image = ImageOps.exif_transpose(picture)
            upright.load()
    except UnidentifiedImageError as error:
        raise Refusal("The crest must be a PNG or JPEG picture", "crest") from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError) as error:
        raise Refusal(
            "The picture is damaged and cannot be read. Save it again and upload that file", "crest"
        ) from error
    return upright


def _check_whole(content: bytes, kind: str) -> None:
    """Raise EOFError when a file was cut off: the maker of letters has Pillow fill up what is missing with grey."""
    whole = (
        b"IEND\xaeB`\x82" in content if kind == "PNG" else content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    )  # the end of the image, after its last scan
    if not whole:
        raise EOFError


def _check_size(width: int, height: int) -> None:
    if width * height > rules.CREST_PIXELS:
        raise _too_many_pixels()
    if max(width, height) < rules.CREST_LEAST_SIDE:
        raise Refusal(
            f"The picture must be {rules.CREST_LEAST_SIDE} pixels wide or high at the least, to be fit for print",
            "crest",
        )


def _too_many_pixels() -> Refusal:
    return Refusal(f"The picture must have {rules.CREST_PIXELS // 1_000_000} million pixels or fewer", "crest")


def _on_white(picture: Image.Image) -> Image.Image:
    """Return a picture of any mode in plain colours on white, no larger than print needs."""
    if picture.mode.startswith(("I", "F")):
        picture = picture.convert("F").point(lambda level: level / 257).convert("L")
    clear = picture.convert("RGBA")
    clear.thumbnail((rules.CREST_SIDE, rules.CREST_SIDE))
    white = Image.new("RGB", clear.size, "white")
    white.paste(clear, mask=clear.getchannel("A"))
    return white


def remove_crest(session: Session, actor: Actor) -> Authority:
    """Take the crest off the letterhead: the name is set in type again. Letters already issued keep theirs."""
    actor.require(Permission.MANAGE_OFFICERS)
    authority = queries.get_authority(session, actor.authority_id)
    changes = audit.changed_fields(authority, {"crest_sha256": None})
    if changes:
        authority.crest_sha256 = None
        session.add(authority)
        session.flush()
        audit.record(session, actor, "authority.changed", "authority", authority.id, changes=changes)
    return authority
