"""The lexicon held against itself: every row has an example, and the engine must read from it what the row says."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kb.extract.engine import Engine
from kb.extract.names import Name
from kb.extract.tables import path, rows
from kb.facts import Article


class Fault(NamedTuple):
    """A row of the lexicon that does not hold."""

    file: str
    row: int
    said: str


def faults(engine: Engine, names: list[Name]) -> Iterator[Fault]:
    """Each row that is wrong: an example read otherwise, a noun whose verb has no frame, an actor that nobody knows."""
    yield from _examples(engine, "verbs", 5, 0)
    yield from _examples(engine, "compositions", 3, 2)
    for number, (verbs, nouns) in enumerate(rows("nouns"), 1):
        for verb in verbs.split():
            if verb not in engine.lexicon.verbs:
                yield Fault(path("nouns").name, number, f'"{nouns}" have the frames of "{verb}", which has none')
    codes = {name.code for name in names if name.leader or name.kind != "leader"}
    for number, (words, code, _kind) in enumerate(rows("names"), 1):
        if code not in codes:
            yield Fault(path("names").name, number, f'"{words}" names {code}, which is no actor')
    seen: dict[str, int] = {}
    for number, (name, words, _) in enumerate(rows("words"), 1):
        if name in seen:
            yield Fault(path("words").name, number, f'the class "{name}" stands in row {seen[name]} too')
        seen[name] = number
        twice = sorted({word for word in words.split() if words.split().count(word) > 1})
        if twice:
            yield Fault(path("words").name, number, f"{name} has twice: {' '.join(twice)}")


def _examples(engine: Engine, table: str, column: int, kind_column: int) -> Iterator[Fault]:
    told = list(enumerate(rows(table), 1))
    articles = [Article(str(number), row[column].partition(" = ")[0]) for number, row in told]
    for (number, row), (article, facts) in zip(told, engine.facts(articles), strict=True):
        holder, target = row[column].partition(" = ")[2].split()
        kind = row[kind_column]
        read = [f"{fact.holder} {fact.event_type} {fact.target or '-'}" for fact in facts]
        negated = [f"{fact.holder} negated {fact.target}" for fact in facts if fact.modality == "negated"]
        if f"{holder} {kind} {target}" not in read + negated:
            found = "; ".join(read) or "nothing"
            yield Fault(
                path(table).name, number, f"“{article.text}” is to be {holder} {kind} {target}, and reads {found}"
            )
