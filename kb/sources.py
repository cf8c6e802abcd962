"""Sources into graphs: files, or bytes with a name, read and arranged together."""

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from pyoxigraph import Quad

from kb.errors import KbError
from kb.graphs import arranged, reference_entities
from kb.reading import read, read_bytes
from kb.terms import SHARED_GRAPHS, curie

Source = str | os.PathLike[str] | tuple[str, bytes]
"""A file, or a name and bytes."""

Told = tuple[str, list[Quad]]
"""The name of a source, and what it tells."""


def told(sources: Iterable[Source], suffix: str | None = None) -> list[Told]:
    """What each source tells; a file counts once. Bytes are Turtle unless a suffix says more. Raises BrokenFile."""
    found: list[Told] = []
    for source in {one if isinstance(one, tuple) else Path(one).resolve(): one for one in sources}.values():
        if isinstance(source, tuple):
            found.append((source[0], read_bytes(source[1], suffix or "ttl", source[0])))
        else:
            found.append((str(source), read(Path(source), suffix)))
    return found


def together(told: Sequence[Told], known: Collection[str]) -> dict[str, list[Quad]]:
    """The graphs of some sources, which may lean on each other's reference entities but not share an article.

    `known` are the IRIs of the reference entities of the store. Raises BrokenFile, and KbError for a shared article.
    """
    graphs: dict[str, list[Quad]] = {}
    came_from: dict[str, str] = {}
    entities = {*known}.union(*(reference_entities(quads) for _, quads in told))
    for name, quads in told:
        for graph, own in arranged(quads, name, entities).items():
            first = came_from.setdefault(graph, name)
            if graph in graphs and graph not in SHARED_GRAPHS:
                told_twice = f"{curie(graph)} is told by {first} and by {name}"
                raise KbError(f"{told_twice}: put it into one file. Nothing was stored.")
            graphs.setdefault(graph, []).extend(own)
    return graphs
