"""Graphs into files that other tools read: prefixes, and an order that stays the same, so that two exports diff cleanly.

Article after article in the order of their IRIs, within an article subject, predicate and object in the order of their text. Lines of
N-Triples are sorted, one graph at a time, so memory holds one graph and not the store.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kb.errors import KbError
from kb.reading import FORMATS
from kb.store import Store
from kb.terms import ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH

Keep = Callable[[str, list[Quad]], list[Quad]]
"""Which quads of a graph are wanted, given the graph's IRI."""


def write(
    store: Store, out: IO[bytes], suffix: str, graphs: Iterable[str] | None = None, keep: Keep | None = None
) -> int:
    """Write the graphs, or all of them, and give back how many triples that were.

    A format that knows graphs (TriG, N-Quads, JSON-LD) keeps their names; the others hold the union.
    """
    form = FORMATS[suffix]
    count = 0

    def counted() -> Iterator[Quad | Triple]:
        nonlocal count
        for graph in _in_order(store.graphs() if graphs is None else graphs):
            quads = _sorted(store.quads(graph))
            for quad in keep(graph, quads) if keep else quads:
                count += 1
                yield quad if form.supports_datasets else quad.triple

    try:
        serialize(counted(), out, form, prefixes=_used(form))  # type: ignore[arg-type]
    except ValueError as error:
        raise KbError(
            f"Cannot write this as {form.name}: {error}. Another format can: ttl, trig, nt, nq, jsonld."
        ) from error
    return count


def _in_order(graphs: Iterable[str]) -> list[str]:
    first = {ONTOLOGY_GRAPH: 0, REFERENCE_GRAPH: 1}
    return sorted(graphs, key=lambda graph: (first.get(graph, 2), graph))


def _sorted(quads: Iterable[Quad]) -> list[Quad]:
    given = list(quads)
    if not given:
        return given
    name = given[0].graph_name
    lines = serialize((quad.triple for quad in given), format=RdfFormat.N_TRIPLES).splitlines(keepends=True)
    lines.sort()
    return [
        Quad(quad.subject, quad.predicate, quad.object, name) for quad in parse(b"".join(lines), RdfFormat.N_TRIPLES)
    ]


def _used(form: RdfFormat) -> dict[str, str] | None:
    return None if form in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS) else PREFIXES


def article(iri: str) -> Keep:
    """Only the graph of one article."""
    return lambda graph, quads: quads if graph == iri else []


def touching(actor: str) -> Keep:
    """Only records that name an actor, with what they lead to in their graph."""
    return lambda _, quads: _reached(
        quads, {quad.subject.value for quad in quads if actor in (quad.object.value, quad.subject.value)}
    )


def between(since: str, until: str) -> Keep:
    """Only records that begin to hold on or between two days, with what they lead to in their graph; an empty day is no bound."""

    def keep(_: str, quads: list[Quad]) -> list[Quad]:
        begun = {
            quad.subject.value
            for quad in quads
            if quad.predicate.value.endswith("#validFrom")
            and since <= quad.object.value
            and (not until or quad.object.value <= until)
        }
        return _reached(quads, begun)

    return keep


def both(one: Keep, other: Keep) -> Keep:
    """What two choices have in common."""
    return lambda graph, quads: [quad for quad in one(graph, quads) if quad in set(other(graph, quads))]


def _reached(quads: list[Quad], starts: set[str]) -> list[Quad]:
    links: dict[str, set[str]] = {}
    for quad in quads:
        links.setdefault(quad.subject.value, set())
        if isinstance(quad.object, NamedNode):
            links[quad.subject.value].add(quad.object.value)
    wanted, waiting = set(starts), list(starts)
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if other in links and other not in wanted:
                wanted.add(other)
                waiting.append(other)
    return [quad for quad in quads if quad.subject.value in wanted]


def text(triples: Iterable[Triple], suffix: str) -> bytes:
    """Triples of a CONSTRUCT query in a format, sorted."""
    lines = serialize(triples, format=RdfFormat.N_TRIPLES).splitlines(keepends=True)
    parsed = parse(b"".join(sorted(set(lines))), RdfFormat.N_TRIPLES)
    form = FORMATS[suffix]
    out = io.BytesIO()
    serialize((quad if form.supports_datasets else quad.triple for quad in parsed), out, form, prefixes=_used(form))  # type: ignore[arg-type]
    return out.getvalue()
