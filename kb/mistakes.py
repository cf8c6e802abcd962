"""Where facts and labels part: each missed label and each wrong fact of an article, by what went wrong.

A mistake has one kind, the first of `KINDS` that fits: first a missed label and a wrong fact are brought together where
the one looks like the other gone wrong, each of them once; then every label that is still missed, and every fact that
is still wrong, has a kind of its own. Stances count as in `kb.scoring`, a set of holder, target and polarity for each
article, so the labels among the mistakes are the missed ones and the facts among them the wrong ones; only `type` and
`evidence` tell of stances that are right.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from kb.edges import Edge, Labelled
from kb.scoring import difference, event, must_be_found, nearest, shared_characters, stance, toward

KINDS: Mapping[str, str] = {
    "sign": "holder and target are right, the polarity is not",
    "direction": "actors and polarity are right, holder and target have changed places",
    "target": "holder and event type are right, the target is another",
    "holder": "target and event type are right, the holder is another",
    "one-way": "missed, while the target's part in the same meeting, deal or exchange is found",
    "unlinked": "missed, while both actors are in other facts of the article",
    "target-lost": "missed; the holder is in facts of the article, the target in none",
    "holder-lost": "missed; the target is in facts of the article, the holder in none",
    "both-lost": "missed; no fact of the article has either actor",
    "unlabelled": "a fact of an article that has no label",
    "mirrored": "a fact, while only the target's stance toward the holder is labelled",
    "surplus": "a fact, while the labels of the two have another polarity",
    "pair": "a fact, while both actors have labels, but none with one another",
    "actor": "a fact with an actor that no label of the article has",
    "type": "the stance is right, its event type is another",
    "evidence": "the stance is right, its evidence stands elsewhere",
}
"""Each kind of mistake, in the order in which they are looked for, and what it is."""

_GONE_WRONG: Mapping[str, Callable[[Edge, Edge], bool]] = {
    "sign": lambda label, fact: (label.holder, label.target) == (fact.holder, fact.target),
    "direction": lambda label, fact: stance(label) == stance(_turned(fact)),
    "target": lambda label, fact: (label.holder, label.event_type) == (fact.holder, fact.event_type),
    "holder": lambda label, fact: (label.target, label.event_type) == (fact.target, fact.event_type),
}
"""When a missed label and a wrong fact are one mistake."""


_MUTUAL = frozenset(("AGREE", "CONSULT", "SUPPORT", "COOPERATE"))
"""Event types that are labelled both ways where two do them together."""


class Mistake(NamedTuple):
    """What went wrong in an article: a label that is missed, a fact that is wrong, or the one for the other."""

    kind: str
    article: Labelled
    label: Edge | None = None
    fact: Edge | None = None


def mistakes(article: Labelled, facts: Iterable[Edge], background: bool = False) -> list[Mistake]:
    """The mistakes of an article, in the order of `KINDS`.

    >>> label = Edge("CHN", "RUS", "SUPPORT", "supportive")
    >>> [one.kind for one in mistakes(Labelled("a1", (label,)), [label._replace(polarity="opposed")])]
    ['sign']
    """
    given = toward(facts)
    parted = difference(article.edges, given, stance, background)
    required = must_be_found(article.edges, background)
    missed = _firsts(edge for edge in required if stance(edge) in parted.missed)
    wrong = _firsts(fact for fact in given if stance(fact) in parted.wrong)
    found = []
    for kind, alike in _GONE_WRONG.items():
        for label in tuple(missed):
            taken = [fact for fact in wrong if alike(label, fact)]
            if taken:
                fact = max(taken, key=lambda one: _shared(label, one))
                missed.remove(label)
                wrong.remove(fact)
                found.append(Mistake(kind, article, label, fact))
    found += [Mistake(_why_missed(label, article.edges, given), article, label) for label in missed]
    found += [Mistake(_why_wrong(fact, article.edges), article, fact=fact) for fact in wrong]
    found += _otherwise_wrong(article, [fact for fact in given if stance(fact) not in parted.wrong])
    order = list(KINDS)
    return sorted(found, key=lambda one: order.index(one.kind))


def _firsts(edges: Iterable[Edge]) -> list[Edge]:
    """The first edge of each stance, which stands for all."""
    found: dict[object, Edge] = {}
    for edge in edges:
        found.setdefault(stance(edge), edge)
    return list(found.values())


def _turned(edge: Edge) -> Edge:
    return edge._replace(holder=edge.target, target=edge.holder)


def _shared(label: Edge, fact: Edge) -> int:
    return sum(shared_characters(one, other) for one in label.spans for other in fact.spans)


def _why_missed(label: Edge, edges: Sequence[Edge], facts: Sequence[Edge]) -> str:
    back = _turned(label)
    if label.event_type in _MUTUAL and event(back) in map(event, edges) and stance(back) in map(stance, facts):
        return "one-way"
    actors = _actors(facts)
    if label.holder in actors:
        return "unlinked" if label.target in actors else "target-lost"
    return "holder-lost" if label.target in actors else "both-lost"


def _why_wrong(fact: Edge, edges: Sequence[Edge]) -> str:
    if not edges:
        return "unlabelled"
    if stance(_turned(fact)) in map(stance, edges):
        return "mirrored"
    if any({edge.holder, edge.target} == {fact.holder, fact.target} for edge in edges):
        return "surplus"
    return "pair" if {fact.holder, fact.target} <= _actors(edges) else "actor"


def _otherwise_wrong(article: Labelled, facts: Iterable[Edge]) -> list[Mistake]:
    """Mistakes about facts whose stance is labelled, each event type once."""
    found, seen = [], set()
    for fact in facts:
        labels = [edge for edge in article.edges if stance(edge) == stance(fact)]
        place = nearest(fact, labels)
        if labels and event(fact) not in map(event, labels):
            if event(fact) not in seen:
                found.append(Mistake("type", article, labels[0], fact))
            seen.add(event(fact))
        elif place and not place[1]:
            label = next(edge for edge in labels if event(edge) == event(fact))
            found.append(Mistake("evidence", article, label, fact))
    return found


def _actors(edges: Iterable[Edge]) -> set[str]:
    return {actor for edge in edges for actor in (edge.holder, edge.target)}
