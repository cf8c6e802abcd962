"""Facts into a store: examined against shapes, evidence and what is there already, then written as one change.

Works on graphs that are arranged (`kb.graphs`); nothing is written unless nothing is complained about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pyoxigraph import NamedNode, Quad, Triple

from kb import evidence, packaged
from kb.complaints import Complaint
from kb.errors import Findings
from kb.graphs import completed, stamped
from kb.shapes import validate, validate_vocabulary
from kb.store.local import Batch, LocalStore
from kb.terms import ADDITIONS_GRAPH, KB, ONTOLOGY_GRAPH, RDF_TYPE, REFERENCE_GRAPH, SHARED_GRAPHS, curie, text

Graphs = dict[str, list[Quad]]

_STANCE = KB + "Stance"

_AT_ONCE = 50_000
"""Quads that an audit looks at together."""


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


def stored(batch: Batch, graphs: Graphs) -> Added:
    """Write graphs: an article's replaces what was there, a shared one is added to what is there.

    Raises Findings, with every complaint, before anything is written.
    """
    upgraded = bring_up_to_date(batch)
    before, whole = _whole(batch, graphs)
    _refuse(_complaints(batch, whole))
    changed = set(batch.put_graphs(whole.items()))
    return _report(whole, before, changed, upgraded)


def tried(store: LocalStore, graphs: Graphs, fresh: bool = False) -> Added:
    """What `stored` would do. Raises Findings as it would.

    A `fresh` store would begin with reference data only, whatever articles this one has.
    """
    before, whole = _whole(store, graphs, fresh)
    _refuse(_complaints(store, whole, fresh))
    changed = {graph for graph, quads in whole.items() if set(quads) != set(before[graph])}
    return _report(whole, before, changed, upgraded=False)


def examined(store: LocalStore, graphs: Graphs, fresh: bool = False) -> list[Complaint]:
    """The complaints that `stored` would make."""
    return _complaints(store, _whole(store, graphs, fresh)[1], fresh)


def audit(store: LocalStore) -> list[Complaint]:
    """Complaints about everything stored: shapes, evidence, triples in more than one graph, and the ontology itself."""
    known = list(_known(store))
    found = validate_vocabulary([*store.quads(ONTOLOGY_GRAPH), *store.quads(REFERENCE_GRAPH)])
    facts: list[Quad] = []
    *graphs, last = [graph for graph in store.graphs() if graph != ONTOLOGY_GRAPH] or [ONTOLOGY_GRAPH]
    for graph in (*graphs, last):
        facts += store.quads(graph)
        if len(facts) >= _AT_ONCE or graph == last:
            found += validate(facts, known) + evidence.agree(facts)
            facts = []
    doubled = store.select(
        "SELECT ?s ?p ?one ?other { GRAPH ?one { ?s ?p ?o } GRAPH ?other { ?s ?p ?o } FILTER(STR(?one) < STR(?other)) }"
    )
    for row in doubled.rows:
        subject, predicate, one, other = map(text, row)
        said = f"{curie(subject)} has the same {curie(predicate)} in {curie(one)} and in {curie(other)}"
        found.append(Complaint(subject, "graph", said))
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


def _whole(source: Batch | LocalStore, graphs: Graphs, fresh: bool = False) -> tuple[Graphs, Graphs]:
    """What each graph held before, and what it shall hold: with all that rules derive, and with times of record."""
    present = set(SHARED_GRAPHS if fresh else source.graphs())
    before = {graph: list(source.quads(graph)) if graph in present else [] for graph in graphs}
    now = datetime.now(UTC)
    whole = {graph: stamped(quads, before[graph], now) for graph, quads in completed(graphs).items()}
    for graph in whole.keys() & SHARED_GRAPHS:
        # What the package brings is no addition.
        known = {quad.triple for own in (ONTOLOGY_GRAPH, REFERENCE_GRAPH) for quad in source.quads(own)}
        more = [quad for quad in whole[graph] if quad.triple not in known]
        whole[graph] = list(dict.fromkeys([*before[graph], *more]))
    return before, {graph: quads for graph, quads in whole.items() if quads}


def _complaints(source: Batch | LocalStore, graphs: Graphs, fresh: bool = False) -> list[Complaint]:
    facts = [quad for quads in graphs.values() for quad in quads]
    told = {quad.subject for graph in graphs.keys() & SHARED_GRAPHS for quad in graphs[graph]}
    described = [
        quad
        for graph in (REFERENCE_GRAPH, ADDITIONS_GRAPH)
        for quad in (source.quads(graph) if told else ())
        if quad.subject in told
    ]
    found = validate([*facts, *described], _known(source)) + evidence.agree(facts)
    return sorted([*found, *_claimed(source, graphs, fresh)])


def _known(source: Batch | LocalStore) -> Iterator[Triple]:
    """The types of the entities that are stored already."""
    kind = NamedNode(RDF_TYPE)
    for subject, sort in source.select(
        f"SELECT ?s ?sort {{ VALUES ?g {{ {_listed(SHARED_GRAPHS)} }} GRAPH ?g {{ ?s a ?sort }} }}"
    ).rows:
        if isinstance(subject, NamedNode) and sort is not None:
            yield Triple(subject, kind, sort)


def _claimed(source: Batch | LocalStore, graphs: Graphs, fresh: bool) -> Iterator[Complaint]:
    """Complaints about records that two articles would share, both in these graphs or one of them stored already."""
    home: dict[str, str] = {}
    for graph, quads in graphs.items():
        for subject in sorted({text(quad.subject) for quad in quads}):
            first = home.setdefault(subject, graph)
            if first != graph:
                yield _two_homes(subject, first)
    subjects = sorted(home)
    for at in range(0, len(subjects), 2_000):
        wanted = _listed(subjects[at : at + 2_000])
        for found, stored_in in source.select(
            f"SELECT DISTINCT ?s ?g {{ VALUES ?s {{ {wanted} }} GRAPH ?g {{ ?s ?p ?o }} }}"
        ).rows:
            subject, graph = text(found), text(stored_in)
            settled = graph in graphs or (graph in SHARED_GRAPHS and home[subject] in SHARED_GRAPHS)
            if not settled and not (fresh and graph not in SHARED_GRAPHS):
                yield _two_homes(subject, graph)


def _two_homes(subject: str, graph: str) -> Complaint:
    said = f"{curie(subject)} is a record of {curie(graph)} already: give this one a name of its own"
    return Complaint(subject, "article", said)


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _refuse(complaints: list[Complaint]) -> None:
    if complaints:
        number = len(complaints)
        raise Findings(f"{number:,} complaint{'s' if number > 1 else ''}; nothing was stored:", map(str, complaints))


def _report(whole: Graphs, before: Mapping[str, list[Quad]], changed: set[str], upgraded: bool) -> Added:
    articles = whole.keys() - SHARED_GRAPHS
    new = {graph for graph in articles if not before[graph]}
    stances = {
        quad.subject
        for graph in articles
        for quad in whole[graph]
        if quad.predicate.value == RDF_TYPE and text(quad.object) == _STANCE
    }
    return Added(
        tuple(sorted(changed & new)),
        tuple(sorted((changed & articles) - new)),
        tuple(sorted(articles - changed)),
        len(stances),
        bool(changed & set(SHARED_GRAPHS)),
        upgraded,
    )
