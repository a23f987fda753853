"""Makes a key for each purpose out of the installation's one secret."""

from __future__ import annotations

import hashlib
import hmac


def derive(secret: bytes, purpose: str) -> bytes:
    """The key for a purpose; knowing one tells nothing of the secret or of the others."""
    return hmac.new(secret, f"officina {purpose}".encode(), hashlib.sha256).digest()


def keyed(key: bytes, value: str) -> str:
    """A keyed hash in hex, for what must be found again but never read."""
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
