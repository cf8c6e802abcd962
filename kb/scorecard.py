"""Scores and mistakes as people read them on a terminal, and as programs take them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from pyoxigraph import Literal

from kb.edges import Edge
from kb.mistakes import KINDS, Mistake
from kb.rows import Answer, Term
from kb.scoring import DRAWS, MANY, SEED, Estimate, Score, Scores, Share
from kb.tables import table
from kb.terminal import bold, counted, listing, wrapped
from kb.terms import number, whole

_FIGURES = ("precision", "recall", "f1")
_MEANT = {
    "stance": "holder, target and polarity agree",
    "type": "holder, target and event type agree",
    "pair": "the two actors, in either direction, and polarity agree",
    "words": "characters of the evidence where the stance agrees",
    "touched": "facts with evidence that shares a character with the label's",
    "unlabelled": "articles without a label that have a fact",
}
_SIDES = ("holder", "target", "event_type", "polarity", "body", "start", "end", "words")
_MARKS = {"supportive": "+", "neutral": "0", "opposed": "−"}


def rows(told: Scores) -> Answer:
    """A row for each number, as it is: what it is of, how many of how many, and its interval.

    F1 is of twice what is right, and that together with what is wrong and what is missed.
    """
    found: list[tuple[Term | None, ...]] = []
    for name, one in told.measures.items():
        both = 2 * one.right + one.wrong + one.missed
        parts = ((one.right, one.right + one.wrong), (one.right, one.right + one.missed), (2 * one.right, both))
        for figure, (part, of) in zip(_FIGURES, parts, strict=True):
            found.append(_row(name, figure, getattr(one, figure), part, of, one))
    for name, share in _shares(told).items():
        found.append(_row(name, "share", share.estimate, share.part, share.whole, share))
    return Answer(("measure", "number", "value", "low", "high", "part", "whole", "articles", "flags"), found)


def _row(name: str, figure: str, value: Estimate, part: int, of: int, one: Score | Share) -> tuple[Term | None, ...]:
    counts = (part, of, one.articles)
    return (Literal(name), Literal(figure), *map(number, value), *map(whole, counts), Literal(" ".join(one.flags)))


def document(told: Scores) -> dict[str, Any]:
    """Scores as a JSON object, numbers as they are."""
    return {
        "articles": told.articles,
        "required": told.required,
        "spared": told.spared,
        "facts": told.facts,
        "draws": DRAWS,
        "seed": SEED,
        "measures": {name: _plain(one) for name, one in told.measures.items()},
    } | {name: _plain(share) for name, share in _shares(told).items()}


def _shares(told: Scores) -> dict[str, Share]:
    shares = {"touched": told.touched, "unlabelled": told.unlabelled}
    return {name: share for name, share in shares.items() if share}


def _plain(one: Score | Share) -> dict[str, Any]:
    told: dict[str, Any] = one._asdict()
    for name, value in told.items():
        if isinstance(value, Estimate):
            told[name] = {"value": value.value, "interval": [value.low, value.high]}
    return told | {"flags": list(one.flags)}


def screen(told: Scores, width: int | None, color: bool = False) -> str:
    """Scores on a terminal: a line for each measure, and what it means."""
    labels = f"{counted(told.required, 'label')} of {counted(told.articles, 'article')}"
    spared = f"; {told.spared:,} more may be given or not" if told.spared else ""
    lines = wrapped(f"{counted(told.facts, 'fact')} against {labels}{spared}", width or 10_000)
    measures: list[tuple[Term | None, ...]] = [
        (
            Literal(name),
            *(Literal(_told(getattr(one, figure))) for figure in _FIGURES),
            *map(whole, (one.right, one.wrong, one.missed)),
        )
        for name, one in told.measures.items()
    ]
    columns = ("measure", "precision", "recall", "F1", "right", "wrong", "missed")
    shown = table(Answer(columns, measures), width, color, lift=False)
    return "\n".join([*(bold(line) if color else line for line in lines), "", shown, listing(_notes(told), width)])


def _notes(told: Scores) -> list[tuple[str, str]]:
    notes = [(name, _MEANT[name]) for name in told.measures]
    for name, share in _shares(told).items():
        notes.append((name, f"{_told(share.estimate)}, {share.part:,} of {share.whole:,}: {_MEANT[name]}"))
    notes.append(("interval", f"95 %, by {DRAWS:,} draws of the articles"))
    everything: dict[str, Score | Share] = {**told.measures, **_shares(told)}
    thin = [name for name, one in everything.items() if one.flags]
    if thin:
        notes.append(("thin", f"{', '.join(thin)}: fewer than {MANY} articles, so the intervals are too narrow"))
    return notes


def _told(one: Estimate) -> str:
    return f"{one.value:.2f} {one.low:.2f}–{one.high:.2f}"


def mistake_rows(told: Iterable[Mistake]) -> Answer:
    """A row for each mistake: its kind, the article, and the label and the fact that it is about."""
    sides = tuple(f"{side}_{name}" for side in ("label", "fact") for name in _SIDES)
    found = [
        (
            Literal(one.kind),
            Literal(one.article.id),
            _text(one.fact and one.fact.name),
            *_side(one, one.label),
            *_side(one, one.fact),
        )
        for one in told
    ]
    return Answer(("kind", "article", "fact", *sides), found)


def mistake_document(told: Sequence[Mistake]) -> dict[str, Any]:
    """Mistakes as a JSON object: how many of each kind, and each of them."""
    return {
        "kinds": _numbers(told),
        "errors": [
            {"kind": one.kind, "article": one.article.id}
            | {side: _edge(one, edge) for side, edge in (("label", one.label), ("fact", one.fact))}
            for one in told
        ],
    }


def mistake_screen(told: Sequence[Mistake], width: int | None, color: bool = False) -> str:
    """Mistakes on a terminal: how many there are of each kind, and then each of them by kind."""
    numbers = _numbers(told)
    ids = {one.article.id for one in told}
    head = f"{counted(len(told), 'error')} in {counted(len(ids), 'article')}"
    kinds: list[tuple[Term | None, ...]] = [
        (Literal(kind), whole(count), Literal(KINDS[kind])) for kind, count in numbers.items()
    ]
    parts = [
        f"{bold(head) if color else head}\n",
        table(Answer(("kind", "errors", "what"), kinds), width, color, False),
    ]
    for kind, count in numbers.items():
        title = f"{kind}  {count:,}"
        cases = table(_cases([one for one in told if one.kind == kind]), width, color, lift=False)
        parts.append(f"{bold(title) if color else title}\n{cases}")
    return "\n".join(parts)


def _cases(told: Sequence[Mistake]) -> Answer:
    """The mistakes of a kind: label or fact, or both, and the words of the fact, or of the label where it has none."""
    columns: dict[str, list[str]] = {"article": [one.article.id for one in told]}
    for side in ("label", "fact"):
        columns[side] = [_arrow(edge) if (edge := getattr(one, side)) else "" for one in told]
    columns["words"] = [
        next((words for edge in (one.fact, one.label) if edge and (words := _words(one, edge))), "") for one in told
    ]
    kept = {name: cells for name, cells in columns.items() if any(cells)}
    return Answer(tuple(kept), [tuple(map(Literal, row)) for row in zip(*kept.values(), strict=True)])


def _numbers(told: Iterable[Mistake]) -> dict[str, int]:
    counts = Counter(one.kind for one in told)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def _arrow(edge: Edge) -> str:
    body = f" ({edge.body})" if edge.body else ""
    return f"{edge.holder}{body}→{edge.target} {edge.event_type} {_MARKS[edge.polarity]}"


def _words(one: Mistake, edge: Edge) -> str:
    """The words of an edge, or those of the whole article where nobody wrote down which."""
    if edge.words or not edge.spans:
        return edge.words or one.article.text
    return edge.spans[0].of(one.article.text)


def _edge(one: Mistake, edge: Edge | None) -> dict[str, Any] | None:
    if edge is None:
        return None
    start, end = edge.spans[0] if edge.spans else (None, None)
    told = edge._asdict() | {"start": start, "end": end, "words": _words(one, edge)}
    return {"fact": edge.name or None} | {name: told[name] if told[name] != "" else None for name in _SIDES}


def _side(one: Mistake, edge: Edge | None) -> tuple[Term | None, ...]:
    told = _edge(one, edge) or dict.fromkeys(_SIDES)
    return tuple(whole(value) if isinstance(value := told[name], int) else _text(value) for name in _SIDES)


def _text(value: str | None) -> Term | None:
    return Literal(value) if value else None
