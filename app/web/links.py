"""Links by which somebody sets their password once: signed, and worthless as soon as a password has been set."""

from __future__ import annotations

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass

from app.store.accounts import User

BODY = struct.Struct(">16sIQ")
MAC = 16
DAYS = 3
LIFETIME = DAYS * 24 * 3600 * 1000  # ms


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says: for whom, and after how many revocations of theirs it was made."""

    user: str
    revoked: int
    until: int


def seal(secret: str, user: User, *, now: int) -> str:
    """The token of a link for this user. Setting a password revokes, so the link works once."""
    body = BODY.pack(bytes.fromhex(user.id), user.revoked, now + LIFETIME)
    return base64.urlsafe_b64encode(body + signed(secret, body)).decode().rstrip("=")


def unseal(secret: str, token: str, *, now: int) -> Link | None:
    """What a token says, or None when it isn't ours or is too old."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return None
    body, mac = raw[: BODY.size], raw[BODY.size :]
    if len(body) < BODY.size or not hmac.compare_digest(mac, signed(secret, body)):
        return None
    user, revoked, until = BODY.unpack(body)
    return Link(user.hex(), revoked, until) if until > now else None


def signed(secret: str, body: bytes) -> bytes:
    """The signature of a link's body; its key serves nothing else."""
    key = hmac.digest(secret.encode(), b"officina password link", "sha256")
    return hmac.digest(key, body, "sha256")[:MAC]
