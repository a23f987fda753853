"""What two ends agree on about deflating (RFC 7692, section 7.1), where we alone choose what is deflated."""

from __future__ import annotations

from websockets.extensions import Extension
from websockets.extensions.permessage_deflate import PerMessageDeflate

from .framing import BITS, NEVER, NONE

NAME = "permessage-deflate"
WINDOWS = {str(bits) for bits in range(8, 16)}
TAKEN = frozenset({"client_no_context_takeover", "server_no_context_takeover", "client_max_window_bits",
                   "server_max_window_bits"})  # fmt: skip


def agreed(offers: str) -> tuple[str, int] | None:
    """The answer to the first offer that suits us, and what the other side's inflater then holds; None when none does.

    Whatever they deflate must be readable by itself, so that we keep nothing for each connection.
    """
    for offer in offers.split(","):
        name, *said = [word.strip() for word in offer.split(";")]
        wishes = dict(map(wish, said))
        if name.lower() != NAME or len(wishes) != len(said) or not suits(wishes):
            continue
        answer = [NAME, "client_no_context_takeover"]
        if "server_no_context_takeover" in wishes:
            answer.append("server_no_context_takeover")
        if "server_max_window_bits" in wishes:
            answer.append(f"server_max_window_bits={BITS}")
        return "; ".join(answer), NEVER if "server_no_context_takeover" in wishes else NONE
    return None


def wish(said: str) -> tuple[str, str]:
    """A parameter and its value, which may stand in quotes or be left out."""
    key, _, value = said.partition("=")
    return key.strip().lower(), value.strip().strip('"')


def suits(wishes: dict[str, str]) -> bool:
    """Are these parameters of the extension, with values that it has, and can we keep to them?"""
    bare = all(not wishes.get(name) for name in ("client_no_context_takeover", "server_no_context_takeover"))
    theirs, ours = wishes.get("client_max_window_bits", ""), wishes.get("server_max_window_bits", "15")
    known = bare and wishes.keys() <= TAKEN and (not theirs or theirs in WINDOWS) and ours in WINDOWS
    return known and int(ours) >= BITS


def reading() -> list[Extension]:
    """What `websockets` needs for reading what was agreed on."""
    return [PerMessageDeflate(remote_no_context_takeover=True, local_no_context_takeover=True,
                              remote_max_window_bits=15, local_max_window_bits=BITS)]  # fmt: skip
