"""How one actor stands toward another: direction with its interval, depth and support, and what each act adds to it.

Arithmetic only. The acts come from `kb.acts`, the scale from the ontology's weights. For an act of score s, told by
independent origins of reliability r, and t days old with half-life h:

    w = 1 − Π (1 − min(r, .95))        u = 2 · |s| · w · 2^(−t / h)    (what is in force does not fade)
    P, N = Σ u of supportive acts, of opposed ones
    direction = (P − N) / (P + N + 2)   the mean of 2p − 1 where p is Beta(1 + P, 1 + N), its interval from the same
    an act contributes ± u / (P + N + 2), and the contributions add up to the direction
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from math import ceil, fsum, inf, prod
from typing import NamedTuple

from kb import beta
from kb.acts import Act
from kb.reports import Report

EVIDENTIALITY = {"directQuote": 1.0, "paraphrase": 0.9, "narration": 0.8, "hedged": 0.6}
"""How much a report counts by its nearness to what was said or done."""

OFFICE = {"headOfState": 1.0, "headOfGovernment": 1.0, "headOfOrganization": 1.0, "foreignMinister": 0.9}
"""How far the word of an office's holder is the actor's."""

OTHER_OFFICE = 0.8
"""A ministry, an ambassador, another post."""

UNNAMED = 0.7
"""A report of the actor as such, with nobody named."""

SUREST = 0.95
"""What one origin counts at most."""

THIN = 2.0
"""Support below which a direction is called thin."""

CONTESTED = 0.25
"""Share of the weaker side above which a direction is called contested."""


DEPTHS = ("words", "contact", "commitment", "material", "military or treaty")
"""The tiers of depth, from 0."""


class Kind(NamedTuple):
    """An event type on a scale: its score from −1 to 1, its depth from 0 to 4, and how it fades."""

    score: float
    depth: int
    half_life: float
    """Days."""
    raised_depth: int = 0
    raised_by: str = ""
    """The circumstance under which it goes as deep as `raised_depth`."""
    lasts: bool = False
    """Whether it does not fade while it is in force."""


class Contribution(NamedTuple):
    """What an act adds to a direction, and everything that the number is made of."""

    value: float
    act: Act
    report: Report
    """Its strongest report."""
    kind: Kind
    weight: float
    """w: how sure it is that the act happened, by its independent origins."""
    origins: frozenset[str]
    """Where its reports come from in the end."""
    fading: float
    """2^(−t/h), or 1 while the act is in force."""
    half_life: float = inf
    """h, in days."""
    since: date = date.max
    """The day from which t counts."""
    share: float = 1.0
    """How far the act is the actor's own: less than 1 where it is a member's."""

    @property
    def supportive(self) -> bool:
        """Whether it stands with the target."""
        return self.kind.score > 0

    @property
    def depth(self) -> int:
        """How deep it goes, from 0 to 4."""
        raised = any(self.kind.raised_by in report.circumstances for report in self.act.reports)
        return self.kind.raised_depth if raised else self.kind.depth


class Alignment(NamedTuple):
    """How one actor stands toward another."""

    direction: float
    """From −1 to 1, neither of which is reached; 0 without evidence."""
    supportive: float
    """P: what the supportive acts weigh."""
    opposed: float
    """N: what the opposed acts weigh."""
    contributions: tuple[Contribution, ...]
    """The largest first; they add up to the direction."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 % of what the evidence leaves possible."""
        return _interval(self.supportive, self.opposed)

    @property
    def p_aligned(self) -> float:
        """The probability that the actor stands with the other rather than against it."""
        return 1 - beta.below(0.5, 1 + self.supportive, 1 + self.opposed)

    @property
    def depth(self) -> tuple[int | None, int | None]:
        """The deepest supportive and the deepest opposed act, from 0 for words to 4 for arms; None without any."""
        pro, contra = ([one.depth for one in self.contributions if one.supportive is side] for side in (True, False))
        return max(pro, default=None), max(contra, default=None)

    @property
    def support(self) -> float:
        """How much evidence there is, on both sides together."""
        return self.supportive + self.opposed

    @property
    def flags(self) -> tuple[str, ...]:
        """What to bear in mind: `thin`, `contested`."""
        contested = min(self.supportive, self.opposed) > CONTESTED * self.support
        return ("thin",) * (self.support < THIN) + ("contested",) * contested

    @property
    def acts(self) -> int:
        """How many acts count; one that takes both sides makes two contributions."""
        return len({one.act.reports[0].stance for one in self.contributions})

    @property
    def origins(self) -> int:
        """How many independent origins there are."""
        return len({origin for one in self.contributions for origin in one.origins})

    @property
    def newest(self) -> date | None:
        """The day of the newest act."""
        return max((one.report.day for one in self.contributions), default=None)

    @property
    def hedged(self) -> float:
        """The share of the support that rests on hedged reports alone."""
        weak = fsum(
            abs(one.value)
            for one in self.contributions
            if all(report.evidentiality == "hedged" for report in one.act.reports)
        )
        return weak / fsum(abs(one.value) for one in self.contributions) if self.contributions else 0.0


def weighed(
    acts: Iterable[Act],
    scale: Mapping[str, Kind],
    at: date,
    reliability: Callable[[Report], float],
    half_life: Callable[[float], float] = float,
    share: Callable[[Act], float] = lambda _: 1.0,
) -> list[Contribution]:
    """What acts weigh as of a day, each for itself: for each side that one takes a contribution of ± u, to be `summed`.

    Acts of later days and neutral ones do not count. `scale` has the event types that count; `half_life` may change
    what the scale gives, `share` is what an act counts that is not the actor's own.
    """
    found = []
    for act in acts:
        for told in _sides(act, scale, at, reliability):
            best: dict[str, float] = {}
            for sure, report in told:
                origin = act.origin(report)
                best[origin] = max(best.get(origin, 0.0), sure)
            weight = 1 - prod(1 - min(sure, SUREST) for sure in best.values())
            _, strongest = max(told, key=lambda one: (abs(scale[one[1].event_type].score), one[0], one[1].stance))
            kind = scale[strongest.event_type]
            half = half_life(kind.half_life)
            since = _since([report for _, report in told], kind, at, half)
            fading = float(2 ** (-max((at - since).days, 0) / half))
            part = share(act)
            value = 2 * kind.score * weight * fading * part
            if value:
                origins = frozenset(best)
                found.append(Contribution(value, act, strongest, kind, weight, origins, fading, half, since, part))
    return found


def summed(told: Sequence[Contribution]) -> Alignment:
    """The alignment that contributions of ± u make together."""
    supportive = fsum(one.value for one in told if one.value > 0)
    opposed = fsum(-one.value for one in told if one.value < 0)
    whole = supportive + opposed + 2
    contributions = sorted(
        (one._replace(value=one.value / whole) for one in told),
        key=lambda one: (-abs(one.value), one.report.day, one.report.stance),
    )
    return Alignment(
        direction=fsum(one.value for one in contributions),
        supportive=supportive,
        opposed=opposed,
        contributions=tuple(contributions),
    )


@lru_cache(1 << 16)
def _interval(supportive: float, opposed: float) -> tuple[float, float]:
    low, high = (2 * beta.quantile(share, 1 + supportive, 1 + opposed) - 1 for share in (0.025, 0.975))
    return low, high


def reliability(offices: Mapping[str, Sequence[str]]) -> Callable[[Report], float]:
    """How far a report counts: confidence × evidentiality × representativeness. `offices`: each post's kinds."""

    def of(report: Report) -> float:
        if report.office:
            word = max(
                (OFFICE.get(kind, OTHER_OFFICE) for kind in offices.get(report.office, ())), default=OTHER_OFFICE
            )
        else:
            word = UNNAMED
        return report.confidence * EVIDENTIALITY[report.evidentiality] * word

    return of


def _sides(
    act: Act, scale: Mapping[str, Kind], at: date, reliability: Callable[[Report], float]
) -> Iterable[list[tuple[float, Report]]]:
    """An act's reports that count, each with how far, apart by the side that they tell of."""
    sides: dict[bool, list[tuple[float, Report]]] = {}
    for report in act.reports:
        kind = scale.get(report.event_type)
        if kind and kind.score and report.day <= at and report.stance not in act.outvoted:
            sides.setdefault(kind.score > 0, []).append((reliability(report), report))
    return sides.values()


def _since(told: Sequence[Report], kind: Kind, at: date, half_life: float) -> date:
    """The first day of the act or, of what lasts, its last one, or one half-life after the last word of it."""
    if not kind.lasts:
        return min(report.day for report in told)
    ends = [report.until for report in told if report.until]
    if ends:
        return max(ends)
    heard = max(day for report in told for day in (report.day, report.published) if day and day <= at)
    return date.fromordinal(ceil(min(heard.toordinal() + half_life, date.max.toordinal())))
