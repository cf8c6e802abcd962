"""Facts into a store: examined against shapes, evidence and what is there already, then written as one change.

Works on graphs that are arranged (`kb.graphs`); nothing is written unless nothing is complained about.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad, Triple

from kb import evidence, packaged, register
from kb.additions import overreaching
from kb.complaints import Complaint
from kb.errors import Findings, KbError, StoreTooNew, UsageError
from kb.graphs import completed, stamped
from kb.holders import misheld
from kb.shapes import validate, validate_vocabulary
from kb.store.batch import Batch
from kb.store.local import LocalStore
from kb.terms import (
    ADDITIONS_GRAPH,
    JUDGEMENTS_GRAPH,
    KB,
    ONTOLOGY_GRAPH,
    RDF_TYPE,
    REFERENCE_GRAPH,
    SHARED_GRAPHS,
    curie,
    listed,
    text,
)

Graphs = dict[str, list[Quad]]

_STANCE = KB + "Stance"

_AT_ONCE = 50_000
"""Quads that an audit looks at together."""


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition did, by IRI."""

    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    stances: int = 0
    fewer: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Of the articles replaced, those with fewer stances than before: how many now, how many then."""
    reference: Mapping[str, int] = field(default_factory=dict)
    """States, leaders or other reference entities, with the number of statements that were added about each."""
    upgraded: bool = False
    """Whether the ontology and reference data of an earlier version were replaced."""


class Removed(NamedTuple):
    """What was removed: an article or, with the number of statements that had been added about it, something else."""

    iri: str
    statements: int = 0


def stored(batch: Batch, graphs: Graphs) -> Added:
    """Write graphs: an article's replaces what was there, a shared one is added to what is there.

    Raises Findings, with every complaint, before anything is written.
    """
    upgraded = bring_up_to_date(batch)
    before, whole = _whole(batch, graphs)
    _refuse(_complaints(batch, before, whole))
    changed = set(batch.put_graphs(whole.items()))
    register.renew(batch, None if upgraded else {graph: whole[graph] for graph in changed})
    return _report(whole, before, changed, upgraded)


def tried(store: LocalStore, graphs: Graphs, fresh: bool = False) -> Added:
    """What `stored` would do. Raises Findings as it would.

    A `fresh` store would begin with reference data only, whatever articles this one has.
    """
    _refuse_newer(store.published.packaged)
    before, whole = _whole(store, graphs, fresh)
    _refuse(_complaints(store, before, whole, fresh))
    changed = {graph for graph, quads in whole.items() if set(quads) != set(before[graph])}
    return _report(whole, before, changed, upgraded=False)


def examined(store: LocalStore, graphs: Graphs, fresh: bool = False) -> list[Complaint]:
    """The complaints that `stored` would make."""
    return _complaints(store, *_whole(store, graphs, fresh), fresh)


def audit(store: LocalStore) -> list[Complaint]:
    """Complaints about everything stored: shapes, evidence, triples in more than one graph, and the ontology itself."""
    known = list(_known(store))
    found = validate_vocabulary([*store.quads(ONTOLOGY_GRAPH), *store.quads(REFERENCE_GRAPH)])
    facts: list[Quad] = []
    *graphs, last = [graph for graph in store.graphs() if graph != ONTOLOGY_GRAPH] or [ONTOLOGY_GRAPH]
    for graph in (*graphs, last):
        facts += store.quads(graph)
        if len(facts) >= _AT_ONCE or graph == last:
            found += [*validate(facts, known), *evidence.agree(facts), *misheld(store.select, facts, known)]
            facts = []
    own = {graph: list(store.quads(graph)) for graph in (ADDITIONS_GRAPH, JUDGEMENTS_GRAPH)}
    about = {text(quad.subject) for quad in chain(*own.values())}
    found += overreaching(store.select, own, _places(store, about), known)
    doubled = store.select(
        "SELECT ?s ?p ?one ?other { GRAPH ?one { ?s ?p ?o } GRAPH ?other { ?s ?p ?o } FILTER(STR(?one) < STR(?other)) }"
    )
    for row in doubled.rows:
        subject, predicate, one, other = map(text, row)
        said = f"{curie(subject)} has the same {curie(predicate)} in {curie(one)} and in {curie(other)}"
        found.append(Complaint(subject, "graph", said))
    return sorted(found)


def bring_up_to_date(batch: Batch) -> bool:
    """Give a store the ontology and reference data of this package; whether it had those of another.

    What the package's rules derive is derived again. Raises StoreTooNew where the store has those of a later version.
    """
    mine = packaged.mark()
    if batch.packaged == mine:
        return False
    _refuse_newer(batch.packaged)
    earlier = bool(batch.packaged)
    graphs = packaged.graphs()
    batch.put_graphs(graphs.items())
    batch.packaged = mine
    own = batch.quads(ADDITIONS_GRAPH)
    if own:
        known = {quad.triple for quads in graphs.values() for quad in quads}
        batch.put_graph(ADDITIONS_GRAPH, [quad for quad in own if quad.triple not in known])
    batch.put_graphs(_completed_again(batch))
    return earlier


def reference_entities(store: LocalStore) -> frozenset[str]:
    """The IRIs of what a store tells of outside articles."""
    query = f"SELECT DISTINCT ?entity {{ VALUES ?g {{ {listed(SHARED_GRAPHS)} }} GRAPH ?g {{ ?entity ?p ?o }} }}"
    return frozenset(text(row[0]) for row in store.select(query).rows)


def remove(batch: Batch, article: str) -> Removed:
    """Remove an article, as if it had never been added."""
    upgraded = bring_up_to_date(batch)
    batch.delete_graph(article)
    register.renew(batch, None if upgraded else {article: ()})
    return Removed(article)


def withdraw(batch: Batch, iri: str) -> Removed:
    """Take back all that was added about a reference entity.

    Raises UsageError where there was nothing, and KbError where a record still needs the entity.
    """
    upgraded = bring_up_to_date(batch)
    statements = 0
    changed: Graphs = {}
    for graph in (ADDITIONS_GRAPH, JUDGEMENTS_GRAPH):
        quads = batch.quads(graph)
        left = [quad for quad in quads if text(quad.subject) != iri]
        led = {quad.object for quad in quads if text(quad.subject) == iri} - {quad.object for quad in left}
        left = [quad for quad in left if quad.subject not in led]  # what only it led to, such as a judgement's author
        if len(left) < len(quads):
            batch.put_graph(graph, left)
            changed[graph] = left
            statements += len(quads) - len(left)
    if not statements:
        raise UsageError(f"Nothing was added about {curie(iri)}: what the package brings cannot be removed.")
    if not batch.ask(f"ASK {{ <{iri}> ?p ?o }}"):
        needing = batch.select(f"SELECT ?s {{ ?s ?p <{iri}> }} ORDER BY ?s LIMIT 1").rows
        if needing:
            raise KbError(f"{curie(text(needing[0][0]))} needs {curie(iri)}: remove that first. Nothing was removed.")
    register.renew(batch, None if upgraded else changed)
    return Removed(iri, statements)


def _refuse_newer(mark: Mapping[str, str]) -> None:
    theirs, mine = mark.get("version", ""), packaged.mark()["version"]
    if _numbers(theirs) > _numbers(mine):
        raise StoreTooNew(
            f"The store's ontology and reference data are from kb {theirs}, newer than this kb {mine}: upgrade kb."
        )


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def _completed_again(batch: Batch) -> Iterator[tuple[str, list[Quad]]]:
    graphs: Graphs = {}
    size = 0
    for graph in batch.graphs():
        if graph not in SHARED_GRAPHS:
            graphs[graph] = batch.quads(graph)
            size += len(graphs[graph])
        if size >= _AT_ONCE:
            yield from completed(graphs).items()
            graphs, size = {}, 0
    yield from completed(graphs).items()


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


def _complaints(source: Batch | LocalStore, before: Graphs, graphs: Graphs, fresh: bool = False) -> list[Complaint]:
    facts = [quad for quads in graphs.values() for quad in quads]
    told = {quad.subject for graph in graphs.keys() & SHARED_GRAPHS for quad in graphs[graph]}
    described = [
        quad
        for graph in (REFERENCE_GRAPH, ADDITIONS_GRAPH)
        for quad in (source.quads(graph) if told else ())
        if quad.subject in told
    ]
    known = list(_known(source))
    new = {graph: _without(graphs[graph], before[graph]) for graph in graphs.keys() & SHARED_GRAPHS}
    homes = _homes(graphs)
    places = _places(source, homes)
    return sorted([
        *validate([*facts, *described], known),
        *evidence.agree(facts),
        *misheld(source.select, facts, known),
        *overreaching(source.select, new, places, known),
        *_claimed(homes, places, graphs, fresh),
    ])  # fmt: skip


def _known(source: Batch | LocalStore) -> Iterator[Triple]:
    """The types of the entities that are stored already."""
    kind = NamedNode(RDF_TYPE)
    for subject, sort in source.select(
        f"SELECT ?s ?sort {{ VALUES ?g {{ {listed(SHARED_GRAPHS)} }} GRAPH ?g {{ ?s a ?sort }} }}"
    ).rows:
        if isinstance(subject, NamedNode) and sort is not None:
            yield Triple(subject, kind, sort)


def _without(quads: Iterable[Quad], others: Iterable[Quad]) -> list[Quad]:
    left = set(others)
    return [quad for quad in quads if quad not in left]


def _places(source: Batch | LocalStore, subjects: Iterable[str]) -> set[tuple[str, str]]:
    """Which of some subjects is described in which graphs of a store."""
    found: set[tuple[str, str]] = set()
    ordered = sorted(subjects)
    for at in range(0, len(ordered), 2_000):
        wanted = listed(ordered[at : at + 2_000])
        rows = source.select(f"SELECT DISTINCT ?s ?g {{ VALUES ?s {{ {wanted} }} GRAPH ?g {{ ?s ?p ?o }} }}").rows
        found.update((text(subject), text(graph)) for subject, graph in rows)
    return found


def _homes(graphs: Graphs) -> dict[str, list[str]]:
    """Which graphs tell of a subject."""
    found: dict[str, list[str]] = {}
    for graph, quads in graphs.items():
        for subject in {text(quad.subject) for quad in quads}:
            found.setdefault(subject, []).append(graph)
    return found


def _claimed(
    homes: Mapping[str, list[str]], places: Iterable[tuple[str, str]], graphs: Graphs, fresh: bool
) -> Iterator[Complaint]:
    """Complaints about records that two articles would share, both in these graphs or one of them stored already."""
    for subject, (first, *others) in homes.items():
        if others:
            yield _two_homes(subject, first)
    for subject, graph in places:
        settled = graph in graphs or (graph in SHARED_GRAPHS and homes[subject][0] in SHARED_GRAPHS)
        if not settled and not (fresh and graph not in SHARED_GRAPHS):
            yield _two_homes(subject, graph)


def _two_homes(subject: str, graph: str) -> Complaint:
    said = f"{curie(subject)} is a record of {curie(graph)} already: give this one a name of its own"
    return Complaint(subject, "article", said)


def _refuse(complaints: list[Complaint]) -> None:
    if complaints:
        number = len(complaints)
        raise Findings(f"{number:,} complaint{'s' if number > 1 else ''}; nothing was stored:", map(str, complaints))


def _report(whole: Graphs, before: Graphs, changed: set[str], upgraded: bool) -> Added:
    articles = whole.keys() - SHARED_GRAPHS
    new = {graph for graph in articles if not before[graph]}
    replaced = (changed & articles) - new
    stances = {graph: _stances(whole[graph]) for graph in articles}
    earlier = {graph: _stances(before[graph]) for graph in replaced}
    told = (quad for graph in SHARED_GRAPHS if graph in changed for quad in _without(whole[graph], before[graph]))
    return Added(
        tuple(sorted(changed & new)),
        tuple(sorted(replaced)),
        tuple(sorted(articles - changed)),
        sum(stances.values()),
        {graph: (stances[graph], number) for graph, number in earlier.items() if stances[graph] < number},
        dict(sorted(Counter(text(quad.subject) for quad in told).items())),
        upgraded,
    )


def _stances(quads: Iterable[Quad]) -> int:
    return sum(quad.predicate.value == RDF_TYPE and text(quad.object) == _STANCE for quad in quads)
