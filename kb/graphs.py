"""Facts into graphs: every triple in exactly one, an article's in the article's own.

A graph is named by its article's IRI, so that an article is replaced, removed or sent elsewhere as a whole. What belongs to an
article is found by following links, never by the shape of an IRI: a record is its `prov:wasDerivedFrom` article's, a span its
`oa:hasSource` article's, and whatever they lead to alone is theirs as well. Reference entities (actors, leaders, offices) go to the graph
of additions. Anything else is refused.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kb.errors import BrokenFile
from kb.files import ontology_folder
from kb.terms import (
    ADDITIONS_GRAPH,
    DERIVED_FROM,
    GENERATED_AT,
    HAS_SOURCE,
    ID,
    KB,
    NEWS_ARTICLE,
    RDF_TYPE,
    XSD,
    curie,
    to_sparql,
)

_ORG = "http://www.w3.org/ns/org#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"

REFERENCE_CLASSES = frozenset(
    [KB + kind for kind in ("State", "InternationalOrganization", "InformalBloc", "GovernmentBody", "ArmedGroup")]
    + [KB + kind for kind in ("Leader", "Tenure", "Issue")]
    + [_ORG + "Post", _ORG + "Membership", _SKOS + "Concept"]
    + ["https://schema.org/NewsMediaOrganization", "http://www.w3.org/ns/dcat#Dataset"]
)
"""Classes of what outlives any article."""

RECORD_CLASSES = frozenset(
    KB + kind
    for kind in (
        *("Stance", "ProposedStance", "RejectedStance", "RetractedStance", "Proposal", "Term"),
        *("DiplomaticRelation", "Treaty", "Characterization", "Judgement"),
    )
)
"""Classes of records, each of which has a time of record."""


def arranged(quads: Iterable[Quad], name: str, known: Collection[str] = ()) -> dict[str, list[Quad]]:
    """Graph IRI → quads of that graph, whatever graphs the file gave them; blank nodes are named by their content.

    `name` stands for the file in complaints; `known` are the IRIs of reference entities that are described elsewhere. Raises BrokenFile for a triple that belongs to no article and no reference entity, and for
    one that two articles claim.
    """
    triples = {quad.triple for quad in quads}
    owner = _owners(triples, name, known)
    graphs: dict[str, list[Quad]] = defaultdict(list)
    named = _names(triples, owner, name)
    for triple in triples:
        graph = owner[triple.subject]
        subject, value = named.get(triple.subject, triple.subject), named.get(triple.object, triple.object)
        graphs[graph].append(Quad(subject, triple.predicate, value, NamedNode(graph)))
    return dict(graphs)


def completed(graphs: Mapping[str, Collection[Quad]], context: Iterable[Quad] = ()) -> dict[str, list[Quad]]:
    """The graphs with what the rules derive, each derived triple in the graph of its subject; `context` is read but not changed."""
    home = {quad.subject: graph for graph, quads in graphs.items() for quad in quads}
    memory = Store()
    memory.bulk_extend(
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for quads in (*graphs.values(), context)
        for quad in quads
    )
    whole = {graph: list(quads) for graph, quads in graphs.items()}
    for rule in rules():
        for triple in memory.query(rule):
            graph = home.get(triple.subject)
            if graph:
                quad = Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
                if Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) not in memory:
                    whole[graph].append(quad)
    return whole


@cache
def rules() -> tuple[str, ...]:
    """The texts of the rules, in the order of their file names."""
    return tuple(path.read_text("utf-8") for path in sorted((ontology_folder() / "rules").glob("*.rq")))


def stamped(quads: list[Quad], before: Iterable[Quad], now: datetime) -> list[Quad]:
    """The quads of one graph, each record with its time of record.

    A record that came without one keeps the time it had `before`, where nothing else about it has changed: adding the same file
    twice then changes nothing.
    """
    records = {
        quad.subject for quad in quads if quad.predicate.value == RDF_TYPE and quad.object.value in RECORD_CLASSES
    }
    timed = {quad.subject for quad in quads if quad.predicate.value == GENERATED_AT}
    untimed = records - timed
    if not untimed:
        return quads
    new, old = _about(quads, untimed), _about(before, untimed)
    moment = Literal(
        now.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"), datatype=NamedNode(XSD + "dateTime")
    )
    graph = quads[0].graph_name
    stamps = []
    for record in sorted(untimed, key=str):
        times = [value for predicate, value in old[record] if predicate.value == GENERATED_AT]
        unchanged = new[record] == {pair for pair in old[record] if pair[0].value != GENERATED_AT}
        stamps.append(Quad(record, NamedNode(GENERATED_AT), times[0] if times and unchanged else moment, graph))
    return quads + stamps


def _about(quads: Iterable[Quad], subjects: Collection[object]) -> dict[object, set[tuple[NamedNode, object]]]:
    about: dict[object, set[tuple[NamedNode, object]]] = defaultdict(set)
    for quad in quads:
        if quad.subject in subjects:
            about[quad.subject].add((quad.predicate, quad.object))
    return about


def _owners(triples: Iterable[Triple], name: str, known: Collection[str]) -> dict[object, str]:
    """Subject → graph."""
    claims: dict[object, set[str]] = defaultdict(set)
    reference: set[object] = set()
    led_to_by: dict[object, set[object]] = defaultdict(set)
    subjects: set[object] = set()
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        subjects.add(subject)
        if predicate in (DERIVED_FROM, HAS_SOURCE):
            claims[subject].add(value.value)
        elif predicate == RDF_TYPE and value.value == NEWS_ARTICLE:
            claims[subject].add(subject.value)
        elif predicate == RDF_TYPE and value.value in REFERENCE_CLASSES:
            reference.add(subject)
        if not isinstance(value, Literal):
            led_to_by[value].add(subject)
    owner: dict[object, str] = {}
    for subject in subjects:
        mine = claims[subject]
        if len(mine) > 1:
            raise _two_articles(subject, mine, name)
        if mine:
            owner[subject] = next(iter(mine))
        elif subject in reference or (isinstance(subject, NamedNode) and subject.value in known):
            owner[subject] = ADDITIONS_GRAPH
    waiting = subjects - owner.keys()
    while waiting:
        settled = {}
        for subject in waiting:
            mine = {owner[other] for other in led_to_by[subject] if other in owner}
            if len(mine) > 1 and not isinstance(subject, BlankNode):
                raise _two_articles(subject, mine, name)
            if mine:
                settled[subject] = min(mine)
        if not settled:
            stray = min(_shown(subject) for subject in waiting)
            raise BrokenFile(
                f"{name}: {stray} belongs to no article and is no state, leader or other reference entity. "
                "Give it prov:wasDerivedFrom, or a type that kb knows. Nothing was stored."
            )
        owner.update(settled)
        waiting -= settled.keys()
    return owner


def _two_articles(subject: object, articles: Iterable[str], name: str) -> BrokenFile:
    both = " and ".join(sorted(curie(article) for article in articles))
    return BrokenFile(
        f"{name}: {_shown(subject)} is claimed by {both}. Give each article a record of its own; say that two acts are one with a "
        "judgement. Nothing was stored."
    )


def _shown(node: object) -> str:
    return curie(node.value) if isinstance(node, NamedNode) else "a blank node"


def _names(triples: Iterable[Triple], owner: Mapping[object, str], name: str) -> dict[object, NamedNode]:
    """Blank node → IRI made from what is said of it and the graph it is in."""
    said: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            said[triple.subject].append(triple)
    named: dict[object, NamedNode] = {}

    def content(node: BlankNode, above: frozenset[BlankNode]) -> str:
        if node in named:
            return named[node].value
        if node in above or len(above) > 100:
            raise BrokenFile(
                f"{name}: blank nodes that lead in a circle or too deep. Give them names. Nothing was stored."
            )
        lines = []
        for triple in said[node]:
            value = triple.object
            shown = content(value, above | {node}) if isinstance(value, BlankNode) else to_sparql(value)
            lines.append(f"{triple.predicate.value} {shown}")
        graph = owner.get(node, "")
        key = graph.rsplit("/", 1)[-1]
        content_hash = hashlib.sha256("\n".join([graph, *sorted(lines)]).encode()).hexdigest()
        named[node] = NamedNode(f"{ID}node/{key}-{content_hash[:16]}")
        return named[node].value

    for node in said:
        assert isinstance(node, BlankNode)
        content(node, frozenset())
    for triple in triples:
        if isinstance(triple.object, BlankNode) and triple.object not in named:
            raise BrokenFile(
                f"{name}: {curie(triple.subject.value)} leads to a blank node of which nothing is said. Nothing was stored."
            )
    return named
