"""Laws of what ballots give (docs/LAWS.md, B1 on), against a count that knows only what was asked and accepted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from app.core import view
from app.core.view import Audience, Viewer
from app.core.words import agenda, board, hands, roster, vote, workshop

from .seeds import seeds
from .world import ACTIVITIES, FACILITATOR, PEOPLE, WORKSHOP, World, lived_in

LEADER = Viewer(Audience("facilitator", None, "all"), FACILITATOR)
Choices = dict[tuple[str, str], int]


class Broken(AssertionError):
    """A law that does not hold; says which and with what seed."""


class Ballot:
    """One ballot, held in a lived-in workshop, and what everybody chose in it as they said it."""

    def __init__(self, world: World, method: str, targets: tuple[str, ...], settings: vote.Settings) -> None:
        self.world, self.id, self.method, self.targets = world, world.id(), method, targets
        self.chosen: Choices = {}
        activity = world.begun()
        for held in world.state.all(vote.Ballot):
            if held.open and held.activity == activity:
                world.do(world.act(FACILITATOR, "facilitator", vote.CloseBallot(id=held.id)))
        ask = vote.OpenBallot(
            id=self.id, activity=activity, method=method, targets=targets, settings=settings
        )
        self.held = world.do(world.act(FACILITATOR, "facilitator", ask)) is not None

    def cast(self, person: str, target: str, value: int) -> None:
        """A choice; what is refused changes nothing."""
        ask = vote.Cast(ballot=self.id, target=target, value=value)
        if self.world.do(self.world.act(person, "participant", ask)) is None:
            return
        if self.method == "dots" and not value:
            self.chosen.pop((person, target), None)
        else:
            self.chosen[person, target] = value

    def take_back(self, person: str, target: str) -> None:
        ask = vote.TakeBack(ballot=self.id, target=target)
        if self.world.do(self.world.act(person, "participant", ask)) is not None:
            self.chosen.pop((person, target), None)

    def erase(self, person: str) -> None:
        if self.world.do(self.world.act(person, "door", roster.Erase(id=person))) is not None:
            self.chosen = {key: value for key, value in self.chosen.items() if key[0] != person}

    def expected(self) -> dict[str, Any]:
        """What must be told of it once it is closed."""
        given = {target: [v for (_, t), v in self.chosen.items() if t == target] for target in self.targets}
        if self.method == "dots":
            return {target: {"dots": sum(values)} for target, values in given.items()}
        said = {target: Counter(values) for target, values in given.items()}
        return {target: {"yes": n[1], "unsure": n[0], "no": n[-1]} for target, n in said.items()}


def held(seed: int) -> Ballot | None:
    """A ballot that people vote in, change their minds in, and leave; still open. None where nothing could be voted."""
    world = lived_in(seed, 25)
    chance = world.chance
    shown = [n.id for n in world.state.all(board.Note) if "room" in world.state.seen(n.id, world.state.seq)]
    if len(shown) < 2:
        return None
    settings = vote.Settings(
        dots=chance.randint(1, 4), max=chance.randint(1, 3), secret=chance.random() < 0.8
    )
    ballot = Ballot(
        world, chance.choice(("dots", "stance")), tuple(chance.sample(shown, min(3, len(shown)))), settings
    )
    if not ballot.held:
        return None
    for _ in range(40):
        person, target = chance.choice(PEOPLE), chance.choice(ballot.targets)
        if chance.random() < 0.2:
            ballot.take_back(person, target)
        elif chance.random() < 0.02:
            ballot.erase(person)
        else:
            ballot.cast(person, target, chance.randint(-1, 2))
    return ballot


def count(seed: int) -> Ballot | None:
    """B1, B2: who has voted, how, and what the close says."""
    ballot = held(seed)
    if ballot is None:
        return None
    world = ballot.world
    record = world.state.need(vote.Ballot, ballot.id)
    voters = {person for person, _ in ballot.chosen}
    if record.voted != len(voters):
        raise Broken(f"B2 seed {seed}: {record.voted} have voted, {len(voters)} did")
    for person in PEOPLE:
        seen = view.view(world.state, Viewer(Audience("room", None, "all"), person))
        mine = {
            v["target"]: v["value"] for v in seen.values() if v["kind"] == "vote" and v["ballot"] == ballot.id
        }
        said = {target: value for (who, target), value in ballot.chosen.items() if who == person}
        if mine != said and world.state.get(roster.Person, person):
            raise Broken(f"B1 seed {seed}: {person} chose {said}, is shown {mine}")
    world.do(world.act(FACILITATOR, "facilitator", vote.CloseBallot(id=ballot.id)))
    compare(ballot, seed)
    return ballot


def compare(ballot: Ballot, seed: int) -> None:
    """B1: the result is the count of what stood, ranked, and nothing of who chose it is left."""
    seen = view.view(ballot.world.state, LEADER)
    told = [t for t in seen.values() if t["kind"] == "tally" and t["ballot"] == ballot.id]
    fields = ("dots",) if ballot.method == "dots" else ("yes", "unsure", "no")
    got = {t["target"]: {name: t[name] for name in fields} for t in told}
    if got != ballot.expected():
        raise Broken(f"B1 seed {seed}: counted {got}, chosen {ballot.expected()}")
    points = {t["target"]: (t["dots"],) if "dots" in t else (t["yes"] - t["no"], t["yes"]) for t in told}
    for t in told:
        place = 1 + sum(other > points[t["target"]] for other in points.values())
        tied = list(points.values()).count(points[t["target"]]) > 1
        if (t["rank"], t["tied"]) != (place, tied):
            raise Broken(f"B1 seed {seed}: {t} stands elsewhere")
    best = {t["target"] for t in told if t["rank"] == 1 and points[t["target"]][0] > 0}
    if set(seen[ballot.id]["first"]) != best or any(
        r["kind"] == "vote" and r["ballot"] == ballot.id for r in seen.values()
    ):
        raise Broken(f"B1 seed {seed}: first is {seen[ballot.id]['first']}, not {best}")


def second(seed: int) -> int:
    """B3: a tie is voted on again by all that are tied and by nothing else, or decided; gives how many were tied."""
    ballot = count(seed)
    if ballot is None:
        return 0
    world, tied = ballot.world, ballot.world.state.need(vote.Ballot, ballot.id).first
    targets = {"fewer": tied[:-1], "all": tied, "others": ballot.targets}
    taken = {}
    for name, each in targets.items():
        if name == "others" and set(each) == set(tied):
            continue
        ask = vote.OpenBallot(id=world.id(), activity=world.state.need(vote.Ballot, ballot.id).activity, targets=each,
                              runoff_of=ballot.id, settings=vote.Settings(dots=1, max=1))  # fmt: skip
        if world.do(world.act(FACILITATOR, "facilitator", ask)) is not None:
            taken[name] = ask.id
    shown = all("room" in world.state.seen(target, world.state.seq) for target in tied)
    if set(taken) != ({"all"} if len(tied) > 1 and shown else set()):
        raise Broken(f"B3 seed {seed}: {set(taken)} voted again, where {len(tied)} are tied")
    for again in taken.values():
        world.do(world.act(FACILITATOR, "facilitator", vote.CloseBallot(id=again)))
        decide(world, again, tied, seed)
    return len(tied) if taken else 0


def decide(world: World, ballot: str, tied: tuple[str, ...], seed: int) -> None:
    """B3: still tied, whoever leads decides among them, and may decide again until another activity begins."""
    if set(world.state.need(vote.Ballot, ballot).first) != set(tied):
        raise Broken(f"B3 seed {seed}: nobody voted again, and yet they are no longer tied")
    current = world.state.need(workshop.Workshop, WORKSHOP).current
    still = current == world.state.need(vote.Ballot, ballot).activity
    for target, right in ((world.id(), False), (tied[0], True), (tied[1], still), (world.id(), False)):
        ask = vote.DecideBallot(id=ballot, target=target)
        if (world.do(world.act(FACILITATOR, "facilitator", ask)) is not None) != right:
            raise Broken(f"B3 seed {seed}: {target} decided")
    seen, said = view.view(world.state, LEADER)[ballot], list(tied[: 2 if still else 1])
    if (seen["decided"], seen["decisions"], seen["first"]) != (said[-1], said, said[-1:]):
        raise Broken(f"B3 seed {seed}: decided {said}, told {seen}")
    if still and len(world.state.need(vote.Ballot, ballot).tied) > 1:
        goes_on(world, ballot, tied[0], seed)


def goes_on(world: World, ballot: str, target: str, seed: int) -> None:
    """B3: what was decided stands once another activity has begun."""
    other = next(each for each in ACTIVITIES if each != world.state.need(vote.Ballot, ballot).activity)
    if world.do(world.act(FACILITATOR, "facilitator", agenda.Start(id=other))) is None:
        return
    if world.do(world.act(FACILITATOR, "facilitator", vote.DecideBallot(id=ballot, target=target))) is not None:
        raise Broken(f"B3 seed {seed}: decided again although the workshop had gone on")


@seeds(60)
def test_B3_a_tie_is_broken_among_the_tied_and_by_nobody_unsaid(seed: int) -> None:
    second(seed)


def test_B3_the_law_sees_ties() -> None:
    assert sum(second(seed) > 1 for seed in range(40)) > 2


@seeds(60)
def test_B1_B2_a_result_is_the_count_of_what_people_last_chose(seed: int) -> None:
    count(seed)


def test_B1_the_law_sees_stances_of_every_kind_dots_and_ties() -> None:
    found = [ballot for seed in range(20) if (ballot := count(seed))]
    said = {(each.method, value) for each in found for value in each.chosen.values()}
    assert {("stance", -1), ("stance", 0), ("stance", 1), ("dots", 1), ("dots", 2)} <= said
    assert any(t.tied for each in found for t in each.world.state.all(vote.Tally) if t.ballot == each.id)


class Counted:
    """Hands for one ballot as they were asked for and accepted, and who could have raised one."""

    def __init__(self, ballot: Ballot) -> None:
        self.ballot, self.world = ballot, ballot.world
        self.set: dict[tuple[str, int | None], int] = {}
        self.said = 0

    def free(self) -> int:
        """How many present people chose nothing of their own: nobody else can be counted by hand."""
        voted = {person for person, _ in self.ballot.chosen}
        here = [p for p in self.world.state.all(roster.Person) if p.role == "participant" and not p.removed]
        return sum(1 for person in here if person.id not in voted)

    def fits(self, counts: dict[tuple[str, int | None], int], people: int) -> bool:
        """Could so many have raised so many hands, none of them more often than they may?"""
        settings = self.world.state.need(vote.Ballot, self.ballot.id).settings
        dots = self.ballot.method == "dots"
        each = [sum(n for (t, _), n in counts.items() if t == target) for target in self.ballot.targets]
        most = people * (settings.max if dots else 1)
        return all(n <= most for n in each) and (not dots or sum(each) <= people * settings.dots)

    def count(self, target: str | None, value: int | None, n: int, seed: int) -> None:
        """B4: a count is set where it is possible, and refused where it isn't."""
        ask = hands.CountHands(id=self.ballot.id, target=target, value=value, count=n)
        trial = self.set if target is None else self.set | {(target, value): n}
        said = n if target is None else self.said
        right = self.fits(trial, self.free()) and said <= self.free()
        if (self.world.do(self.world.act(FACILITATOR, "facilitator", ask)) is not None) != right:
            raise Broken(f"B4 seed {seed}: {ask} {'refused' if right else 'taken'}, {self.free()} are without a vote")
        if right:
            self.set, self.said = trial, said

    def people(self) -> int:
        """As many as was said, and never fewer than could have raised so many hands."""
        return next(n for n in range(self.said, 100) if self.fits(self.set, n))

    def got(self, target: str) -> dict[str, int]:
        if self.ballot.method == "dots":
            return {"dots": self.set.get((target, None), 0)}
        return {name: self.set.get((target, value), 0) for name, value in (("yes", 1), ("unsure", 0), ("no", -1))}


def by_hand(seed: int) -> Counted | None:
    """B4: phones close, nobody votes, hands are counted, nobody learns of it, and the result is votes and hands."""
    ballot = held(seed)
    if ballot is None:
        return None
    world, counted = ballot.world, Counted(ballot)
    chance = world.chance
    if world.do(world.act(FACILITATOR, "facilitator", hands.CountHands(id=ballot.id, count=0))) is not None:
        raise Broken(f"B4 seed {seed}: hands counted while phones vote")
    world.do(world.act(FACILITATOR, "facilitator", hands.ClosePhones(id=ballot.id)))
    for person in PEOPLE:
        for ask in (vote.Cast(ballot=ballot.id, target=ballot.targets[0], value=1),
                    vote.TakeBack(ballot=ballot.id, target=ballot.targets[0])):  # fmt: skip
            if world.do(world.act(person, "participant", ask)) is not None:
                raise Broken(f"B4 seed {seed}: {ask} after phones had closed")
    for _ in range(chance.choice((0, 12, 12))):
        target = chance.choice((*ballot.targets, None))
        value = chance.randint(-1, 1) if ballot.method == "stance" and target else None
        counted.count(target, value, chance.randint(0, 4), seed)
    unheard(counted, seed)
    reopened(counted, seed)
    sums(counted, seed)
    return counted


def reopened(counted: Counted, seed: int) -> None:
    """B4: phones vote again while nothing is counted by hand, and not after."""
    world, id = counted.world, counted.ballot.id
    if world.do(world.act(FACILITATOR, "facilitator", hands.ReopenPhones(id=id))) is None:
        if not counted.people():
            raise Broken(f"B4 seed {seed}: phones stay closed though no hand is counted")
        return
    if counted.people():
        raise Broken(f"B4 seed {seed}: phones vote again though {counted.people()} raised hands")
    if f"hands:{id}" in view.view(world.state, LEADER) or world.state.need(vote.Ballot, id).counting:
        raise Broken(f"B4 seed {seed}: still counting though phones vote again")
    world.do(world.act(FACILITATOR, "facilitator", hands.ClosePhones(id=id)))


def unheard(counted: Counted, seed: int) -> None:
    """B4: until the close only those who lead are told of hands."""
    for who in (Viewer(Audience("room", None, "all"), PEOPLE[0]), Viewer(Audience("wall", None, "all"), None)):
        seen = view.view(counted.world.state, who)
        if any(r["kind"] in ("hands", "tally") and r["ballot"] == counted.ballot.id for r in seen.values()):
            raise Broken(f"B4 seed {seed}: {who} is told of hands")
    told = view.view(counted.world.state, LEADER)[f"hands:{counted.ballot.id}"]
    if (told["free"], told["people"]) != (counted.free(), counted.people()):
        raise Broken(f"B4 seed {seed}: {told}, {counted.free()} without a vote, {counted.people()} by hand")


def sums(counted: Counted, seed: int) -> None:
    """B4: the result adds hands to votes and says how much is which; whoever voted twice over is counted once."""
    ballot, voters = counted.ballot, len({person for person, _ in counted.ballot.chosen})
    counted.world.do(counted.world.act(FACILITATOR, "facilitator", vote.CloseBallot(id=ballot.id)))
    seen = view.view(counted.world.state, LEADER)
    record = seen[ballot.id]
    if (record["state"], record["voted"], record.get("hands", 0)) != (
        "closed", voters + counted.people(), counted.people(),
    ):  # fmt: skip
        raise Broken(f"B4 seed {seed}: told {record}, {voters} voted and {counted.people()} by hand")
    for target, chosen in ballot.expected().items():
        told, hand = seen[f"tally:{ballot.id}:{target}"], counted.got(target)
        if {name: told[name] for name in chosen} != {name: n + hand[name] for name, n in chosen.items()}:
            raise Broken(f"B4 seed {seed}: {told} is not {chosen} and {hand}")
        if told.get("hands", dict.fromkeys(hand, 0)) != hand:
            raise Broken(f"B4 seed {seed}: by hand {told.get('hands')}, counted {hand}")
    if f"hands:{ballot.id}" in seen:
        raise Broken(f"B4 seed {seed}: still counting")


@seeds(60)
def test_B4_hands_are_counted_after_phones_closed_within_what_those_without_a_vote_can_give(seed: int) -> None:
    by_hand(seed)


def test_B4_the_law_sees_hands_of_every_kind() -> None:
    found = [counted for seed in range(25) if (counted := by_hand(seed))]
    assert {"dots", "stance"} == {each.ballot.method for each in found if any(each.set.values())}
    assert any(each.people() and each.ballot.chosen for each in found)
