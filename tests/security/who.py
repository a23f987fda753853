"""Who may what, said once more in plain words: the expectation that the whole matrix is compared with.

A verdict is `in`, `sign in`, `forbidden`, `not found`, or a status where somebody's answer is of its own kind.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.security.world import LEADS, PEOPLE, STAFF, USERS

Verdict = str | int
LIBRARY = {"a1": "A", "a2": "A", "b": "B", "rehearsal": "A"}
# who knows it by other means than a cookie of their own, and who they are
ALSO = {"lead's token": "lead", "participant's token": "participant", "signed out": "nobody"}


def staff(actor: str, thing: str) -> str:
    """The part that somebody has in leading a workshop, "" without one."""
    if actor == LEADS.get("a1" if thing == "rehearsal" else thing):
        return "facilitator"
    return STAFF.get(actor, "") if thing == "a1" else ""


def holds(actor: str, thing: str) -> bool:
    """Whether somebody's device speaks for a person of this workshop, be it one who was sent away."""
    return PEOPLE.get(actor) == thing


def takes_part(actor: str, thing: str) -> bool:
    """Whether somebody is a participant of this workshop now."""
    return holds(actor, thing) and actor != "removed"


def role(actor: str) -> str:
    """What a user is in the house."""
    return USERS[actor][1] if actor in USERS else ""


def anybody(actor: str, thing: str) -> Verdict:
    """Open to everybody; what isn't there is not found."""
    return "in"


def there(actor: str, thing: str) -> Verdict:
    """Open to everybody who knows its name: a code, a link, a receipt."""
    return "not found" if thing == "none" else "in"


def leads(actor: str, thing: str) -> Verdict:
    """Whoever leads the workshop; other staff of it may not, for all others there is none."""
    if not role(actor):
        return "sign in"
    part = staff(actor, thing)
    return "in" if part == "facilitator" else "forbidden" if part else "not found"


def looks(actor: str, thing: str) -> Verdict:
    """Staff of the workshop, and those who take part in it."""
    if takes_part(actor, thing) or staff(actor, thing):
        return "in"
    return "not found" if role(actor) else "sign in"


def has_part(actor: str, thing: str) -> Verdict:
    """The same for programs: whoever is somebody elsewhere finds nothing."""
    if takes_part(actor, thing) or staff(actor, thing):
        return "in"
    return "not found" if role(actor) or actor in PEOPLE else "sign in"


def connects(actor: str, thing: str) -> Verdict:
    """The live line: a device is let in by its token alone, and told of its removal by the first word."""
    return "in" if holds(actor, thing) else has_part(actor, thing)


def speaks(actor: str, thing: str) -> Verdict:
    """A participant's own page; staff are sent to theirs, for all others there is none."""
    if holds(actor, thing):
        return "in"
    return 303 if staff(actor, thing) else "not found"


def acts(actor: str, thing: str) -> Verdict:
    """A form of a participant's page without scripts."""
    return "in" if takes_part(actor, thing) else "not found"


def nobody_else(judge: Callable[[str, str], Verdict]) -> Callable[[str, str], Verdict]:
    """Asked for another person's sake: who would be let in finds nothing."""

    def judged(actor: str, thing: str) -> Verdict:
        verdict = judge(actor, thing)
        return "not found" if verdict == "in" else verdict

    return judged


def takes_part_alone(actor: str, thing: str) -> Verdict:
    """Asked for by the name of a person, which staff have none of."""
    if takes_part(actor, thing):
        return "in"
    return "not found" if role(actor) or actor in PEOPLE else "sign in"


def leads_it(actor: str, thing: str) -> Verdict:
    """A page for every user, in which they name one of the workshops that they lead."""
    return ("in" if leads(actor, thing) == "in" else "not found") if role(actor) else "sign in"


def takes_home(actor: str, thing: str) -> Verdict:
    """Those who look after proposals, of their own library's."""
    if role(actor) not in ("facilitator", "librarian"):
        return "forbidden" if role(actor) else "sign in"
    return "in" if LIBRARY.get(thing) == USERS[actor][0] else "not found"


def reads(actor: str, thing: str) -> Verdict:
    """Documents: staff who work with them, and those of the workshop's library who look after proposals."""
    if not role(actor):
        return "sign in"
    part = staff(actor, thing)
    own = thing in LIBRARY and USERS[actor][0] == LIBRARY[thing] and role(actor) in ("facilitator", "librarian")
    if part in ("facilitator", "librarian") or own:
        return 422 if thing == "rehearsal" else "in"  # nothing is filed of a rehearsal
    return "forbidden" if part else "not found"


def administers(actor: str, thing: str) -> Verdict:
    """Administrators, each of their own library's users."""
    if not role(actor):
        return "sign in"
    if role(actor) != "admin":
        return "forbidden"
    return "in" if thing == "" or LIBRARY.get(thing) == USERS[actor][0] else "not found"


def user(actor: str, thing: str) -> Verdict:
    """Everybody with an account."""
    return "in" if role(actor) else "sign in"


def having(*roles: str) -> Callable[[str, str], Verdict]:
    """Users with one of these roles in the house."""
    return lambda actor, thing: "sign in" if not role(actor) else "in" if role(actor) in roles else "forbidden"


def either(guest: Verdict, known: Verdict) -> Callable[[str, str], Verdict]:
    """One answer for who has no account, another for users."""
    return lambda actor, thing: known if role(actor) else guest


def holding(known: Verdict) -> Callable[[str, str], Verdict]:
    """Open to whoever knows the code; those who are in already get this answer."""

    def judged(actor: str, thing: str) -> Verdict:
        return known if holds(actor, thing) else there(actor, thing)

    return judged
