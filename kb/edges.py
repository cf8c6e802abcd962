"""Stances in the one form in which labels made by hand and facts found by a program are compared, read from files.

Labels are JSON lines, an article each, with its `edges`; or a file `*.json` for a whole article, whose `stances` say
where each edge stands. Facts are JSON lines, a fact each, as `kb extract --format jsonl` writes them.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kb.errors import BrokenFile
from kb.facts import POLARITIES, Article, Fact, Polarity, Span

SIGNS: Mapping[Polarity, int] = {name: sign for sign, name in POLARITIES.items()}
"""Polarity → the number that labels have for it."""

_POLARITIES: Mapping[Any, Polarity] = {**{name: name for name in SIGNS}, **{sign: name for name, sign in SIGNS.items()}}
_NAMES = {"source": "holder", "action": "event_type", "eventType": "event_type", "quote": "words", "fact": "name"}
"""What files call the fields of an edge."""


class Edge(NamedTuple):
    """A stance of a holder toward a target, labelled or found."""

    holder: str
    target: str
    """Empty where a fact is about an issue only: there is no label for that."""
    event_type: str
    polarity: Polarity
    spans: tuple[Span, ...] = ()
    """Where the words stand that say it; of a label as often as they say it, and none where nobody wrote that down."""
    words: str = ""
    """The words themselves, those of the first span."""
    name: str = ""
    """What tells a fact from others; a label has none."""
    body: str = ""
    modality: str = "asserted"
    background: bool = False
    """Whether the text dates it before what it reports."""
    optional: bool = False
    """Whether a label is defensible either way: neither missing it nor giving it is an error."""


class Labelled(NamedTuple):
    """An article, and what is to be found in it."""

    id: str
    edges: tuple[Edge, ...] = ()
    text: str = ""
    """Empty where the labels come without it."""
    date: str = ""


class _Fault(ValueError):
    """What is wrong with a line, as the end of a sentence about it."""


def of(fact: Fact, article: Article) -> Edge:
    """A fact as an edge.

    >>> fact = Fact("CHN", "RUS", "SUPPORT", "supportive", Span(6, 18), Span(6, 11))
    >>> of(fact, Article("a1", "China backs Russia.")).words
    'backs Russia'
    """
    return Edge(
        fact.holder,
        fact.target,
        fact.event_type,
        fact.polarity,
        (fact.evidence,),
        fact.evidence.of(article.text),
        fact.id(article.id),
        fact.body,
        fact.modality,
        fact.background,
    )


def labels(files: Iterable[tuple[str, str]]) -> list[Labelled]:
    """The articles that files label, given as names and texts. Raises BrokenFile, also for one that is labelled twice.

    >>> line = '{"id": "a1", "edges": [{"source": "CHN", "target": "RUS", "action": "SUPPORT", "polarity": 1}]}'
    >>> labels([("gold.jsonl", line)])[0].edges[0][:4]
    ('CHN', 'RUS', 'SUPPORT', 'supportive')
    """
    found: dict[str, Labelled] = {}
    names: dict[str, str] = {}
    for name, text in files:
        for place, told in _whole(name, text) if name.endswith(".json") else _lines(name, text):
            try:
                one = _labelled(told)
            except _Fault as fault:
                raise BrokenFile(f"{place}: {fault}. Correct it; nothing was scored.") from fault
            if one.id in found:
                raise BrokenFile(f'{place}: "{one.id}" has labels in {names[one.id]}. Leave one of the two out.')
            found[one.id], names[one.id] = one, place
    if not found:
        raise BrokenFile("There are no labels to score against: give JSON lines with an id and edges.")
    return list(found.values())


def facts(name: str, text: str) -> dict[str, list[Edge]]:
    """Article → the facts that a file tells of it, in the file's order. Raises BrokenFile."""
    found: dict[str, list[Edge]] = {}
    for place, told in _lines(name, text):
        try:
            article = _text(told, "id")
            found.setdefault(article, []).append(_edge(told, issues=True))
        except _Fault as fault:
            raise BrokenFile(f"{place}: {fault}. Write the file anew; nothing was scored.") from fault
    return found


def _lines(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            place = f"{name}, line {number}"
            yield place, _object(line, place)


def _whole(name: str, text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    yield name, _object(text, name)


def _object(text: str, place: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        at = f", line {error.lineno}" if isinstance(error, json.JSONDecodeError) and error.lineno > 1 else ""
        raise BrokenFile(f"{place}{at}: this is not JSON. Correct it; nothing was scored.") from error
    if not isinstance(told, dict):
        raise BrokenFile(f"{place}: this is no JSON object. Correct it; nothing was scored.")
    return told


def _labelled(told: dict[str, Any]) -> Labelled:
    if "edges" not in told and "stances" not in told:
        raise _Fault("neither edges nor stances are there")
    stances = _edges(told, "stances")
    said: dict[tuple[str, str, str], list[Edge]] = {}
    for one in stances:
        said.setdefault(one[:3], []).append(one)
    edges = _edges(told, "edges") if "edges" in told else [min(same, key=_marks) for same in said.values()]
    known = tuple(_spread(one, said.get(one[:3], [])) for one in edges)
    return Labelled(_text(told, "id"), known, _text(told, "text", ""), _text(told, "date", ""))


def _edges(told: dict[str, Any], key: str) -> list[Edge]:
    listed = told.get(key) or []
    if not isinstance(listed, list):
        raise _Fault(f"{key} is no list")
    found = []
    for number, one in enumerate(listed, 1):
        try:
            if not isinstance(one, dict):
                raise _Fault("it is no JSON object")
            found.append(_edge(one))
        except _Fault as fault:
            raise _Fault(f"{key[:-1]} {number}: {fault}") from fault
    return found


def _marks(one: Edge) -> tuple[bool, bool, bool]:
    """What is to be said for leaving a stance out: of several that come to one edge the least marked is the label."""
    return one.optional, one.background, one.modality != "asserted"


def _spread(one: Edge, said: list[Edge]) -> Edge:
    """An edge with every place where it is said."""
    spans = tuple(dict.fromkeys(span for each in (one, *said) for span in each.spans))
    return one._replace(spans=spans, words=one.words or (said[0].words if said else ""))


def _edge(told: dict[str, Any], issues: bool = False) -> Edge:
    named = {_NAMES.get(key, key): value for key, value in told.items()}
    sign = named.get("polarity")
    if not isinstance(sign, int | str) or sign not in _POLARITIES:
        raise _Fault("polarity is none of 1, 0, -1 or supportive, neutral, opposed")
    return Edge(
        _text(named, "holder"),
        _text(named, "target", "" if issues else None),
        _text(named, "event_type"),
        _POLARITIES[sign],
        _spans(named),
        _text(named, "words", ""),
        _text(named, "name", ""),
        _text(named, "body", ""),
        _text(named, "modality", "asserted"),
        _truth(named, "background"),
        _truth(named, "optional"),
    )


def _spans(told: dict[str, Any]) -> tuple[Span, ...]:
    start, end = told.get("start"), told.get("end")
    if start is None and end is None:
        return ()
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end:
        raise _Fault("start and end are no span of characters")
    return (Span(start, end),)


def _text(told: dict[str, Any], key: str, missing: str | None = None) -> str:
    value = told.get(key)
    if value in (None, "") and missing is not None:
        return missing
    if not isinstance(value, str) or not value or re.search("[\ud800-\udfff]", value):
        called = " or ".join([*(name for name, field in _NAMES.items() if field == key), key])
        raise _Fault(f"{called} is {'no text' if value else 'missing'}")
    return value


def _truth(told: dict[str, Any], key: str) -> bool:
    value = told.get(key) or False
    if not isinstance(value, bool):
        raise _Fault(f"{key} is neither true nor false")
    return value
