"""Pictures that people send: what is made of them, what is left out, and what is refused in words."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from compliance import pictures
from compliance.errors import Refusal
from compliance.pictures import Wanted, derive

RED, BLUE = (254, 0, 0), (0, 0, 254)
PLACE = {1: "N", 2: (51.0, 32.0, 44.0), 3: "W", 4: (0.0, 3.0, 19.0), 29: "2026:11:20"}


def two_colours(mode="RGB", size=(60, 40)):
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def metadata(orientation=1):
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretMaker"
    exif[0x013B] = "Somebody by name"
    exif.get_ifd(0x8825).update(PLACE)
    return exif


def written(image, kind, **how):
    content = io.BytesIO()
    image.save(content, kind, **how)
    return content.getvalue()


def opened(picture):
    return Image.open(io.BytesIO(picture.jpeg))


def near(found, wanted):
    return all(abs(one - other) < 24 for one, other in zip(found, wanted, strict=True))


PHONES = [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")]


@pytest.mark.parametrize(("kind", "suffix"), PHONES)
def test_what_a_phone_sends_becomes_a_plain_jpeg(kind, suffix):
    picture = derive(written(two_colours(), kind))
    found = opened(picture)
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (60, 40))
    assert (picture.width, picture.height, picture.suffix) == (60, 40, suffix)
    assert near(found.getpixel((10, 20)), RED)
    assert near(found.getpixel((50, 20)), BLUE)


@pytest.mark.parametrize(("kind", "suffix"), PHONES)
def test_neither_place_nor_person_nor_camera_is_taken_over(kind, suffix):
    sent = written(two_colours(), kind, exif=metadata().tobytes())
    assert dict(Image.open(io.BytesIO(sent)).getexif().get_ifd(0x8825))[2] == PLACE[2], "the place was in what was sent"
    picture = derive(sent)
    found = opened(picture)
    assert not found.getexif()
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    for secret in (
        b"Exif",
        b"SecretMaker",
        b"Somebody",
        b"2026:11",
        b"http://ns.adobe.com",
        b"ICC_PROFILE",
        b"Photoshop",
    ):
        assert secret not in picture.jpeg
    assert picture.suffix == suffix


def test_other_words_about_a_picture_are_left_out():
    comment = written(two_colours(), "JPEG", comment=b"taken at home", icc_profile=b"profile of mine" * 20)
    assert b"taken at home" in comment
    assert b"taken at home" not in derive(comment).jpeg
    assert b"profile of mine" not in derive(comment).jpeg
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">at home</x:xmpmeta>'
    assert b"at home" not in derive(written(two_colours(), "WEBP", xmp=xmp)).jpeg


# Orientation (EXIF 2.3, tag 274): where in the upright picture the red half lies that was stored on the left.
WAYS_UP = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}
POINTS = {
    "left": ((5, 20), (55, 20)),
    "right": ((55, 20), (5, 20)),
    "top": ((20, 5), (20, 55)),
    "bottom": ((20, 55), (20, 5)),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize(("orientation", "where"), WAYS_UP.items())
def test_a_picture_is_upright(kind, orientation, where):
    picture = derive(written(two_colours(), kind, exif=metadata(orientation).tobytes()))
    red, blue = POINTS[where]
    assert (picture.width, picture.height) == ((60, 40) if where in {"left", "right"} else (40, 60))
    found = opened(picture)
    assert near(found.getpixel(red), RED)
    assert near(found.getpixel(blue), BLUE)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        *(("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")),
        *(("JPEG", mode) for mode in ("L", "RGB", "CMYK", "YCbCr")),
        *(("WEBP", mode) for mode in ("RGB", "RGBA")),
        *(("HEIF", mode) for mode in ("L", "RGB", "RGBA", "I;16")),
    ],
)
def test_a_picture_of_any_mode_becomes_plain_colours(kind, mode):
    picture = derive(written(Image.new(mode, (60, 40)), kind))
    assert (opened(picture).mode, opened(picture).size) == ("RGB", (60, 40))


def test_what_was_clear_is_white():
    clear = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    assert opened(derive(written(clear, "PNG"))).getpixel((30, 20)) == (255, 255, 255)
    for other in (written(Image.new("L", (60, 40), 0), "PNG", transparency=0), written(clear.quantize(), "PNG")):
        assert opened(derive(other)).getpixel((30, 20)) == (255, 255, 255)


def test_cmyk_keeps_its_colours():
    found = opened(derive(written(Image.new("CMYK", (60, 40), (0, 255, 255, 0)), "JPEG")))
    assert near(found.getpixel((30, 20)), (255, 0, 0))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_becomes_no_larger_than_is_wanted(kind):
    small = Wanted(side=200)
    picture = derive(written(two_colours(size=(300, 150)), kind), small)
    assert (picture.width, picture.height) == (200, 100)
    turned = derive(written(two_colours(size=(300, 150)), kind, exif=metadata(6).tobytes()), small)
    assert (turned.width, turned.height) == (100, 200)


def test_a_photograph_becomes_as_large_as_a_slow_laptop_needs():
    picture = derive(written(two_colours(size=(4000, 1000)), "JPEG"))
    assert (picture.width, picture.height) == (2000, 500)


def test_a_small_picture_is_not_made_larger():
    assert derive(written(two_colours(size=(3, 2)), "PNG")).width == 3


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00",
        SVG,
        HTML,
        b"GIF89a" + HTML,
        b"\xff\xd8\xff" + HTML,
        b"RIFF\x00\x00\x00\x00WEBP",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        written(two_colours(), "GIF"),
        written(two_colours(), "TIFF"),
        written(two_colours(), "BMP"),
        written(two_colours(), "ICO"),
        written(two_colours(), "AVIF"),
        written(two_colours(), "EPS"),
        b"P6 60 40 255\n" + bytes(7200),
    ],
    ids=lambda content: content[:12].hex(),
)
def test_what_is_no_picture_of_the_allowed_formats_is_refused(content):
    with pytest.raises(Refusal, match=r"must be a JPEG, PNG, WebP or HEIC picture|damaged") as refusal:
        derive(content)
    assert refusal.value.field is None


def noise():
    return Image.effect_noise((300, 200), 80).convert("RGB")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95, 0.999])
@pytest.mark.parametrize("lenient", [True, False])
def test_a_picture_that_was_cut_off_is_refused_and_never_filled_up_with_grey(monkeypatch, kind, part, lenient):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)  # the maker of PDFs sets it for the whole process
    content = written(noise(), kind)
    with pytest.raises(Refusal, match="damaged"):
        derive(content[: int(len(content) * part)])


def test_what_lies_behind_a_picture_is_dropped():
    for kind in ("JPEG", "PNG"):
        polyglot = written(two_colours(), kind) + b"PK\x03\x04" + SVG + HTML
        assert b"script" not in derive(polyglot).jpeg


def test_a_film_behind_a_picture_does_not_make_it_damaged():
    """Phones put a film, or a second picture, behind the first; either has any bytes at all."""
    film = b"\xff\xda\x00\x08" + bytes(range(256)) * 40 + b"\xff\xda\xff\x00"
    assert derive(written(noise(), "JPEG") + film).width == 300


def test_a_picture_with_a_second_one_in_it_is_the_first():
    both = written(two_colours(), "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40), "green")])
    picture = derive(both)
    assert picture.suffix == "jpg"
    assert near(opened(picture).getpixel((10, 20)), RED)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_picture_that_moves_is_refused(kind):
    moving = written(two_colours(), kind, save_all=True, append_images=[Image.new("RGB", (60, 40), "green")])
    with pytest.raises(Refusal, match="Upload a still picture"):
        derive(moving)


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_bomb(width, height):
    """A small file that says it is a large picture."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(("width", "height"), [(6001, 4000), (13_000, 13_000), (30_000, 30_000), (2_000_000_000, 1)])
def test_a_bomb_is_refused_before_it_is_opened(monkeypatch, width, height):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(pictures, "_plain", never)
    with pytest.raises(Refusal, match=r"(24|64) million pixels or fewer"):
        derive(png_bomb(width, height))


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size():
    """Whatever a phone of 50 million pixels sends; the other formats are decoded whole, and may have fewer."""
    content = written(Image.new("L", (7000, 4000)), "JPEG")
    assert derive(content).width == 2000
    with pytest.raises(Refusal, match="24 million"):
        derive(written(Image.new("1", (7000, 4000)), "PNG"))


def test_a_png_whose_words_unpack_to_gigabytes_is_not_unpacked(monkeypatch):
    words = chunk(b"zTXt", b"Comment\x00\x00" + zlib.compress(bytes(80_000_000), 9))
    content = written(two_colours(), "PNG")
    content = content[:33] + words + content[33:]
    assert len(content) < 100_000
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    with pytest.raises(Refusal, match="damaged"):
        derive(content)
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)  # then Pillow leaves such words out
    assert derive(content).width == 60


def test_the_limit_is_on_the_day():
    tight = Wanted(pixels=2_000_000)
    assert derive(written(Image.new("L", (2000, 1000)), "PNG"), tight).width == 2000
    with pytest.raises(Refusal, match="2 million pixels"):
        derive(written(Image.new("L", (2001, 1000)), "PNG"), tight)


def test_a_format_that_is_not_wanted_is_refused_by_name():
    with pytest.raises(Refusal, match="must be a PNG or JPEG picture"):
        derive(written(two_colours(), "HEIF"), Wanted(formats=("PNG", "JPEG")))


SENT = {kind: written(noise(), kind, exif=metadata(6).tobytes()) for kind in ("JPEG", "PNG", "WEBP", "HEIF")}


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(sorted(SENT)),
    places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    only_head=st.booleans(),
)
def test_whatever_is_changed_in_a_file_there_is_a_picture_or_a_refusal(kind, places, only_head):
    content = bytearray(SENT[kind])
    reach = 300 if only_head else len(content)
    for where, what in places:
        content[int(where * reach)] = what
    try:
        picture = derive(bytes(content))
    except Refusal as refusal:
        assert refusal.message  # noqa: PT017 - either is right
    else:
        assert opened(picture).format == "JPEG"
        assert max(picture.width, picture.height) <= 2000
