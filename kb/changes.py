"""What changed between two states: for each dyad the move of its direction, and the acts that moved it.

Arithmetic only. In each state contributions add up to the direction; so what every act adds in the one less what it
added in the other adds up to the move, where an act that a state does not have adds 0 to it.

Acts are known by the reports of them: an act before and one after are the same where a record (a stance, by its IRI)
is in both. Acts that were joined or parted in between are taken together, so that nothing is counted twice.
"""

from collections.abc import Iterable
from datetime import date
from math import fsum
from typing import NamedTuple

from kb.alignment import Contribution, summed
from kb.reports import Report
from kb.standing import Standing

KINDS = ("came", "went", "regrouped", "retold", "stayed")
"""What can have become of an act.

It came or went; it was joined with others, or parted; the reports of it are not the same as before; or it stayed, and
what it adds changes because it fades, and because what comes and goes takes from its share or leaves to it.
"""

NOTHING = summed(())
"""An alignment without evidence."""


class Part(NamedTuple):
    """What one act, or several that were joined or parted, did to a direction."""

    kind: str
    change: float
    """What it adds after, less what it added before."""
    before: tuple[Contribution, ...]
    after: tuple[Contribution, ...]

    @property
    def shown(self) -> Contribution:
        """What stands for it: the largest contribution after, or before where there is none."""
        return max(self.after or self.before, key=lambda one: (abs(one.value), one.report.stance))


class Change(NamedTuple):
    """How a standing differs in two states."""

    before: Standing
    after: Standing
    parts: tuple[Part, ...]
    """The largest first; they add up to the move."""

    @property
    def move(self) -> float:
        """The direction after less the direction before, as the parts add up to it."""
        return fsum(part.change for part in self.parts)

    @property
    def moved(self) -> bool:
        """Whether direction, interval or flags differ, all of which come of the support on both sides."""
        one, other = self.before.alignment, self.after.alignment
        return (one.supportive, one.opposed) != (other.supportive, other.opposed)

    @property
    def faded(self) -> bool:
        """Whether its acts are what they were, and only their weights changed."""
        return all(part.kind == "stayed" for part in self.parts)

    def of(self, kind: str) -> float:
        """What the parts of one of `KINDS` add up to."""
        return fsum(part.change for part in self.parts if part.kind == kind)


def changes(before: Iterable[Standing], after: Iterable[Standing]) -> list[Change]:
    """The dyads that differ in two states, the largest move first.

    Each state has a standing for each dyad with evidence.
    """
    states = [{(one.holder.iri, one.target.iri): one for one in standings} for standings in (before, after)]
    found = []
    for dyad in states[0].keys() | states[1].keys():
        known = next(state[dyad] for state in states if dyad in state)
        one, other = (state.get(dyad, known._replace(alignment=NOTHING)) for state in states)
        parts = _parts(one, other)
        if any(part.kind != "stayed" or part.change for part in parts):
            found.append(Change(one, other, parts))
    return sorted(found, key=lambda each: (-abs(each.move), each.before.holder.label, each.before.target.label))


def _parts(before: Standing, after: Standing) -> tuple[Part, ...]:
    """All contributions of both states, each in one part."""
    leads: dict[str, str] = {}

    def first(stance: str) -> str:
        while leads.setdefault(stance, stance) != stance:
            stance = leads[stance]
        return stance

    for one in (*before.alignment.contributions, *after.alignment.contributions):
        for report in one.act.reports:
            leads[first(report.stance)] = first(one.act.reports[0].stance)
    groups: dict[str, tuple[list[Contribution], list[Contribution]]] = {}
    for side, standing in enumerate((before, after)):
        for one in standing.alignment.contributions:
            groups.setdefault(first(one.act.reports[0].stance), ([], []))[side].append(one)
    found = [
        Part(
            _kind(_told(old, before.at), _told(new, after.at)),
            fsum([*(one.value for one in new), *(-one.value for one in old)]),
            tuple(old),
            tuple(new),
        )
        for old, new in groups.values()
    ]
    return tuple(sorted(found, key=lambda part: (-abs(part.change), part.shown.report.day, part.shown.report.stance)))


def _told(contributions: Iterable[Contribution], at: date) -> set[frozenset[Report]]:
    """The acts of some contributions, each as its reports up to a day."""
    return {frozenset(report for report in one.act.reports if report.day <= at) for one in contributions}


def _kind(before: set[frozenset[Report]], after: set[frozenset[Report]]) -> str:
    if not before:
        return "came"
    if not after:
        return "went"
    if before == after:
        return "stayed"
    return "retold" if len(before) == len(after) == 1 else "regrouped"
