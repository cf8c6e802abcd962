"""What a reader may add to what the package brings: further names and links of an entity, never its facts.

The ontology is not added to at all, and no actor takes the name or code of one that the package knows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from pyoxigraph import Quad, Triple

from kb.complaints import Complaint
from kb.graphs import ACTOR_CLASSES
from kb.names import folded
from kb.rows import Answer, Term
from kb.terms import (
    ID,
    KB,
    ONTOLOGY_GRAPH,
    PREFIXES,
    RDF_TYPE,
    REFERENCE_GRAPH,
    curie,
    expand,
    listed,
    shown,
    text,
    to_sparql,
)

Select = Callable[[str], Answer]
"""Answers a SELECT query on a store."""

_LABEL = PREFIXES["skos"] + "prefLabel"
_FURTHER = frozenset(map(expand, ("skos:altLabel", "skos:hiddenLabel", "owl:sameAs", "rdfs:seeAlso")))
"""What may be added about a reference entity of the package; the last two lead elsewhere."""
_NAMES = frozenset(map(expand, ("kb:code", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel")))


def overreaching(
    select: Select, graphs: Mapping[str, Sequence[Quad]], places: Collection[tuple[str, str]], known: Iterable[Triple]
) -> Iterator[Complaint]:
    """Complaints about additions that would change what the package brings, or take an actor's name."""
    found: set[Complaint] = set()
    names: list[Quad] = []
    for quad in chain(*graphs.values()):
        subject, predicate = text(quad.subject), quad.predicate.value
        if (subject, ONTOLOGY_GRAPH) in places:
            said = f"{curie(subject)} is a term of the ontology, about which nothing can be added"
            found.add(Complaint(subject, "ontology", said))
        elif (subject, REFERENCE_GRAPH) in places and (
            predicate not in _FURTHER or text(quad.object).startswith((ID, KB))
        ):
            said = f"{curie(subject)} comes with kb: other names, owl:sameAs and rdfs:seeAlso can be added to it"
            found.add(Complaint(subject, curie(predicate), f"{said}, not {curie(predicate)} {shown(quad.object)}"))
        elif predicate in _NAMES:
            names.append(quad)
    yield from found
    if names:
        yield from _taken(select, names, chain(known, *graphs.values()))


def _taken(select: Select, names: Iterable[Quad], kinds: Iterable[Triple | Quad]) -> Iterator[Complaint]:
    """Complaints about actors that take the name or code of one that the package brings."""
    actors = {one.subject for one in kinds if one.predicate.value == RDF_TYPE and text(one.object) in ACTOR_CLASSES}
    owners: dict[str, Term | None] = {}
    for owner, name in select(
        f"""SELECT ?owner ?name {{ VALUES ?class {{ {listed(ACTOR_CLASSES)} }}
        VALUES ?called {{ <{KB}code> <{_LABEL}> }}
        GRAPH <{REFERENCE_GRAPH}> {{ ?owner a ?class ; ?called ?name }} }}"""
    ).rows:
        owners[folded(text(name))] = owner
    for quad in names:
        owner = owners.get(folded(text(quad.object)))
        if owner is not None and quad.subject in actors and owner != quad.subject:
            said = f"{shown(quad.subject)}: {to_sparql(quad.object)} is a name of {shown(owner)} already"
            yield Complaint(text(quad.subject), curie(quad.predicate.value), said)
