"""Reports of stances into acts: one message told in three papers, or twice in one, is one act.

Reports are one act where the article itself says so (the same `kb:act`), where a person judged so, or where holder,
target and kind of event are the same, there is a day on which all can have been, and their words are not too unlike.
What a person judged to be different is never joined. Every link says why it was made.

A copy is one act with what it copies, whatever kind of event it was read as: of one text there is one right reading,
and that which fewer than half of the copies share is outvoted.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from kb.reports import Report
from kb.rows import Answer
from kb.terms import text

ALIKE = 0.15
"""How alike the words of two accounts of one act are at least."""

COPIED = 0.9
"""How alike the words of two reports are from which on one is a copy of the other."""

QUOTED = 4
"""Words from which on the same quotation means the same source."""


class Judgement(NamedTuple):
    """What a person decided of some acts, by their IRIs."""

    acts: frozenset[str]
    same: bool
    author: str
    at: str
    """When, as an xsd:dateTime has it."""


def judged(answer: Answer) -> list[Judgement]:
    """The judgements that the query `judgements` tells of, an act a row."""
    found: dict[str, Judgement] = {}
    for row in answer.rows:
        told = dict(zip(answer.columns, map(text, row), strict=True))
        none = Judgement(frozenset(), told["same"] == "true", told["author"], told["at"])
        before = found.get(told["judgement"], none)
        found[told["judgement"]] = before._replace(acts=before.acts | {told["act"]})
    return list(found.values())


class Link(NamedTuple):
    """Why two reports are of one act."""

    first: str
    second: str
    why: str


class Act(NamedTuple):
    """What one holder did or said toward one target on one occasion, and every report of it."""

    reports: tuple[Report, ...]
    links: tuple[Link, ...] = ()
    sources: Mapping[str, str] = {}
    """Stance → the origin of its report, where that is another's."""
    outvoted: frozenset[str] = frozenset()
    """The stances that read a text otherwise than most copies of it: they do not count."""

    @property
    def iri(self) -> str:
        """The act as the first report of it calls it."""
        return self.reports[0].act

    def origin(self, report: Report) -> str:
        """Where a report comes from in the end: syndicated copies share an origin."""
        return self.sources.get(report.stance, report.origin)


def grouped(reports: Iterable[Report], judgements: Sequence[Judgement] = ()) -> list[Act]:
    """The acts that reports tell of, in the order of their first days.

    The order of the reports does not matter.
    """
    dyads: dict[tuple[str, str], dict[str, list[Report]]] = {}
    for report in sorted(set(reports), key=lambda one: (one.day, one.stance)):
        dyads.setdefault((report.holder, report.target), {}).setdefault(report.act, []).append(report)
    found = [act for tellings in dyads.values() for act in _joined(list(tellings.values()), judgements)]
    return sorted(found, key=lambda act: (act.reports[0].day, act.reports[0].stance))


def _joined(tellings: list[list[Report]], judgements: Sequence[Judgement]) -> list[Act]:
    """The acts of one dyad; a telling is all that one article says of one act."""
    acts = [tuple(telling) for telling in tellings]
    told = _Bonds(acts)
    judged: set[tuple[int, int]] = set()
    for judgement in sorted(judgements, key=lambda each: each.at, reverse=True):  # the newest has the last word
        meant = [n for n, telling in enumerate(acts) if telling[0].act in judgement.acts]
        said = f"judged by {judgement.author} on {judgement.at[:10]}"
        for one, other in combinations(meant, 2):
            if (one, other) in judged:
                continue
            judged.add((one, other))
            if judgement.same:
                told.join(one, other, f"the same, {said}")
            else:
                told.part(one, other)
    near = []
    for one, other in _of_common_days(acts):
        found = alike(acts[one], acts[other])
        if found:
            near.append((found[0], one, other, found[1]))
    for _, one, other, why in sorted(near, key=lambda each: (-each[0], each[1:3])):
        if told.may_join(one, other):
            told.join(one, other, why)
    links = told.links()
    return [_act([acts[n] for n in members], tuple(links.get(members[0], ()))) for members in told.groups()]


def _of_common_days(tellings: Sequence[Sequence[Report]]) -> Iterator[tuple[int, int]]:
    """The pairs of tellings whose days overlap, by their places; without looking at every pair there is."""
    lasting: list[int] = []
    for n in sorted(range(len(tellings)), key=lambda n: tellings[n][0].earliest):
        lasting = [other for other in lasting if tellings[other][0].latest >= tellings[n][0].earliest]
        for other in lasting:
            yield min(n, other), max(n, other)
        lasting.append(n)


class _Bonds:
    """Which tellings are of one act, as links are found one by one."""

    def __init__(self, tellings: Sequence[Sequence[Report]]) -> None:
        self._tellings = tellings
        self._group = {n: {n} for n in range(len(tellings))}
        self._apart: set[frozenset[int]] = set()
        self._links: list[tuple[int, int, str]] = []

    def part(self, one: int, other: int) -> None:
        """Never join two tellings from now on, by way of others either."""
        self._apart.add(frozenset((one, other)))

    def may_join(self, one: int, other: int) -> bool:
        """Whether the groups of two tellings can be one act.

        They have a day in common, no article tells them apart, and nobody judged them to be different.
        """
        if self._group[one] is self._group[other]:
            return False
        both = self._group[one] | self._group[other]
        if any(pair <= both for pair in self._apart) or len({self._tellings[n][0].article for n in both}) < len(both):
            return False
        return share_a_day(self._tellings[n][0] for n in both)

    def join(self, one: int, other: int, why: str) -> None:
        """Make one act of the groups of two tellings."""
        both = self._group[one] | self._group[other]
        for n in both:
            self._group[n] = both
        self._links.append((one, other, why))

    def groups(self) -> list[list[int]]:
        """The tellings of each act."""
        return [sorted(group) for n, group in self._group.items() if n == min(group)]

    def links(self) -> dict[int, list[Link]]:
        """First telling of each act that has several → why they are one."""
        found: dict[int, list[Link]] = {}
        for one, other, why in self._links:
            link = Link(self._tellings[one][0].stance, self._tellings[other][0].stance, why)
            found.setdefault(min(self._group[one]), []).append(link)
        return found


def _act(tellings: Sequence[Sequence[Report]], links: tuple[Link, ...]) -> Act:
    reports = sorted((report for telling in tellings for report in telling), key=lambda one: (one.day, one.stance))
    inside = [
        Link(telling[0].stance, report.stance, "one act in one article")
        for telling in tellings
        for report in telling[1:]
    ]
    sources: dict[str, str] = {}
    for one, other in combinations(reports, 2):
        if one.article != other.article and _copied(one, other):
            sources[other.stance] = sources.get(one.stance, one.origin)
    told = Act(tuple(reports), (*inside, *links), sources)
    return told._replace(outvoted=_outvoted(told))


def _outvoted(act: Act) -> frozenset[str]:
    """The stances of an act whose kind of event fewer than half of the copies of their text have, and others more."""
    readings: dict[str, dict[str, set[str]]] = {}
    for report in act.reports:
        readings.setdefault(act.origin(report), {}).setdefault(report.event_type, set()).add(report.article)
    lost = {
        (origin, event_type)
        for origin, told in readings.items()
        for event_type, articles in told.items()
        if 2 * len(articles) < len(set().union(*told.values())) and len(articles) < max(map(len, told.values()))
    }
    return frozenset(one.stance for one in act.reports if (act.origin(one), one.event_type) in lost)


def _copied(one: Report, other: Report) -> bool:
    """Whether one of two reports of an act repeats the other, or both the same source."""
    return _same_words(one, other) or likeness(one, other) >= COPIED


def alike(one: Sequence[Report], other: Sequence[Report]) -> tuple[float, str] | None:
    """How strongly two tellings speak for one act, and why; None where they do not."""
    if one[0].article == other[0].article or not share_a_day((one[0], other[0])):
        return None
    best, why = 0.0, ""
    for a in one:
        for b in other:
            same, near = a.event_type == b.event_type, likeness(a, b)
            if _same_words(a, b):
                return 1.0, "the same words quoted, the same days"
            if near >= COPIED and near > best:
                best, why = (
                    near,
                    f"{'a copy' if same else 'a copy, read otherwise'}: words {near:.0%} alike, the same days",
                )
            elif same and near >= ALIKE and near > best:
                best, why = near, f"the same kind of event and days, words {near:.0%} alike"
    return (best, why) if why else None


def _same_words(one: Report, other: Report) -> bool:
    return len(one.quote.split()) >= QUOTED and words(one.quote) == words(other.quote)


def share_a_day(told: Iterable[Report]) -> bool:
    """Whether there is a day on which what all the reports tell can have been."""
    spans = [(report.earliest, report.latest) for report in told]
    return max(first for first, _ in spans) <= min(last for _, last in spans)


def likeness(one: Report, other: Report) -> float:
    """The share of the words of the shorter report that stand in the other too, names and numbers counting double."""
    first, second = words(f"{one.summary} {one.quote}"), words(f"{other.summary} {other.quote}")
    if not first or not second:
        return 0.0
    shared = sum(first[word] for word in first.keys() & second.keys())
    return shared / min(sum(first.values()), sum(second.values()))


@lru_cache(1 << 16)
def words(text: str) -> Mapping[str, int]:
    """The words that tell one text from another, without their endings, and what each counts.

    >>> words("The Kremlin strikes 3 cities again")
    {'kremlin': 2, 'strik': 1, '3': 2, 'citi': 1, 'again': 1}
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    found: dict[str, int] = {}
    for word in re.findall(r"[^\W_]+", plain):
        low = word.casefold()
        if low not in _IDLE:
            short = re.sub(r"(?<=\w{4})(?:ations?|ings?|ed|es|s|ly)$", "", low)
            found[short] = max(found.get(short, 0), 2 if word[0].isupper() or word[0].isdigit() else 1)
    return found


_IDLE = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be been but by for from had has have he her his in into is it its of on or say says said"
        " she that the their them they this to was were which who will with after over more than also not during"
        " following amid between against including",
    )
)
"""Words that stand in every report."""
