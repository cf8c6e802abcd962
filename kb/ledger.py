"""The ledger: the acts of a store that count under some settings, and every standing that is reckoned from them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from functools import cached_property
from math import fsum
from typing import NamedTuple

from pyoxigraph import NamedNode

from kb import alignment, channels, matrix, reports, trend
from kb.acts import Act, Judgement, grouped, judged
from kb.alignment import Alignment, Contribution, Kind
from kb.errors import BadParameter, UsageError
from kb.names import Candidate
from kb.reports import Report
from kb.rows import Answer
from kb.settings import Settings, check_days, today
from kb.standing import Membership, Standing
from kb.terms import ID, curie, text
from kb.trend import Point

GROUPS = ("InternationalOrganization", "InformalBloc")
"""Classes of actors that have members, or are said to."""

FULL = "full member"
"""The footing of a member whose acts can be counted as an organisation's."""

Ask = Callable[..., Answer]
"""Answers a named query."""

Registered = Callable[[Collection[str], Collection[str]], list[Act] | None]
"""Tells the acts of some holders toward some targets, if it knows them; none named are all."""


class State(NamedTuple):
    """A state of the store: what answers named queries on it, and tells its acts where they need not be gathered."""

    ask: Ask
    registered: Registered

    def ledger(self, settings: Settings) -> "Ledger":
        """Its ledger under some settings."""
        return Ledger(self, settings)


class Ledger:
    """The acts of a store that count under some settings, from which any standing is reckoned."""

    def __init__(self, state: State, settings: Settings) -> None:
        """Raises BadParameter and UsageError for settings that make no sense."""
        self._ask, self._registered = state
        self.settings = settings
        settings.check()
        self._known = {"known_at": settings.known_at} if settings.known_at else {}
        self.at = self._day()
        self._half_life = settings.scaled()
        self._found: dict[tuple[Sequence[str], Sequence[str]], tuple[list[Act], Callable[[Report], float]]] = {}
        self._scale = {
            row["type"]: _kind(row)
            for row in _rows(self._ask, "scale", weights=f"{ID}weights/{settings.weights}")
            if row["counted"] == "true"
        }

    @property
    def basis(self) -> str:
        """The day that is reckoned for, and the settings that are not the usual ones."""
        return f"{self.at}{self.settings.unusual}"

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
        return {
            name: Standing(holder, target, self.at, found, labels, settings=self.settings)
            for name, found in told.items()
        }

    def _weighed(
        self, holder: Sequence[str] = (), target: Sequence[str] = ()
    ) -> tuple[dict[tuple[str, str], list[Contribution]], Mapping[str, str]]:
        """What acts and treaties weigh, by holder and target; and what their speakers and others are called."""
        acts, reliability = self._acts(holder, target)
        found = alignment.weighed(acts, self._scale, self.at, reliability, self._half_life)
        bonds = self._bonds(holder, target)
        bound, scale = channels.treaties(bonds, self.at, self.settings.leaves_out(self._outlets))
        found += alignment.weighed(bound, scale, self.at, channels.reliability)
        dyads: dict[tuple[str, str], list[Contribution]] = {}
        for one in found:
            dyads.setdefault((one.report.holder, one.report.target), []).append(one)
        return dyads, self._labels([report for act in acts for report in act.reports])

    def _bonds(self, holder: Sequence[str], target: Sequence[str]) -> Answer:
        return self._ask("treaty-bonds", on=self.at, **_ends(holder, target), **self._known)

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
        weighed = alignment.weighed(acts, self._scale, self.at, reliability, self._half_life, share)
        return Standing(holder, target, self.at, alignment.summed(weighed), labels, settings=self.settings)

    def trend(
        self, holder: Candidate, target: Candidate, every: str = "month", since: str = "", until: str = ""
    ) -> tuple[list[Point], dict[str, str]]:
        """How an actor's standing toward another changed by month or quarter; and what speakers and others are called.

        From the first act, or from the period in which `since` lies if that is later, to the day that the index is
        reckoned for, or `until`; nothing where there is no act. Raises BadParameter for days in the wrong order.
        """
        check_days(since=since, until=until)
        _check_different(holder, target)
        acts, reliability = self._acts([holder.iri], [target.iri])
        last = reports.day(until) if until else self.at
        days = [act.reports[0].day for act in acts if act.reports[0].day <= last]
        if since and reports.day(since) > last:
            raise BadParameter(f"{since} is later than {last}, the last day of the trend.")
        if not days:
            return [], {}
        first = max([min(days), *([reports.day(since)] if since else [])])

        def aligned(at: date) -> Alignment:
            return alignment.summed(alignment.weighed(acts, self._scale, at, reliability, self._half_life))

        found = trend.points(first, last, every, aligned)
        return found, self._labelled(report for act in acts for report in act.reports)

    def acts(self, holder: Sequence[str] = (), target: Sequence[str] = ()) -> list[Act]:
        """The acts that count, in the order of days: of some actors toward some others, by IRI; all where none is.

        Where the settings name a day, those that had begun by then.
        """
        counted = {name for name, kind in self._scale.items() if kind.score}
        last = self.at if self.settings.as_of else date.max
        found = (
            act
            for act in self._acts(holder, target)[0]
            if act.reports[0].day <= last and any(one.event_type in counted for one in act.reports)
        )
        return sorted(found, key=lambda act: (act.reports[0].day, act.reports[0].stance))

    def reliability(self, holder: Sequence[str] = (), target: Sequence[str] = ()) -> Callable[[Report], float]:
        """How far each report counts, of the acts of some actors toward some others, by IRI; of all where none is."""
        return self._acts(holder, target)[1]

    def treaties(self, one: Candidate, other: Candidate) -> int:
        """How many treaties are in force between two actors."""
        return len({text(row[0]) for row in self._bonds([one.iri], [other.iri]).rows})

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
        found = None if self.settings.known_at else self._registered(holder, target)
        if found is None:
            found = grouped(self._reports(holder, target), self.judgements())
        if self.settings.exclude:
            excluded = self.settings.leaves_out(self._outlets)
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

    def _outlets(self) -> dict[str, str]:
        return {row["outlet"]: row["label"] for row in _rows(self._ask, "outlets")}

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
        match self.settings.as_of:
            case "":
                known = self.settings.known_at
                newest = [row["day"] for row in _rows(self._ask, "newest", **self._known) if row["day"]]
                days = [reports.day(told) for told in (*newest, known) if told]
                return min(days, default=today())
            case "today":
                return today()
        return reports.day(self.settings.as_of)


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
