"""Channels: what an actor says, what it does and what binds it, each weighed apart and never blended.

Arithmetic only. Words, contact and commitment are rhetoric, acts of a greater depth are material, and a treaty in force
is an act that does not fade.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import combinations
from typing import NamedTuple

from kb import alignment, reports
from kb.acts import Act, grouped
from kb.alignment import EVIDENTIALITY, Alignment, Contribution, Kind
from kb.reports import Report
from kb.rows import Answer
from kb.terms import text

CHANNELS = ("rhetoric", "material", "treaty")
"""What is weighed apart."""

DEED = 3
"""The depth from which on an act is more than words, contact and commitment."""

TREATY = "TREATY_IN_FORCE"
"""The event type of a treaty; its heaviest obligation is told behind a colon, `TREATY_IN_FORCE:defence`."""


class Parting(NamedTuple):
    """Two channels of one dyad, side by side."""

    first: str
    second: str
    parts: bool
    """Whether their directions lie on different sides."""
    probability: float
    """That they stand on different sides, whatever their directions are."""


def channel(one: Contribution) -> str:
    """The channel that a contribution belongs to."""
    if one.report.event_type.startswith(TREATY):
        return "treaty"
    return "material" if one.depth >= DEED else "rhetoric"


def split(weighed: Iterable[Contribution]) -> dict[str, Alignment]:
    """Channel → the alignment that its contributions of ± u make by themselves; each channel is there."""
    told: dict[str, list[Contribution]] = {name: [] for name in CHANNELS}
    for one in weighed:
        told[channel(one)].append(one)
    return {name: alignment.summed(own) for name, own in told.items()}


def partings(told: Mapping[str, Alignment]) -> list[Parting]:
    """Each two channels that have evidence, and whether they part."""
    return [
        Parting(first, second, one.direction * other.direction < 0, different_sides(one.p_aligned, other.p_aligned))
        for (first, one), (second, other) in combinations(told.items(), 2)
        if one.contributions and other.contributions
    ]


def different_sides(p: float, q: float) -> float:
    """The probability that two channels stand on different sides, from that of each to stand with the target.

    >>> different_sides(1, 0), different_sides(0.5, 0.9)
    (1, 0.5)
    """
    return p * (1 - q) + (1 - p) * q


def treaties(
    bonds: Answer, at: date, excluded: Callable[[Report], bool] = lambda _: False
) -> tuple[list[Act], dict[str, Kind]]:
    """The acts that the answer of the query `treaty-bonds` tells of, and the scale that they are weighed on.

    A treaty that several articles tell of is one act, and weighs what its heaviest obligation does.
    """
    scale: dict[str, Kind] = {}
    heaviest: dict[str, str] = {}
    found: dict[tuple[str, str, str], Report] = {}
    for row in bonds.rows:
        told = dict(zip(bonds.columns, map(text, row), strict=True))
        name = f"{TREATY}:{told['obligation']}"
        scale[name] = Kind(float(told["score"]), int(told["depth"]), math.inf, lasts=True)
        heaviest.setdefault(told["treaty"], name)
        found.setdefault((told["treaty"], told["holder"], told["target"]), _report(told, at))
    acts = [
        act._replace(reports=tuple(one._replace(event_type=heaviest[one.stance]) for one in act.reports))
        for act in grouped(one for one in found.values() if not excluded(one))
    ]
    return acts, scale


def reliability(report: Report) -> float:
    """How far a report of a treaty counts: a treaty is the word of the actor itself, whoever signed it."""
    return report.confidence * EVIDENTIALITY[report.evidentiality]


def _report(told: Mapping[str, str], at: date) -> Report:
    """A treaty as a report. Where no source gives its first day, the article that tells of it is the first to do so."""
    since, until = told["since"], told["until"]
    published = reports.day(told["published"]) if told["published"] else None
    day = reports.day(since) if since else published or at
    return Report(
        stance=told["treaty"],
        holder=told["holder"],
        target=told["target"],
        event_type=TREATY,
        modality="asserted",
        evidentiality="narration",
        confidence=1.0,
        basis="actorNamed",
        day=day,
        earliest=day if since else date.min,
        latest=reports.day(since, last=True) if since else day,
        act=told["treaty"],
        outlet=told["outlet"],
        article=told["article"],
        summary=told["summary"],
        start=int(told["start"]),
        end=int(told["end"]),
        until=reports.day(until, last=True) if until else None,
        published=published,
        origin=told["origin"],
    )
