"""Names to go by for an evening: an animal and a colour, in the person's language, for who has no better idea."""

from __future__ import annotations

from collections.abc import Callable, Collection

# Italian colours agree with the animal: she-animals, he-animals, and colours as they are said of her and of him.
HERS = (
    "Lontra", "Volpe", "Rondine", "Balena", "Farfalla", "Lucciola", "Cicogna", "Lepre", "Tartaruga",
    "Libellula", "Marmotta", "Coccinella",
)  # fmt: skip
HIS = (
    "Airone", "Riccio", "Gufo", "Delfino", "Tasso", "Castoro", "Falco", "Scoiattolo", "Gabbiano",
    "Cervo", "Picchio", "Pettirosso",
)  # fmt: skip
HER_COLOURS = (
    "blu", "verde", "rossa", "gialla", "viola", "azzurra", "arancio", "argento", "indaco", "turchese",
    "corallo", "ocra", "menta", "lilla", "ambra",
)  # fmt: skip
HIS_COLOURS = (
    "blu", "verde", "rosso", "giallo", "viola", "azzurro", "arancio", "argento", "indaco", "turchese",
    "corallo", "ocra", "menta", "lilla", "ambra",
)  # fmt: skip
COLOURS = (
    "Blue", "Green", "Red", "Yellow", "Violet", "Azure", "Orange", "Silver", "Indigo", "Turquoise",
    "Coral", "Ochre", "Mint", "Lilac", "Amber", "Emerald",
)  # fmt: skip
ANIMALS = (
    "otter", "heron", "fox", "hedgehog", "swallow", "owl", "whale", "dolphin", "butterfly", "badger",
    "firefly", "beaver", "stork", "falcon", "hare", "squirrel", "turtle", "seagull", "dragonfly",
    "deer", "marmot", "woodpecker", "ladybird", "robin",
)  # fmt: skip
ITALIAN = tuple(
    f"{animal} {colour}"
    for animals, colours in ((HERS, HER_COLOURS), (HIS, HIS_COLOURS))
    for animal in animals
    for colour in colours
)
ENGLISH = tuple(f"{colour} {animal}" for animal in ANIMALS for colour in COLOURS)
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
