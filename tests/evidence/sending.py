"""What tests of uploads share: files of every sort, and an officer's device that sends them."""

import base64
import hashlib
import io
import struct
import uuid
import zlib

import pikepdf
from PIL import Image

from compliance.files import spool

PLACE = {1: "N", 2: (51.0, 32.0, 44.0), 3: "W", 4: (0.0, 3.0, 19.0)}
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def picture(kind="JPEG", size=(60, 40), colour="red", **how):
    content = io.BytesIO()
    Image.new("RGB", size, colour).save(content, kind, **how)
    return content.getvalue()


def with_place(kind="JPEG"):
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825).update(PLACE)
    return picture(kind, exif=exif.tobytes())


def huge_png(width=60_000, height=60_000):
    """A small file that would be 3.6 thousand million pixels."""

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(9999))) + chunk(b"IEND", b"")
    )


def huge_jpeg():
    """A small JPEG whose head says 65,000 by 65,000."""
    content = bytearray(picture())
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", 65_000, 65_000)
    return bytes(content)


def pdf(*, script="", bomb=False, attached=False):
    with pikepdf.new() as made:
        made.add_blank_page()
        if script:
            made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=script)
        if attached:
            made.attachments["notes.txt"] = b"more"
        if bomb:
            made.Root.Big = made.make_stream(zlib.compress(bytes(50_000_000)), Filter=pikepdf.Name.FlateDecode)
        content = io.BytesIO()
        made.save(content)
    return content.getvalue()


def box(name, content=b""):
    return struct.pack(">I", len(content) + 8) + name + content


def film(brand=b"isom", size=1000, about=b""):
    """An MP4 as far as its boxes go. `about` is what the camera wrote into it."""
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", bytes(100) + about) + box(b"mdat", bytes(size))


POINT = b"+51.5456-000.0553/"
PLACES = {
    "quicktime": box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(POINT), 0x15C7) + POINT)),
    "3gpp": box(b"udta", box(b"loci", bytes(4) + b"\x15\xc7Hackney\x00\x00" + bytes(12))),
    "iphone": box(b"meta", box(b"keys", b"\x00\x00\x00\x34mdtacom.apple.quicktime.location.ISO6709")),
    "xmp": box(b"uuid", b'<rdf:Description exif:GPSLatitude="51,32.7N"/>'),
    "measurements": box(b"trak", box(b"stsd", bytes(8) + box(b"gpmd", bytes(8)))),
}
"""How cameras write into a film where it was made."""


def webm(size=500):
    head = b"\x42\x82\x84webm"
    segment = bytes(size)
    return (
        b"\x1aE\xdf\xa3"
        + bytes([0x80 | len(head)])
        + head
        + b"\x18S\x80g"
        + b"\x10\x00"
        + struct.pack(">H", size)
        + segment
    )


def row(content, name="photograph.jpg", *, number=1, kind="photograph", description="The till", identifier=None):
    """One row of the form without JavaScript."""
    return {
        f"row_{number}": str(identifier or uuid.uuid4()),
        f"file_{number}": (io.BytesIO(content), name),
        f"kind_{number}": kind,
        f"description_{number}": description,
    }


def metadata(**said):
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


class Device:
    """A phone that hashes a file and sends it in pieces."""

    def __init__(self, client, purchase_id, content, name="film.mp4", **said):
        self.client, self.content = client, content
        self.base = f"/purchases/{purchase_id}/evidence/uploads"
        self.said = {"filename": name, "sha256": hashlib.sha256(content).hexdigest()}
        self.said |= {"kind": "photograph", "description": "The till"} | said

    def create(self, length=None, **headers):
        sent = TUS | {"Upload-Length": str(length or len(self.content)), "Upload-Metadata": metadata(**self.said)}
        answer = self.client.post(self.base, headers=sent | headers)
        self.address = answer.headers.get("Location")
        return answer

    @property
    def id(self):
        return uuid.UUID(self.address.rpartition("/")[2])

    def ask(self):
        return self.client.head(self.address, headers=TUS)

    def patch(self, offset, piece, **headers):
        sent = TUS | {"Upload-Offset": str(offset), "Content-Type": PIECE} | headers
        return self.client.patch(self.address, data=piece, headers=sent)

    def send(self):
        """Create, send all in three pieces, and finish."""
        created = self.create()
        assert created.status_code == 201, created.text
        third = len(self.content) // 3 + 1
        for offset in range(int(created.headers["Upload-Offset"]), len(self.content), third):
            assert self.patch(offset, self.content[offset : offset + third]).status_code == 204
        return self.finish()

    def finish(self):
        return self.client.post(f"{self.address}/finish", headers={"Accept": "application/json"})


def spooled():
    return sorted(path.name for path in spool.folder().iterdir())
