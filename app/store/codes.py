"""Codes that people read from a wall and type: letters and digits that can't be taken for one another."""

from __future__ import annotations

import re
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no 0 O, 1 I L, U
Chance = Callable[[int], str]


def new_code(length: int, chance: Chance) -> str:
    """A random code; `chance(n)` gives n random bytes in hex, and every code is equally likely."""
    number = int(chance(length * 2), 16)  # 16 bits a letter, of which 5 are used: the bias is below 2^-50
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def typed(text: str) -> str:
    """A code as somebody typed it, without dashes, spaces and lower case; other letters stay, and match nothing."""
    return re.sub(r"[^0-9A-Z]", "", text[:80].upper())


def shown(code: str) -> str:
    """A code as it is shown: in groups of three (six letters) or four."""
    size = 3 if len(code) == 6 else 4
    return "-".join(code[at : at + size] for at in range(0, len(code), size))
