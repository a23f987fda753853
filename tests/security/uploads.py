"""Hostile pictures made from nothing: bombs, polyglots, broken files, and pictures full of what must not leave."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageCms, PngImagePlugin

from tests.contracts.pictures import bomb, chunk, png

CANARY = "abito-in-via-dei-tigli-7"  # in every corner of a picture where words may be
SCRIPT = b"<script>alert('officina')</script>"


def encoded(picture: Image.Image, form: str, **more: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **more)
    return out.getvalue()


@cache
def scene() -> Image.Image:
    """A small picture with something on it, wider than high."""
    made = Image.new("RGB", (96, 64), (230, 220, 200))
    made.paste((60, 90, 140), (8, 8, 40, 56))
    made.putpixel((90, 5), (200, 20, 20))
    return made


# Full of words


def exif() -> bytes:
    """EXIF with words, a place on earth, a maker's note and a thumbnail of its own; lying on its side."""
    found = Image.Exif()
    found[0x0112] = 6  # to be turned
    for tag in (0x010E, 0x010F, 0x0110, 0x0131, 0x013B, 0x8298, 0x9C9B):
        found[tag] = CANARY
    details = found.get_ifd(0x8769)
    details[0x9286] = b"ASCII\0\0\0" + CANARY.encode()
    details[0x927C] = CANARY.encode()
    place = found.get_ifd(0x8825)
    place.update({1: "N", 2: (45.0, 46.0, 11.5), 3: "E", 4: (13.0, 39.0, 7.7), 27: CANARY.encode()})
    return found.tobytes()


def xmp() -> bytes:
    """XMP with the canary as it is and in UTF-16."""
    return f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{CANARY}</x:xmpmeta>".encode() + CANARY.encode("utf-16-le")


def profile() -> bytes:
    """A colour profile that is one, with the canary behind it."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + CANARY.encode())
    made[0:4] = struct.pack(">I", len(made))
    return bytes(made)


def segment(marker: int, content: bytes) -> bytes:
    """One segment of a JPEG."""
    return bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content


def wordy_jpeg() -> bytes:
    """A JPEG with EXIF, XMP, profile, Photoshop's block, comments, unknown segments, and words after its end."""
    made = encoded(scene(), "JPEG", exif=exif(), icc_profile=profile(), comment=CANARY.encode(), xmp=xmp())
    photoshop = b"Photoshop 3.0\08BIM\x04\x04\0\0" + struct.pack(">I", len(CANARY)) + CANARY.encode()
    more = segment(0xED, photoshop) + segment(0xEB, CANARY.encode()) + segment(0xFE, CANARY.encode())
    return made[:2] + more + made[2:] + CANARY.encode()


def wordy_png() -> bytes:
    """A PNG with text of every kind, EXIF, profile, time, a chunk of nobody's, words after its end."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", CANARY)
    info.add_text("Comment", CANARY, zip=True)
    info.add_itxt("XML:com.adobe.xmp", xmp().decode("latin-1"), zip=True)
    made = encoded(scene(), "PNG", pnginfo=info, exif=exif(), icc_profile=profile())
    head, rest = made[:33], made[33:]
    return head + chunk(b"tIME", bytes(7)) + chunk(b"prVt", CANARY.encode()) + rest + CANARY.encode()


def wordy_webp() -> bytes:
    """A WebP with EXIF, XMP and profile."""
    return encoded(scene(), "WEBP", exif=exif(), icc_profile=profile(), xmp=xmp(), lossless=True)


def wordy_gif() -> bytes:
    """A GIF of two pictures with a comment, an application's block, and words after its end."""
    frames = [scene().convert("P"), scene().rotate(180).convert("P")]
    made = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], comment=CANARY.encode())
    block = b"\x21\xff\x0bOFFICINA1.0" + bytes((len(CANARY),)) + CANARY.encode() + b"\0"
    return made[:-1] + block + b";" + CANARY.encode()


WORDY: dict[str, Callable[[], bytes]] = {
    "jpeg": wordy_jpeg, "png": wordy_png, "webp": wordy_webp, "gif": wordy_gif,
}  # fmt: skip


def written(picture: bytes) -> set[str]:
    """The parts of a JPEG or a PNG by name; `behind` for what lies after its end. Raises ValueError for others."""
    return png_parts(picture) if picture[:8] == b"\x89PNG\r\n\x1a\n" else jpeg_parts(picture)


def png_parts(picture: bytes) -> set[str]:
    found, at = set(), 8
    while at < len(picture):
        size = struct.unpack(">I", picture[at : at + 4])[0]
        name = picture[at + 4 : at + 8].decode("latin-1")
        found.add(name)
        at += size + 12
        if name == "IEND":
            return found | ({"behind"} if at != len(picture) else set())
    raise ValueError("no end")


def jpeg_parts(picture: bytes) -> set[str]:
    if picture[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    found, at = set(), 2
    while picture[at] == 0xFF:
        marker = picture[at + 1]
        size = struct.unpack(">H", picture[at + 2 : at + 4])[0]
        content = picture[at + 4 : at + 2 + size]
        found.add(f"{marker:02X}" + (" JFIF" if marker == 0xE0 and content[:5] == b"JFIF\0" and size == 16 else ""))
        at += 2 + size
        if marker == 0xDA:
            break
    end = picture.index(b"\xff\xd9", at)
    return found | ({"behind"} if end + 2 != len(picture) else set())


BARE = {"IHDR", "PLTE", "tRNS", "IDAT", "IEND", "E0 JFIF", "DB", "C0", "C2", "C4", "DA"}  # what a picture needs


def is_bare(picture: bytes) -> bool:
    """Whether nothing is in a file but a picture."""
    words = [CANARY.encode(form) for form in ("utf-8", "utf-16-le", "utf-16-be")]
    return written(picture) <= BARE and not any(word in picture for word in [*words, SCRIPT])


# Bombs


def scan_bomb() -> bytes:
    """A progressive JPEG of 49 million pixels whose last scan comes four hundred times."""
    made = encoded(Image.new("RGB", (7000, 7000), (200, 30, 40)), "JPEG", progressive=True)
    return made[:-2] + made[made.rindex(b"\xff\xda") : -2] * 400 + b"\xff\xd9"


def text_bomb() -> bytes:
    """A small PNG whose text is a gigabyte of zeros, deflated twice over."""
    pack = zlib.compressobj(9)
    deflated = b"".join(pack.compress(bytes(1 << 20)) for _ in range(300)) + pack.flush()
    return png(8, 8, extra=chunk(b"zTXt", b"Comment\0\0" + deflated) + chunk(b"iCCP", b"p\0\0" + deflated))


def data_bomb() -> bytes:
    """A PNG that says it is small and holds far more rows."""
    header = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(bytes(200 << 20), 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + data + chunk(b"IEND", b"")


def sized(form: str, width: int, height: int) -> bytes:
    """A small file that says it is enormous."""
    if form == "gif":
        return b"GIF89a" + struct.pack("<HH", width, height) + encoded(scene().convert("P"), "GIF")[10:]
    if form == "jpeg":
        made = bytearray(encoded(scene(), "JPEG"))
        at = made.index(b"\xff\xc0") + 5
        made[at : at + 4] = struct.pack(">HH", height, width)
        return bytes(made)
    made = bytearray(encoded(scene(), "WEBP", lossless=True))
    at = made.index(b"VP8L") + 9
    made[at : at + 4] = struct.pack("<I", (width - 1) | (height - 1) << 14)
    return bytes(made)


def frames_bomb() -> bytes:
    """A GIF of ten thousand pictures."""
    made = encoded(Image.new("P", (2000, 2000)), "GIF")
    start = made.index(b"\x2c")
    return made[:-1] + made[start:-1] * 300 + b";"


BOMBS: dict[str, Callable[[], bytes]] = {
    "a PNG of 60,000 × 60,000": bomb, "a JPEG of 65,500 × 65,500": lambda: sized("jpeg", 65_500, 65_500),
    "a GIF of 65,535 × 65,535": lambda: sized("gif", 65_535, 65_535),
    "a WebP of 16,383 × 16,383": lambda: sized("webp", 16_383, 16_383),
    "a PNG of 26 million pixels": lambda: encoded(Image.new("1", (5200, 5001)), "PNG"),
    "a JPEG of 400 scans": scan_bomb,
    "a PNG whose text is enormous": text_bomb,
}  # fmt: skip

# What is no picture, or no kind that we take

HEIC = (
    struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic"
    + struct.pack(">I", 0xFFFF_FFFF) + b"meta" + bytes(8) + struct.pack(">I", 1) + b"iloc" + b"\xff" * 64
)  # fmt: skip
REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a HEIC with false sizes": lambda: HEIC,
    "an AVIF with false sizes": lambda: HEIC.replace(b"heic", b"avif"),
    "an SVG with a script": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    "an SVG that names a file": lambda: b"<!DOCTYPE s [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><svg>&e;</svg>",
    "a page": lambda: b"<html>" + SCRIPT + b"</html>",
    "a PostScript file": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
    "a TIFF": lambda: encoded(scene(), "TIFF"),
    "a BMP": lambda: encoded(scene(), "BMP"),
    "an ICO": lambda: encoded(scene(), "ICO"),
    "a PSD's head": lambda: b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 30_000, 30_000, 8, 3) + bytes(40),
    "a FITS that lies": lambda: b"SIMPLE  =                    T" + b" " * 2850,
    "a PDF": lambda: encoded(scene(), "PDF"),
    "a program": lambda: b"\x7fELF" + bytes(200),
    "an archive": lambda: b"PK\x03\x04" + bytes(200),
    "a PNG's head and a page": lambda: b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "half a JPEG": lambda: encoded(scene(), "JPEG")[:300],
    "half a PNG": lambda: encoded(scene(), "PNG")[:60],
    "half a WebP": lambda: encoded(scene(), "WEBP")[:60],
    "a GIF's head": lambda: b"GIF89a" + bytes(7),
    "a PNG with a false sum": lambda: encoded(scene(), "PNG").replace(b"IDAT", b"IDAU"),
}  # fmt: skip

# Pictures that are something else too: what they are besides does not come out again
POLYGLOTS: dict[str, Callable[[], bytes]] = {
    "a GIF that is a script": lambda: b"GIF89a" + encoded(scene().convert("P"), "GIF")[6:] + b"/*" + SCRIPT + b"*/",
    "a JPEG with a page in a comment": lambda: encoded(scene(), "JPEG", comment=SCRIPT),
    "a JPEG and an archive": lambda: encoded(scene(), "JPEG") + b"PK\x03\x04" + SCRIPT + b"PK\x05\x06" + bytes(18),
    "a PNG with a page in a chunk": lambda: png(16, 16, extra=chunk(b"tEXt", b"Title\0" + SCRIPT)),
    "a PNG and a page": lambda: encoded(scene(), "PNG") + SCRIPT,
    "a JPEG and a PDF": lambda: encoded(scene(), "JPEG", comment=b"%PDF-1.7 " + SCRIPT) + b"%%EOF",
    "a PNG with far too many rows": data_bomb,
    "a GIF of three hundred pictures": frames_bomb,
}  # fmt: skip


def mutated(chance: random.Random) -> bytes:
    """One of the wordy pictures, hurt: bytes turned, cut out, put in, doubled, or two files run together."""
    made = bytearray(chance.choice(list(WORDY.values()))())
    for _ in range(chance.randint(1, 3)):
        at, long = chance.randrange(len(made)), chance.choice((1, 1, 1, 2, 4, 30, 400))
        what = chance.randrange(6)
        if what == 0:
            made[at : at + long] = chance.randbytes(long)
        elif what == 1:
            del made[at : at + long]
        elif what == 2:
            made[at:at] = chance.randbytes(long)
        elif what == 3:
            made[at:at] = made[at : at + long]
        elif what == 4:
            made[at : at + 4] = struct.pack(">I", chance.choice((0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF)))
        else:
            other = chance.choice(list(WORDY.values()))()
            made[at:] = other[min(at, len(other)) :]
        if len(made) < 8:
            break
    return bytes(made)
