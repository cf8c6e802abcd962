"""Graphs into files that other tools read, in an order that stays the same, so that two exports diff cleanly.

Graph after graph: the ontology, the reference data, then article after article in the order of their IRIs; within a
graph subject, predicate and object in the order of their text. Memory holds one graph and not the store.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import IO

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kb.errors import KbError
from kb.reading import FORMATS
from kb.rows import Term
from kb.store import Store
from kb.terms import KB, ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH, curie
from kb.terms import text as text_of

Choice = Callable[[list[Quad]], set[Term]]
"""Which records of a graph are wanted; what they lead to in their graph comes with them."""


def write(
    store: Store, out: IO[bytes], suffix: str, graphs: Iterable[str] | None = None, keep: Choice | None = None
) -> int:
    """Write the graphs, or all of them, and give back how many triples that were.

    A format that knows graphs (TriG, N-Quads, JSON-LD) keeps their names; the others hold the union. Raises KbError for
    a text that the format cannot hold.
    """
    wanted = None if graphs is None else set(graphs)
    present = [graph for graph in _in_order(store.graphs()) if wanted is None or graph in wanted]
    named = FORMATS[suffix].supports_datasets
    count = 0

    def counted() -> Iterator[Quad]:
        nonlocal count
        for graph, lines in zip(present, store.lines(present), strict=True):
            quads: Iterable[Quad] = parse(lines, RdfFormat.N_TRIPLES)
            if keep:
                whole = list(quads)
                quads = _reached(whole, keep(whole))
            name = NamedNode(graph)
            for quad in quads:
                count += 1
                yield Quad(quad.subject, quad.predicate, quad.object, name) if named else quad

    _serialize(counted(), out, suffix)
    return count


def text(triples: Iterable[Triple], suffix: str) -> bytes:
    """The triples of a CONSTRUCT query in a format, sorted. Raises KbError as `write` does."""
    out = io.BytesIO()
    _serialize((Quad(*triple) for triple in sorted(set(triples), key=str)), out, suffix)
    return out.getvalue()


def _serialize(quads: Iterator[Quad], out: IO[bytes], suffix: str) -> None:
    form = FORMATS[suffix]
    prefixes = None if form in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS) else PREFIXES
    if form == RdfFormat.RDF_XML:
        quads = map(_fit_for_xml, quads)
    serialize(quads, out, form, prefixes=prefixes)


_NO_XML = re.compile(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_NAME = re.compile(r"(?:^|[^\w.·-])[\d.·-]*$")


def _fit_for_xml(quad: Quad) -> Quad:
    # XML has no control characters, not even escaped, and an element is named by the end of the property's IRI.
    wrong = ""
    if isinstance(quad.object, Literal) and (found := _NO_XML.search(quad.object.value)):
        wrong = f"a text with the character U+{ord(found[0]):04X}"
    elif _NO_NAME.search(quad.predicate.value):
        wrong = "a property whose IRI does not end in a name"
    if wrong:
        others = ", ".join(suffix for suffix in FORMATS if suffix != "rdf")
        place = f"{curie(text_of(quad.subject))} {curie(quad.predicate.value)}"
        raise KbError(f"{place}: RDF/XML cannot hold {wrong}. Another format can: {others}.")
    return quad


def _in_order(graphs: Iterable[str]) -> list[str]:
    first = {ONTOLOGY_GRAPH: 0, REFERENCE_GRAPH: 1}
    return sorted(graphs, key=lambda graph: (first.get(graph, 2), graph))


def part(
    store: Store,
    article: str | None = None,
    actor: str | None = None,
    since: str = "",
    until: str = "",
    ontology: bool = False,
) -> tuple[list[str] | None, Choice | None]:
    """Which graphs and which of their records to `write`: the ontology, an article, or what an actor or a time touches.

    None is every graph, or every record.
    """
    graphs: list[str] | None = None
    if ontology:
        graphs = [ONTOLOGY_GRAPH]
    elif article:
        graphs = [article]
    elif actor or since or until:
        graphs = [graph for graph in store.graphs() if graph not in (ONTOLOGY_GRAPH, REFERENCE_GRAPH)]
    keep = touching(actor) if actor else None
    if since or until:
        span = between(since, until)
        keep = both(keep, span) if keep else span
    return graphs, keep


def touching(actor: str) -> Choice:
    """Records that name an actor."""
    return lambda quads: {quad.subject for quad in quads if actor in (text_of(quad.subject), text_of(quad.object))}


def between(since: str, until: str) -> Choice:
    """Records that begin to hold on or between two days; an empty day is no bound."""
    begins = NamedNode(KB + "validFrom")
    last = until or "9999"
    return lambda quads: {
        quad.subject for quad in quads if quad.predicate == begins and since <= text_of(quad.object) <= last
    }


def both(one: Choice, other: Choice) -> Choice:
    """Records that two choices have in common."""
    return lambda quads: one(quads) & other(quads)


def _reached(quads: list[Quad], records: set[Term]) -> list[Quad]:
    """The quads of records and of what they lead to."""
    links: dict[Term, set[Term]] = {}
    for quad in quads:
        links.setdefault(quad.subject, set()).add(quad.object)
    wanted, waiting = set(records), list(records)
    while waiting:
        for other in links.get(waiting.pop(), ()):
            if other in links and other not in wanted:
                wanted.add(other)
                waiting.append(other)
    return [quad for quad in quads if quad.subject in wanted]
