"""Plays an evening of the demo as a room would live it: writing, looking together, choosing, changing one's mind."""

from __future__ import annotations

from typing import Any

from app.core.words import agenda, board, clusters, roster, vote, workshop
from app.evening import Evening, arrive

MINUTE = 60_000  # ms
WRITING = 0.6  # of a step's minutes; the rest is for looking together


async def play(evening: Evening) -> str:
    """The whole evening; the card that won."""
    words = evening.words
    await arrive(evening, words["people"], spoken(words))
    for n, alias in enumerate(words["paper"], 1):
        evening.people[f"p{n}"] = evening.house.new_id()
        await evening.lead(roster.AddPerson(id=evening.people[f"p{n}"], alias=alias))
    await begin(evening, "")
    await evening.lead(workshop.SendMessage(text=words["messages"]["it"][0], lang="it"))
    winner = ""
    for step in ("check-in", "empathy-map", "how-might-we", "idea-cards", "dots", "storyboard", "feedback-grid",
                 "plus-delta"):  # fmt: skip
        await begin(evening, step)
        if step == "dots":
            winner = await decide(evening)
        else:
            await write(evening, step)
    pass_on(evening)
    await evening.lead(workshop.Close())
    return winner


def spoken(words: dict[str, Any]) -> dict[int, str]:
    """The language of each person, from what they wrote."""
    return {
        who: lang for notes in words["notes"].values() for who, _, lang, _ in notes if isinstance(who, int)
    }


def pass_on(evening: Evening) -> None:
    """The step that runs is over."""
    if evening.clock is not None:
        evening.clock.reach(evening.ends)
        evening.clock.pace = 3000


async def begin(evening: Evening, step: str) -> None:
    """Go on to a step, when the one before it has had its minutes."""
    pass_on(evening)
    minutes = evening.steps[step].plan.minutes
    await evening.lead(agenda.Start(id=evening.steps[step].id))
    await evening.lead(workshop.StartTimer(seconds=minutes * 60))
    evening.ends = (evening.clock.at if evening.clock else evening.house.now()) + minutes * MINUTE


async def write(evening: Evening, step: str) -> None:
    """People write, say that they have finished, and everything is looked at together, in two steps."""
    activity, written = evening.steps[step].id, evening.words["notes"][step]
    evening.spread(int(1.4 * len(written)), WRITING)
    for n, (who, zone, lang, text) in enumerate(written):
        evening.notes[text] = id = evening.house.new_id()
        await evening.by(who, board.AddNote(id=id, activity=activity, zone=zone, text=text, lang=lang))
        if n % 3 == 2 and not isinstance(who, str):
            await evening.by(who, roster.Ready(id=evening.people[who]))
    await afterwards(evening, step, "writing")
    await evening.lead(agenda.Reveal(id=activity, to="facilitators"))
    await afterwards(evening, step, "alone")
    await evening.lead(agenda.Reveal(id=activity, to="room"))
    evening.spread(12)
    await afterwards(evening, step, "together")
    for cluster in evening.words["clusters"]:
        if cluster["step"] == step:
            await gather(evening, cluster)


async def gather(evening: Evening, cluster: dict[str, Any]) -> None:
    """A cluster, named."""
    made = clusters.CreateCluster(
        id=evening.house.new_id(), activity=evening.steps[cluster["step"]].id, title=cluster["title"],
        notes=tuple(evening.note(beginning) for beginning in cluster["members"]),
    )  # fmt: skip
    await evening.lead(made)


async def afterwards(evening: Evening, step: str, when: str) -> None:
    """What else happened in a step: while people wrote, while the facilitator looked alone, with everybody."""
    for turn in evening.words["turns"]:
        if (turn["step"], turn["when"]) == (step, when):
            await TURNS[turn["what"]](evening, turn)


async def rewrite(evening: Evening, turn: dict[str, Any]) -> None:
    """Somebody finds better words."""
    id = evening.note(turn["note"])
    await evening.by(turn["who"], board.EditNote(id=id, text=turn["text"], lang="it"))
    evening.notes[turn["text"]] = id


async def ask_help(evening: Evening, turn: dict[str, Any]) -> None:
    """Somebody calls, and is helped."""
    person = evening.people[turn["who"]]
    await evening.by(turn["who"], roster.CallForHelp(id=person))
    await evening.lead(roster.CallForHelp(id=person, to=False))


async def light(evening: Evening, turn: dict[str, Any]) -> None:
    """Everybody looks at one note, then on."""
    await evening.lead(workshop.SetSpotlight(target=evening.note(turn["note"])))
    await evening.lead(workshop.SetSpotlight(target=None))


TURNS = {
    "rewrite": rewrite,
    "help": ask_help,
    "light": light,
    "message": lambda evening, turn: evening.lead(workshop.SendMessage(text=turn["text"], lang="it")),
    "aside": lambda evening, turn: evening.lead(board.HideNote(id=evening.note(turn["note"]))),
    "park": lambda evening, turn: evening.lead(board.ParkNote(id=evening.note(turn["note"]))),
    "gather": lambda evening, turn: evening.lead(workshop.Gather()),
    "promise": lambda evening, turn: evening.lead(
        workshop.SetWorkshop(answer_by=evening.house.now() + turn["days"] * 24 * 60 * MINUTE)
    ),
}


async def decide(evening: Evening) -> str:
    """The ideas carried into the vote, the vote, and the card that won."""
    activity, cards = evening.steps["dots"].id, {}
    for _, _, _, text in evening.words["notes"]["idea-cards"]:
        cards[text] = evening.house.new_id()
        await evening.lead(clusters.Carry(id=evening.notes[text], to=activity, as_=cards[text]))
    ballot = evening.house.new_id()
    settings = vote.Settings(dots=3, max=2, secret=True, shuffle=True)
    await evening.lead(
        vote.OpenBallot(id=ballot, activity=activity, targets=tuple(cards.values()), settings=settings)
    )
    choices = dealt(evening, cards)
    evening.spread(len(choices), 0.8)
    for who, target in choices:
        await evening.by(who, vote.Cast(ballot=ballot, target=target, value=1))
    await evening.lead(vote.CloseBallot(id=ballot))
    return next(id for text, id in cards.items() if text.startswith(next(iter(evening.words["votes"]))))


def dealt(evening: Evening, cards: dict[str, str]) -> list[tuple[Any, str]]:
    """Who puts a dot where: the dots of each idea go to different people, in turn."""
    given = []
    for beginning, many in evening.words["votes"].items():
        target = next(id for text, id in cards.items() if text.startswith(beginning))
        given += [target] * many
    voters = list(evening.people)
    return [(voters[n % len(voters)], target) for n, target in enumerate(given)]
