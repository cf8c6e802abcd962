"""Facts into a store: examined against shapes, evidence and what is there already, then written as one change.

Works on graphs that are arranged (`kb.graphs`); nothing is written unless nothing is complained about.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import NamedNode, Quad, Triple

from kb import evidence, packaged
from kb.complaints import Complaint
from kb.errors import Findings
from kb.graphs import completed, stamped
from kb.shapes import validate
from kb.store.local import Batch, LocalStore
from kb.terms import ADDITIONS_GRAPH, KB, ONTOLOGY_GRAPH, RDF_TYPE, REFERENCE_GRAPH, curie

Graphs = dict[str, list[Quad]]

_SHARED = (ONTOLOGY_GRAPH, REFERENCE_GRAPH, ADDITIONS_GRAPH)


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition did, by article IRI."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    stances: int = 0
    reference: bool = False
    """Whether states, leaders or other reference entities were added or changed."""
    upgraded: bool = False
    """Whether the ontology and reference data of an earlier version were replaced."""


def stored(batch: Batch, graphs: Graphs, additions: list[Quad]) -> Added:
    """Write articles and reference entities. Raises Findings, with every complaint, before anything is written."""
    upgraded = bring_up_to_date(batch)
    before, whole = _whole(batch, graphs)
    _refuse(_complaints(batch, whole, additions))
    changed = set(batch.put_graphs(whole.items()))
    return _report(whole, before, changed, _merged(batch, additions), upgraded)


def tried(store: LocalStore, graphs: Graphs, additions: list[Quad]) -> Added:
    """What `stored` would do. Raises Findings as it would."""
    before, whole = _whole(store, graphs)
    _refuse(_complaints(store, whole, additions))
    changed = {graph for graph, quads in whole.items() if set(quads) != set(before[graph])}
    return _report(whole, before, changed, bool(additions), upgraded=False)


def examined(store: LocalStore, graphs: Graphs, additions: list[Quad]) -> list[Complaint]:
    """The complaints that `stored` would make."""
    return _complaints(store, _whole(store, graphs)[1], additions)


def audit(store: LocalStore) -> list[Complaint]:
    """Complaints about everything stored: shapes, evidence, and triples that stand in more than one graph."""
    graphs = {graph: list(store.quads(graph)) for graph in store.graphs()}
    reference = [quad for graph in _SHARED for quad in graphs.get(graph, [])]
    facts = [quad for graph, quads in graphs.items() if graph not in _SHARED for quad in quads]
    actors = [quad for quad in reference if quad.graph_name != NamedNode(ONTOLOGY_GRAPH)]
    found = validate([*facts, *actors], _types(reference)) + evidence.agree(facts)
    home: dict[Triple, str] = {}
    for graph, quads in graphs.items():
        for quad in quads:
            first = home.setdefault(quad.triple, graph)
            if first != graph:
                subject = quad.subject.value
                text = f"{curie(subject)} has the same {curie(quad.predicate.value)} in {curie(first)} and in {curie(graph)}"
                found.append(Complaint(subject, "graph", text))
    return sorted(found)


def bring_up_to_date(batch: Batch) -> bool:
    """Give a store the ontology and reference data of this package; whether it had those of another."""
    mine = packaged.mark()
    if batch.packaged == mine:
        return False
    earlier = bool(batch.packaged)
    graphs = packaged.graphs()
    batch.put_graphs(graphs.items())
    batch.packaged = mine
    own = batch.quads(ADDITIONS_GRAPH)
    if own:
        known = {quad.triple for quads in graphs.values() for quad in quads}
        batch.put_graph(ADDITIONS_GRAPH, [quad for quad in own if quad.triple not in known])
    return earlier


def _whole(source: Batch | LocalStore, graphs: Graphs) -> tuple[Graphs, Graphs]:
    """What was stored of these articles before, and what they hold with times of record and all that rules derive."""
    present = set(source.graphs())
    before = {graph: list(source.quads(graph)) if graph in present else [] for graph in graphs}
    now = datetime.now(UTC)
    return before, completed({graph: stamped(quads, before[graph], now) for graph, quads in graphs.items()})


def _complaints(source: Batch | LocalStore, graphs: Graphs, additions: list[Quad]) -> list[Complaint]:
    facts = [quad for quads in graphs.values() for quad in quads]
    told = {quad.subject for quad in additions}
    reference = [quad for graph in _SHARED for quad in source.quads(graph)]
    described = [quad for quad in reference if quad.subject in told]
    found = validate([*facts, *additions, *described], _types(reference)) + evidence.agree(facts)
    return sorted([*found, *_claimed(source, graphs)])


def _types(quads: list[Quad]) -> list[Quad]:
    return [
        quad for quad in quads if quad.predicate.value in (RDF_TYPE, "http://www.w3.org/2000/01/rdf-schema#subClassOf")
    ]


def _claimed(source: Batch | LocalStore, graphs: Graphs) -> Iterator[Complaint]:
    """Complaints about records that another article has already: two articles would share a record."""
    home = {quad.subject.value: graph for graph, quads in graphs.items() for quad in quads}
    subjects = sorted(home)
    for at in range(0, len(subjects), 2_000):
        values = " ".join(f"<{subject}>" for subject in subjects[at : at + 2_000])
        for subject, graph in source.select(
            f"SELECT DISTINCT ?s ?g {{ VALUES ?s {{ {values} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        ).rows:
            assert isinstance(subject, NamedNode)
            assert isinstance(graph, NamedNode)
            if graph.value != home[subject.value]:
                text = f"{curie(subject.value)} is a record of {curie(graph.value)} already: give this one a name of its own"
                yield Complaint(subject.value, "article", text)


def _merged(batch: Batch, additions: list[Quad]) -> bool:
    if not additions:
        return False
    packaged_ones = {quad.triple for graph in (ONTOLOGY_GRAPH, REFERENCE_GRAPH) for quad in batch.quads(graph)}
    own = {quad.triple for quad in [*batch.quads(ADDITIONS_GRAPH), *additions]} - packaged_ones
    name = NamedNode(ADDITIONS_GRAPH)
    return batch.put_graph(
        ADDITIONS_GRAPH, [Quad(triple.subject, triple.predicate, triple.object, name) for triple in own]
    )


def _refuse(complaints: list[Complaint]) -> None:
    if complaints:
        number = len(complaints)
        raise Findings(f"{number:,} complaint{'s' if number > 1 else ''}; nothing was stored:", map(str, complaints))


def _report(
    whole: Graphs, before: Mapping[str, list[Quad]], changed: set[str], reference: bool, upgraded: bool
) -> Added:
    new = {graph for graph in whole if not before[graph]}
    stances = {
        quad.subject
        for quads in whole.values()
        for quad in quads
        if quad.predicate.value == RDF_TYPE and quad.object.value == KB + "Stance"
    }
    return Added(
        tuple(sorted(changed & new)),
        tuple(sorted(changed - new)),
        tuple(sorted(whole.keys() - changed)),
        len(stances),
        reference,
        upgraded,
    )
