"""How actors of a store stand toward each other: the named queries that tell of them, and the index over the answers.

Every number comes with its interval, its flags and the acts that it is made of.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import UTC, date, datetime
from functools import cached_property
from math import fsum
from typing import NamedTuple

from pyoxigraph import NamedNode

from kb import alignment, channels, matrix, reports, trend
from kb.acts import Act, Judgement, grouped, judged
from kb.alignment import EVIDENTIALITY, Alignment, Contribution, Kind
from kb.errors import BadParameter, UsageError
from kb.names import Candidate, near
from kb.reports import Report
from kb.rows import Answer
from kb.terms import ID, curie, text
from kb.trend import Point

WEIGHTS = ("plover", "goldstein")
"""The weight sets."""

GROUPS = ("InternationalOrganization", "InformalBloc")
"""Classes of actors that have members, or are said to."""

FULL = "full member"
"""The footing of a member whose acts can be counted as an organisation's."""

HALF_LIVES = (1.0, 36_500.0)
"""Days that a half-life can be: a day to a hundred years."""

FACTORS = (0.01, 100.0)
"""What half-lives can be multiplied by."""

Ask = Callable[..., Answer]
"""Answers a named query."""

Registered = Callable[[Collection[str], Collection[str]], list[Act] | None]
"""Tells the acts of some holders toward some targets, if it knows them; none named are all."""


class Settings(NamedTuple):
    """Under which conditions the index is reckoned; as they stand, over all that is known, as of the newest article."""

    as_of: str = ""
    """A day, or `today`; empty for the day of the newest article."""
    known_at: str = ""
    """Only what had been recorded by the end of this day."""
    weights: str = "plover"
    half_life: str = ""
    """Days for every event type, or a factor such as x0.5."""
    exclude: tuple[str, ...] = ()
    """An evidentiality such as `hedged`, or `outlet=NAME`."""


class Membership(NamedTuple):
    """What the members of an organisation add to its standing when they are counted too."""

    of: Candidate
    members: int
    """Full members on the day; 0 where nobody is held to belong to it."""
    acts: int
    """Acts of members, or toward them, that count."""
    counted: float
    """What these weigh, each counted as one member's share."""
    whole: float
    """What they would weigh as acts of the organisation itself."""


class Standing(NamedTuple):
    """How one actor stands toward another as of a day."""

    holder: Candidate
    target: Candidate
    at: date
    alignment: Alignment
    labels: Mapping[str, str]
    """IRI → English name, of speakers, outlets and issues that the contributions mention."""
    memberships: tuple[Membership, ...] = ()
    """Of either actor, where members are counted too."""

    def groups(self, by: str) -> list[tuple[str, float, int]]:
        """What contributions add up to by issue, speaker, depth or outlet, and how many they are; the largest first.

        An act on two issues counts half for each, one that several outlets report an equal part for each, so that the
        groups add up to the direction too.
        """
        found: dict[str, tuple[float, int]] = {}
        for one in self.alignment.contributions:
            names = self._named(one, by)
            for name in names:
                value, count = found.get(name, (0.0, 0))
                found[name] = value + one.value / len(names), count + 1
        told = [(name, value, count) for name, (value, count) in found.items()]
        return sorted(told, key=lambda group: (-abs(group[1]), group[0]))

    def _named(self, one: Contribution, by: str) -> list[str]:
        match by:
            case "issue":
                found = {issue for report in one.act.reports for issue in report.issues}
            case "speaker":
                found = {one.report.speaker} - {""}
            case "outlet":
                found = {report.outlet for report in one.act.reports}
            case _:
                return [alignment.DEPTHS[one.depth]]
        return sorted(self.labels.get(iri, curie(iri)) for iri in found) or [f"no {by}"]


class Ledger:
    """The acts of a store that count under some settings, from which any standing is reckoned."""

    def __init__(self, ask: Ask, settings: Settings, registered: Registered = lambda _holders, _targets: None) -> None:
        """`ask` answers a named query, `registered` tells acts where they need not be gathered.

        Raises BadParameter and UsageError for settings that make no sense.
        """
        self._ask = ask
        self._registered = registered
        self._settings = settings
        _check(settings)
        self._known = {"known_at": settings.known_at} if settings.known_at else {}
        self.at = self._day()
        self._half_life = _half_life(settings.half_life)
        self._found: dict[tuple[Sequence[str], Sequence[str]], tuple[list[Act], Callable[[Report], float]]] = {}
        self._scale = {
            row["type"]: _kind(row)
            for row in _rows(ask, "scale", weights=f"{ID}weights/{settings.weights}")
            if row["counted"] == "true"
        }

    def pair(self, one: Candidate, other: Candidate, with_members: bool = False) -> tuple[Standing, Standing]:
        """How two actors stand toward each other, both ways. Raises UsageError where they are one.

        With members, what the full members of an organisation do, and what is done to them, counts as its own act by
        the share that one member is of all. Raises UsageError where neither actor is one that has members.
        """
        _check_different(one, other)
        groups = [actor for actor in (one, other) if actor.kind in GROUPS]
        if with_members and not groups:
            raise UsageError(f"Neither {one} nor {other} has members: leave out --with-members.")
        shares = {actor.iri: self._shares(actor) for actor in groups} if with_members else {}
        return self._one_way(one, other, shares), self._one_way(other, one, shares)

    def _one_way(self, holder: Candidate, target: Candidate, shares: Mapping[str, Mapping[str, float]]) -> Standing:
        held, aimed = ({end.iri: 1.0, **shares.get(end.iri, {})} for end in (holder, target))
        acts, reliability = self._acts(list(held), list(aimed))
        labels = self._labels([report for act in acts for report in act.reports])

        def share(act: Act) -> float:
            return held[act.reports[0].holder] * aimed[act.reports[0].target]

        found = self._standing(holder, target, acts, reliability, labels, share)
        counted = [_membership(end, shares[end.iri], found.alignment) for end in (holder, target) if end.iri in shares]
        return found._replace(memberships=tuple(counted))

    def _shares(self, actor: Candidate) -> dict[str, float]:
        """IRI of each full member of an organisation on the day → its share of the whole."""
        rows = _rows(self._ask, "members", of=NamedNode(actor.iri), on=self.at.isoformat())
        full = {row["actor"] for row in rows if row["status"] == FULL}
        return {iri: 1 / len(full) for iri in sorted(full)}

    def toward(self, target: Candidate) -> list[Standing]:
        """How everyone stands toward an actor, the most supportive first."""
        return _by_direction(self.standings(target=[target.iri]))

    def of(self, holder: Candidate) -> list[Standing]:
        """How an actor stands toward everyone, the most supportive first."""
        return _by_direction(self.standings(holder=[holder.iri]))

    def everyone(self, among: Sequence[Candidate] = ()) -> list[Standing]:
        """How everyone stands toward everyone, or some actors toward each other, by holder and target."""
        iris = [actor.iri for actor in among]
        return sorted(self.standings(iris, iris), key=lambda one: (one.holder.label, one.target.label))

    def channels(self, one: Candidate, other: Candidate) -> dict[str, Standing]:
        """How an actor stands toward another in words, in deeds and by treaty: channel → standing.

        Raises UsageError where they are one.
        """
        _check_different(one, other)
        weighed, labels = self._weighed([one.iri], [other.iri])
        return self._channels(one, other, weighed.get((one.iri, other.iri), ()), labels)

    def everyones_channels(self, holder: Candidate | None = None) -> list[dict[str, Standing]]:
        """The channels of all dyads, or of those of one holder, that have evidence in two or more of them."""
        weighed, labels = self._weighed([holder.iri] if holder else [])
        compared = {dyad: own for dyad, own in weighed.items() if len(set(map(channels.channel, own))) > 1}
        actors = self._actors({iri for dyad in compared for iri in dyad})
        return [self._channels(actors[a], actors[b], own, labels) for (a, b), own in compared.items()]

    def _channels(
        self, holder: Candidate, target: Candidate, weighed: Iterable[Contribution], labels: Mapping[str, str]
    ) -> dict[str, Standing]:
        told = channels.split(weighed)
        return {name: Standing(holder, target, self.at, found, labels) for name, found in told.items()}

    def _weighed(
        self, holder: Sequence[str] = (), target: Sequence[str] = ()
    ) -> tuple[dict[tuple[str, str], list[Contribution]], Mapping[str, str]]:
        """What acts and treaties weigh, by holder and target; and what their speakers and others are called."""
        acts, reliability = self._acts(holder, target)
        found = alignment.weighed(acts, self._scale, self.at, reliability, self._half_life)
        bonds = self._ask("treaty-bonds", on=self.at, **_ends(holder, target), **self._known)
        bound, scale = channels.treaties(bonds, self.at, _excluded(self._ask, self._settings.exclude))
        found += alignment.weighed(bound, scale, self.at, channels.reliability)
        dyads: dict[tuple[str, str], list[Contribution]] = {}
        for one in found:
            dyads.setdefault((one.report.holder, one.report.target), []).append(one)
        return dyads, self._labels([report for act in acts for report in act.reports])

    def relative(self, standings: Sequence[Standing]) -> dict[tuple[str, str], float]:
        """How far standings lie above what their holders show toward all their targets, by IRI of holder and target."""
        holders = sorted({one.holder.iri for one in standings})
        told = self.standings(holder=holders) if holders else []
        return matrix.relative({(one.holder.iri, one.target.iri): one.alignment.direction for one in told})

    def codes(self) -> dict[str, tuple[str, str]]:
        """IRI of a state → its ISO alpha-3 and its Correlates-of-War code; empty where it has none."""
        return {row["state"]: (row["iso3"], row["cow"]) for row in _rows(self._ask, "states")}

    def standings(self, holder: Sequence[str] = (), target: Sequence[str] = ()) -> list[Standing]:
        """How some actors stand toward some others, by IRI; everyone where none is named. Those with evidence."""
        acts, reliability = self._acts(holder, target)
        dyads: dict[tuple[str, str], list[Act]] = {}
        for act in acts:
            dyads.setdefault((act.reports[0].holder, act.reports[0].target), []).append(act)
        actors = self._actors({iri for dyad in dyads for iri in dyad})
        labels = self._labels([report for act in acts for report in act.reports])
        found = (self._standing(actors[a], actors[b], own, reliability, labels) for (a, b), own in dyads.items())
        return [one for one in found if one.alignment.contributions]

    def _standing(
        self,
        holder: Candidate,
        target: Candidate,
        acts: Iterable[Act],
        reliability: Callable[[Report], float],
        labels: Mapping[str, str],
        share: Callable[[Act], float] = lambda _: 1.0,
    ) -> Standing:
        found = alignment.align(acts, self._scale, self.at, reliability, self._half_life, share)
        return Standing(holder, target, self.at, found, labels)

    def trend(
        self, holder: Candidate, target: Candidate, every: str = "month", since: str = "", until: str = ""
    ) -> tuple[list[Point], dict[str, str]]:
        """How an actor's standing toward another changed by month or quarter; and what speakers and others are called.

        From the first act, or from the period in which `since` lies if that is later, to the day that the index is
        reckoned for, or `until`; nothing where there is no act. Raises BadParameter for days in the wrong order.
        """
        _check_days(since=since, until=until)
        _check_different(holder, target)
        acts, reliability = self._acts([holder.iri], [target.iri])
        last = reports.day(until) if until else self.at
        days = [act.reports[0].day for act in acts if act.reports[0].day <= last]
        if since and reports.day(since) > last:
            raise BadParameter(f"{since} is later than {last}, the last day of the trend.")
        if not days:
            return [], {}
        first = max([min(days), *([reports.day(since)] if since else [])])
        found = trend.points(
            first, last, every, lambda at: alignment.align(acts, self._scale, at, reliability, self._half_life)
        )
        return found, self._labelled(report for act in acts for report in act.reports)

    def acts(self, holder: Sequence[str] = (), target: Sequence[str] = ()) -> list[Act]:
        """The acts of some actors toward some others, by IRI, in the order of days; everyone's where none is named."""
        return sorted(self._acts(holder, target)[0], key=lambda act: (act.reports[0].day, act.reports[0].stance))

    def called(self, acts: Iterable[Act]) -> dict[str, str]:
        """IRI → English name of the actors of some acts."""
        iris = {iri for act in acts for iri in (act.reports[0].holder, act.reports[0].target)}
        return {iri: label for iri, (label, _) in self._named(iris).items()}

    def on(self, at: date) -> "Ledger":
        """The same acts, reckoned for another day."""
        other = copy(self)
        other.at = at
        return other

    def _acts(
        self, holder: Sequence[str] = (), target: Sequence[str] = ()
    ) -> tuple[list[Act], Callable[[Report], float]]:
        asked = tuple(holder), tuple(target)
        if asked not in self._found:
            self._found[asked] = self._asked(*asked)
        return self._found[asked]

    def _asked(self, holder: Sequence[str], target: Sequence[str]) -> tuple[list[Act], Callable[[Report], float]]:
        found = None if self._settings.known_at else self._registered(holder, target)
        if found is None:
            found = grouped(self._reports(holder, target), self.judgements())
        if self._settings.exclude:
            excluded = _excluded(self._ask, self._settings.exclude)
            told = (report for act in found for report in act.reports)
            found = grouped((report for report in told if not excluded(report)), self.judgements())
        offices: dict[str, list[str]] = {}
        posts = sorted({report.office for act in found for report in act.reports if report.office})
        if posts:
            for row in _rows(self._ask, "office-kinds", post=posts):
                offices.setdefault(row["post"], []).append(row["kind"])
        return found, alignment.reliability(offices)

    def _reports(self, holder: Sequence[str], target: Sequence[str]) -> list[Report]:
        ends = _ends(holder, target)
        told, details = self._ask("reports", **ends, **self._known), self._ask("report-details", **ends)
        return [report for report in reports.read(told, details) if report.modality in reports.COUNTED]

    def judgements(self) -> list[Judgement]:
        """What persons decided of acts."""
        return judged(self._ask("judgements", **self._known))

    def _labels(self, told: Iterable[Report]) -> Mapping[str, str]:
        return _Labels(lambda: self._labelled(told))

    def _labelled(self, told: Iterable[Report]) -> dict[str, str]:
        wanted = {iri for report in told for iri in (report.speaker, report.outlet, *report.issues) if iri}
        return {iri: label for iri, (label, _) in self._named(wanted).items()}

    def _actors(self, iris: Collection[str]) -> dict[str, Candidate]:
        named = self._named(iris)
        missing = {iri: (curie(iri), "") for iri in iris if iri not in named}
        return {iri: Candidate(iri, label, code, "Actor", "code") for iri, (label, code) in (named | missing).items()}

    def _named(self, iris: Collection[str]) -> dict[str, tuple[str, str]]:
        if not iris:
            return {}
        return {row["thing"]: (row["label"], row["code"]) for row in _rows(self._ask, "labels", of=sorted(iris))}

    def _day(self) -> date:
        match self._settings.as_of:
            case "":
                known = self._settings.known_at
                newest = [row["day"] for row in _rows(self._ask, "newest", **self._known) if row["day"]]
                days = [reports.day(told) for told in (*newest, known) if told]
                return min(days, default=_today())
            case "today":
                return _today()
        return reports.day(self._settings.as_of)


class _Labels(Mapping[str, str]):
    """Names that are asked for when the first is needed: a matrix needs none."""

    def __init__(self, ask: Callable[[], dict[str, str]]) -> None:
        self._ask = ask

    @cached_property
    def _known(self) -> dict[str, str]:
        return self._ask()

    def __getitem__(self, iri: str) -> str:
        return self._known[iri]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _membership(actor: Candidate, shares: Mapping[str, float], found: Alignment) -> Membership:
    """What members of an actor add to a standing of its own."""
    weights = []
    for one in found.contributions:
        share = shares.get(one.report.holder) or shares.get(one.report.target)
        if share:
            weights.append((one.act.iri, abs(one.value) * (found.support + 2), share))
    return Membership(
        actor,
        len(shares),
        len({act for act, _, _ in weights}),
        fsum(weight for _, weight, _ in weights),
        fsum(weight / share for _, weight, share in weights),
    )


def _ends(holder: Sequence[str], target: Sequence[str]) -> dict[str, list[NamedNode]]:
    return {name: list(map(NamedNode, given)) for name, given in (("holder", holder), ("target", target)) if given}


def _by_direction(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=lambda one: (-one.alignment.direction, one.holder.label, one.target.label))


def _rows(ask: Ask, name: str, **values: object) -> list[dict[str, str]]:
    answer = ask(name, **values)
    return [dict(zip(answer.columns, map(text, row), strict=True)) for row in answer.rows]


def _today() -> date:
    return datetime.now(tz=UTC).date()


def _kind(row: Mapping[str, str]) -> Kind:
    return Kind(
        score=float(row["score"]),
        depth=int(row["depth"]),
        half_life=float(row["half_life"]),
        raised_depth=int(row["raised_depth"] or 0),
        raised_by=row["raised_by"].rpartition("#")[2],
        lasts=row["lasts"] == "true",
    )


def _check_different(one: Candidate, other: Candidate) -> None:
    if one.iri == other.iri:
        raise UsageError(f"{one} cannot be compared with itself: name two actors.")


def _check_days(**days: str) -> None:
    from kb.literals import fault_of_day

    for name, given in days.items():
        if given and fault_of_day(given):
            raise BadParameter(f'--{name.replace("_", "-")} takes a day such as 2025-01-01, not "{given}".')


def _check(settings: Settings) -> None:
    _check_days(as_of="" if settings.as_of == "today" else settings.as_of, known_at=settings.known_at)
    if settings.weights not in WEIGHTS:
        raise BadParameter(f'No weight set "{settings.weights}": --weights {" or ".join(WEIGHTS)}.')


def _half_life(told: str) -> Callable[[float], float]:
    """What half-lives become: all the same number of days, or each multiplied. Raises BadParameter."""
    if not told:
        return float
    factor = re.fullmatch(r"[x×](\d+(?:\.\d+)?|\.\d+)", told)
    number = factor[1] if factor else told
    low, high = FACTORS if factor else HALF_LIVES
    if not re.fullmatch(r"\d+(\.\d+)?|\.\d+", number) or not low <= float(number) <= high:
        days = f"days from {HALF_LIVES[0]:g} to {HALF_LIVES[1]:,.0f}"
        raise BadParameter(
            f'--half-life takes {days}, or a factor from x{FACTORS[0]:g} to x{FACTORS[1]:g}, not "{told}".'
        )
    value = float(number)
    return (lambda days: days * value) if factor else (lambda _: value)


def _excluded(ask: Ask, told: Sequence[str]) -> Callable[[Report], bool]:
    """Whether a report is left out. Raises BadParameter for what cannot be left out, or is not there."""
    manners: set[str] = set()
    outlets: set[str] = set()
    for each in told:
        kind, equals, name = each.partition("=")
        if kind == "outlet" and equals:
            named = {row["outlet"]: row["label"] for row in _rows(ask, "outlets")}
            found = {iri for iri, label in named.items() if name.casefold() in (label.casefold(), curie(iri), iri)}
            if not found:
                guesses = near(name, named.values())
                hint = f" Did you mean {' or '.join(guesses)}?" if guesses else ""
                raise BadParameter(f'No outlet "{name}" reports a stance.{hint}')
            outlets |= found
        elif each in EVIDENTIALITY:
            manners.add(each)
        else:
            raise BadParameter(f'--exclude takes {", ".join(EVIDENTIALITY)} or outlet=NAME, not "{each}".')
    return lambda report: report.evidentiality in manners or report.outlet in outlets
