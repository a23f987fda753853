"""Names to go by for an evening: an animal and a colour, in the person's language, for who has no better idea."""

from __future__ import annotations

from collections.abc import Callable, Collection

# Italian colours agree with the animal: masculine, feminine.
ANIMALS_IT = (
    ("Lontra", 1), ("Airone", 0), ("Volpe", 1), ("Riccio", 0), ("Rondine", 1), ("Gufo", 0), ("Balena", 1), ("Delfino", 0),
    ("Farfalla", 1), ("Tasso", 0), ("Lucciola", 1), ("Castoro", 0), ("Cicogna", 1), ("Falco", 0), ("Lepre", 1),
    ("Scoiattolo", 0), ("Tartaruga", 1), ("Gabbiano", 0), ("Libellula", 1), ("Cervo", 0), ("Marmotta", 1), ("Picchio", 0),
    ("Coccinella", 1), ("Pettirosso", 0),
)  # fmt: skip
COLOURS_IT = (
    ("blu", "blu"), ("verde", "verde"), ("rosso", "rossa"), ("giallo", "gialla"), ("viola", "viola"), ("azzurro", "azzurra"),
    ("arancio", "arancio"), ("argento", "argento"), ("indaco", "indaco"), ("turchese", "turchese"), ("corallo", "corallo"),
    ("ocra", "ocra"), ("menta", "menta"), ("lilla", "lilla"), ("ambra", "ambra"), ("smeraldo", "smeraldo"),
)  # fmt: skip
ANIMALS_EN = (
    "otter", "heron", "fox", "hedgehog", "swallow", "owl", "whale", "dolphin", "butterfly", "badger", "firefly", "beaver",
    "stork", "falcon", "hare", "squirrel", "turtle", "seagull", "dragonfly", "deer", "marmot", "woodpecker", "ladybird",
    "robin",
)  # fmt: skip
COLOURS_EN = (
    "Blue", "Green", "Red", "Yellow", "Violet", "Azure", "Orange", "Silver", "Indigo", "Turquoise", "Coral", "Ochre", "Mint",
    "Lilac", "Amber", "Emerald",
)  # fmt: skip
ITALIAN = tuple(f"{animal} {colour[gender]}" for animal, gender in ANIMALS_IT for colour in COLOURS_IT)
ENGLISH = tuple(f"{colour} {animal}" for animal in ANIMALS_EN for colour in COLOURS_EN)
NAMES = {"it": ITALIAN, "en": ENGLISH}


def suggest(
    language: str, chance: Callable[[], str], *, taken: Collection[str] = (), count: int = 1
) -> list[str]:
    """So many different names that nobody has taken; `chance()` gives 32 random hex digits.

    Fewer, when there are not so many left. A language without names of its own gets the Italian ones.
    """
    used = {name.casefold() for name in taken}
    free = [name for name in NAMES.get(language, ITALIAN) if name.casefold() not in used]
    found: list[str] = []
    while free and len(found) < count:
        found.append(free.pop(int(chance(), 16) % len(free)))
    return found
