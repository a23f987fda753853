"""Makes an uploaded picture safe: decoded and drawn again in a process that can be killed, nothing else kept."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
from dataclasses import dataclass

MOST = 8 * 1024 * 1024  # bytes of an upload
PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 25_000_000}  # what a camera, a screen give
SIDE = 2048  # pixels of the longer side that is kept
SECONDS = 1.6  # of CPU, of which starting takes a tenth and the largest pictures half
PATIENCE = 15.0  # seconds by the clock, on a machine that is busy with other things
MEMORY = 1 << 30
AT_ONCE = 2  # pictures that are decoded side by side; the others wait their turn
KNOWN = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH")  # what the decoder learns of our environment: no secret is in it
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
    known = {name: os.environ[name] for name in KNOWN if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603  (our own module, nothing of the upload in the command)
            [sys.executable, "-m", __name__], input=upload, capture_output=True, timeout=PATIENCE, check=False,
            env=known,
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

    Image.MAX_IMAGE_PIXELS = max(PIXELS.values())
    with Image.open(io.BytesIO(upload), formats=tuple(PIXELS)) as found:
        if found.width * found.height > PIXELS.get(found.format or "", PIXELS["JPEG"]):
            raise ValueError("too many pixels")
        found.draft(None, (SIDE, SIDE))  # a JPEG is decoded at a fraction of its size
        found.thumbnail((SIDE, SIDE))
        upright = ImageOps.exif_transpose(found)
    clear = upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info
    plain = upright.convert("RGBA" if clear else "RGB")
    plain.info = {}
    out = io.BytesIO()
    plain.save(out, "PNG" if clear else "JPEG", **({} if clear else {"quality": 85}))
    return HEAD.pack(plain.width, plain.height) + out.getvalue()


def main() -> None:
    """Read an upload from standard input, write the picture to standard output."""
    import resource  # where there is no such module uploads are refused rather than decoded without a limit
    import signal
    import warnings

    warnings.simplefilter("error")
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # to the tenth of a second; nothing catches what it sends
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, int(SECONDS) + 1), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NPROC, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    sys.stdout.buffer.write(redraw(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
