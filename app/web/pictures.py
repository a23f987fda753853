"""Makes an uploaded picture safe: decoded and drawn again in a process that can be killed, nothing else kept."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
from dataclasses import dataclass

MOST = 8 * 1024 * 1024  # bytes of an upload
PIXELS = 50_000_000
SIDE = 2048  # pixels of the longer side that is kept
SECONDS = 8.0
MEMORY = 1 << 30
HEAD = struct.Struct(">II")


class NotAPicture(Exception):
    """What was uploaded can't be read as a picture."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept: bytes, media type, width and height in pixels."""

    content: bytes
    type: str
    w: int
    h: int


def clean(upload: bytes) -> Picture:
    """The picture without anything but its pixels, upright, at most 2048 a side.

    Raises NotAPicture for what is no JPEG, PNG, WebP or GIF, is broken, or would take too long or too much memory.
    """
    try:
        done = subprocess.run(  # noqa: S603  (our own module, nothing of the upload in the command)
            [sys.executable, "-m", __name__], input=upload, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotAPicture from None
    if done.returncode or len(done.stdout) <= HEAD.size:
        raise NotAPicture
    w, h = HEAD.unpack(done.stdout[: HEAD.size])
    content = done.stdout[HEAD.size :]
    return Picture(content, "image/png" if content[:4] == b"\x89PNG" else "image/jpeg", w, h)


def redraw(upload: bytes) -> bytes:
    """Width, height and the picture drawn again; raises whatever Pillow raises."""
    from PIL import Image, ImageOps  # only the process that may be killed decodes pictures

    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(io.BytesIO(upload), formats=("JPEG", "PNG", "WEBP", "GIF")) as found:
        if found.width * found.height > PIXELS:
            raise ValueError("too many pixels")
        found.load()
        upright = ImageOps.exif_transpose(found)
    upright.thumbnail((SIDE, SIDE))
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.info = {}
    out = io.BytesIO()
    plain.save(out, "PNG" if clear else "JPEG", **({} if clear else {"quality": 85}))
    return HEAD.pack(plain.width, plain.height) + out.getvalue()


def main() -> None:
    """Read an upload from standard input, write the picture to standard output."""
    import resource  # where there is no such module uploads are refused rather than decoded without a limit
    import warnings

    warnings.simplefilter("error")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (int(SECONDS), int(SECONDS)))
    sys.stdout.buffer.write(redraw(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
