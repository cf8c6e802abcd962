"""How well facts agree with labels: precision, recall and F1, each with its interval.

Arithmetic only. Counts are added up over all articles before they are divided (micro averages). What an article has is
compared as a set: a fact told twice is right once. An optional label is neither missed nor, where a fact gives it,
wrong; so is one of the background, unless that is asked for. Intervals are bootstrap percentiles over articles, since
facts of one article go wrong together (Efron & Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
"""

from array import array
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import NamedTuple

from kb.edges import SIGNS, Edge, Labelled
from kb.facts import Span

DRAWS = 1_000
"""How often articles are drawn anew, as many as there are and with replacement."""

SEED = 1
"""The same draws every time, and the same for all that is measured on the same articles."""

TAILS = 0.025, 0.975
"""Between which parts of the draws, in order, a 95 % interval lies."""

MANY = 10
"""Articles under which a number is thin: draws of so few are too much alike, and the interval is too narrow."""

Key = Callable[[Edge], Hashable]
"""What of an edge must agree."""


def stance(edge: Edge) -> Hashable:
    """Holder, target and polarity."""
    return edge.holder, edge.target, edge.polarity


def event(edge: Edge) -> Hashable:
    """Holder, target and event type."""
    return edge.holder, edge.target, edge.event_type


def pair(edge: Edge) -> Hashable:
    """The two actors, whoever is the holder, and polarity."""
    return frozenset((edge.holder, edge.target)), edge.polarity


KEYS: Mapping[str, Key] = {"stance": stance, "type": event, "pair": pair}


class Estimate(NamedTuple):
    """A share from 0 to 1, and the ends of its 95 % interval."""

    value: float
    low: float
    high: float


class Score(NamedTuple):
    """How much of what was found is right, and how much of what was to be found was."""

    right: int
    wrong: int
    missed: int
    precision: Estimate
    """0 where nothing was found."""
    recall: Estimate
    f1: Estimate
    articles: int

    @property
    def flags(self) -> tuple[str, ...]:
        """`thin` where it rests on few articles."""
        return _flags(self.articles)


class Share(NamedTuple):
    """How many of how many."""

    part: int
    whole: int
    estimate: Estimate
    articles: int

    @property
    def flags(self) -> tuple[str, ...]:
        """`thin` where it rests on few articles."""
        return _flags(self.articles)


class Scores(NamedTuple):
    """Facts against labels."""

    articles: int
    required: int
    """Labels that are to be found."""
    spared: int
    """Labels that may be."""
    facts: int
    measures: Mapping[str, Score]
    """By what is to agree: `KEYS`; and `words`, the characters of the evidence, where labels say where they stand."""
    touched: Share | None
    """Facts with a labelled stance whose evidence shares a character with the label's; None without any."""
    unlabelled: Share | None
    """Articles without any label that were given a fact; None where every article has a label."""


class Difference(NamedTuple):
    """What of an article is right, wrong and missed, as keys."""

    right: set[Hashable]
    wrong: set[Hashable]
    missed: set[Hashable]


def scored(
    articles: Sequence[Labelled], found: Mapping[str, Iterable[Edge]], background: bool = False, draws: int = DRAWS
) -> Scores:
    """The facts that were found in each article, by its id, against its labels.

    With `background` labels of the background are to be found too. Facts without a target are left out.
    """
    sides = [(one.edges, toward(found.get(one.id, ()))) for one in articles]
    measures = {name: _score([_counts(*side, key, background) for side in sides], draws) for name, key in KEYS.items()}
    evidence = [counts for side in sides if (counts := _evidence(*side))[4]]
    if evidence:
        measures["words"] = _score([counts[:3] for counts in evidence], draws)
    empty = [(int(bool(facts)), 1) for edges, facts in sides if not edges]
    required = sum(len(must_be_found(edges, background)) for edges, _ in sides)
    return Scores(
        len(articles),
        required,
        sum(len(edges) for edges, _ in sides) - required,
        sum(len(facts) for _, facts in sides),
        measures,
        _share([counts[3:] for counts in evidence], draws),
        _share(empty, draws),
    )


def toward(facts: Iterable[Edge]) -> list[Edge]:
    """Facts that have a target, and so can be compared."""
    return [fact for fact in facts if fact.target]


def must_be_found(edges: Iterable[Edge], background: bool) -> list[Edge]:
    """Labels that are missed where no fact has them."""
    return [edge for edge in edges if not edge.optional and (background or not edge.background)]


def difference(edges: Sequence[Edge], facts: Iterable[Edge], key: Key, background: bool = False) -> Difference:
    """The facts of an article against its labels.

    >>> label = Edge("CHN", "RUS", "SUPPORT", "supportive")
    >>> mirrored = Edge("RUS", "CHN", "SUPPORT", "supportive")
    >>> difference([label], [mirrored], stance).missed
    {('CHN', 'RUS', 'supportive')}
    >>> len(difference([label], [mirrored], pair).right)
    1
    """
    required = must_be_found(edges, background)
    needed = {key(edge) for edge in required}
    # What a holder says that it does not do has no sign that readers agree on.
    spared = [
        each
        for edge in edges
        if edge not in required
        for each in ([edge._replace(polarity=name) for name in SIGNS] if edge.modality == "negated" else [edge])
    ]
    given = {key(fact) for fact in facts}
    return Difference(given & needed, given - needed - {key(edge) for edge in spared}, needed - given)


def nearest(fact: Edge, edges: Iterable[Edge]) -> tuple[Span, int] | None:
    """The place where the labels of a fact's stance say it that shares most characters with its evidence, and how many.

    None where there is no such place, or the fact has no evidence.
    """
    said = [span for edge in edges if stance(edge) == stance(fact) for span in edge.spans]
    if not said or not fact.spans:
        return None
    shared = [(shared_characters(span, fact.spans[0]), span) for span in said]
    most, span = max(shared, key=lambda each: (each[0], each[1].start - each[1].end))
    return span, most


def shared_characters(one: Span, other: Span) -> int:
    """How many characters two spans have in common.

    >>> shared_characters(Span(0, 10), Span(8, 20)), shared_characters(Span(0, 10), Span(10, 20))
    (2, 0)
    """
    return max(0, min(one.end, other.end) - max(one.start, other.start))


def _counts(edges: Sequence[Edge], facts: Iterable[Edge], key: Key, background: bool) -> tuple[int, ...]:
    return tuple(map(len, difference(edges, facts, key, background)))


def _evidence(edges: Sequence[Edge], facts: Iterable[Edge]) -> tuple[int, ...]:
    """Characters that evidence and label share, that only the one and only the other has; facts that share any; all."""
    shared = only_found = only_labelled = touched = whole = 0
    for fact in facts:
        if place := nearest(fact, edges):
            span, most = place
            shared += most
            only_found += fact.spans[0].end - fact.spans[0].start - most
            only_labelled += span.end - span.start - most
            touched += most > 0
            whole += 1
    return shared, only_found, only_labelled, touched, whole


def _score(rows: Sequence[Sequence[int]], draws: int) -> Score:
    right, wrong, missed = map(sum, zip(*rows, strict=True))
    precision, recall, f1 = _estimates(rows, _averages, draws)
    return Score(right, wrong, missed, precision, recall, f1, len(rows))


def _share(rows: Sequence[Sequence[int]], draws: int) -> Share | None:
    if not rows:
        return None
    part, whole = map(sum, zip(*rows, strict=True))
    (found,) = _estimates(rows, lambda sums: (sums[0] / sums[1],), draws)
    return Share(part, whole, found, len(rows))


def _averages(sums: Sequence[int]) -> tuple[float, float, float]:
    right, wrong, missed = sums
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / (right + missed) if right + missed else 0.0
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


def _estimates(
    rows: Sequence[Sequence[int]], figures: Callable[[Sequence[int]], tuple[float, ...]], draws: int
) -> list[Estimate]:
    """What figures make of the sums of rows, one for each article, with the intervals that draws of articles give."""
    columns = list(zip(*rows, strict=True))
    values = figures([sum(column) for column in columns])
    drawn = [figures([sum(map(column.__getitem__, draw)) for column in columns]) for draw in _draws(len(rows), draws)]
    low, high = (int(tail * (draws - 1)) for tail in TAILS)
    ordered = [sorted(column) for column in zip(*drawn, strict=True)]
    return [Estimate(value, one[low], one[high]) for value, one in zip(values, ordered, strict=True)]


@lru_cache(maxsize=2)
def _draws(articles: int, draws: int) -> "list[array[int]]":
    random = Random(SEED)  # noqa: S311 - draws, not secrets
    return [array("I", [random.randrange(articles) for _ in range(articles)]) for _ in range(draws)]


def _flags(articles: int) -> tuple[str, ...]:
    return ("thin",) * (articles < MANY)
