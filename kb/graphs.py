"""Facts into graphs: every triple in exactly one, an article's in the article's own.

A graph is named by its article's IRI, so that an article is replaced, removed or sent elsewhere as a whole. What
belongs to an article is found by following links, never by the shape of an IRI: a record is its `prov:wasDerivedFrom`
article's, a span its `oa:hasSource` article's, and whatever they lead to alone is theirs as well. Reference entities
(actors, leaders, offices) go to the graph of additions, judgements to their own. Anything else is refused.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryTriples, Store, Triple

from kb.errors import BrokenFile
from kb.files import ontology_folder
from kb.rows import Term
from kb.terms import (
    ADDITIONS_GRAPH,
    DERIVED_FROM,
    GENERATED_AT,
    HAS_SOURCE,
    ID,
    JUDGEMENTS_GRAPH,
    KB,
    NEWS_ARTICLE,
    RDF_TYPE,
    SHARED_GRAPHS,
    XSD,
    curie,
    text,
    to_sparql,
)

_ORG = "http://www.w3.org/ns/org#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"

ACTOR_CLASSES = frozenset(
    KB + kind for kind in ("State", "InternationalOrganization", "InformalBloc", "GovernmentBody", "ArmedGroup")
)
"""Classes of whoever can hold a stance."""

REFERENCE_CLASSES = ACTOR_CLASSES.union(
    [KB + kind for kind in ("Leader", "Tenure", "Issue")],
    [_ORG + "Post", _ORG + "Membership", _SKOS + "Concept"],
    ["https://schema.org/NewsMediaOrganization", "http://www.w3.org/ns/dcat#Dataset"],
)
"""Classes of what outlives any article."""

_JUDGEMENT = KB + "Judgement"

RECORD_CLASSES = frozenset(
    KB + kind
    for kind in (
        *("Stance", "ProposedStance", "RejectedStance", "RetractedStance", "Proposal", "Term"),
        *("DiplomaticRelation", "Treaty", "Characterization", "Judgement", "Review"),
    )
)
"""Classes of records, each of which has a time of record."""


def arranged(quads: Iterable[Quad], name: str, known: Collection[str] = ()) -> dict[str, list[Quad]]:
    """Graph IRI → quads of that graph, whatever graphs the file gave them; blank nodes are named by their content.

    `name` stands for the file in complaints; `known` are the IRIs of reference entities that are described elsewhere.
    Raises BrokenFile for a triple that belongs to no article and no reference entity, or that two articles claim.
    """
    triples = {quad.triple for quad in quads}
    owner = _owners(triples, name, known)
    named = _names(triples, owner, name)
    graphs: dict[str, list[Quad]] = {graph: [] for graph in owner.values()}
    names = {graph: NamedNode(graph) for graph in graphs}
    for triple in triples:
        subject, value = triple.subject, triple.object
        graph = owner[subject]
        if named:
            subject, value = named.get(subject, subject), named.get(value, value)
        graphs[graph].append(Quad(subject, triple.predicate, value, names[graph]))
    return graphs


def reference_entities(quads: Iterable[Quad]) -> set[str]:
    """The IRIs of the reference entities that some quads tell the class of."""
    return {
        text(quad.subject)
        for quad in quads
        if quad.predicate.value == RDF_TYPE and text(quad.object) in REFERENCE_CLASSES
    }


def completed(graphs: Mapping[str, Iterable[Quad]]) -> dict[str, list[Quad]]:
    """The graphs with what the rules derive, each derived triple in the graph of its subject.

    Numbers and times come back in the form in which a store gives them, so that graphs compare with stored ones.
    """
    memory = Store()
    home: dict[Term, NamedNode] = {}
    for graph, quads in graphs.items():
        name = NamedNode(graph)
        own = list(quads)
        home.update((quad.subject, name) for quad in own)
        memory.extend(own)
    for rule in rules():
        derived = memory.query(rule, use_default_graph_as_union=True)
        assert isinstance(derived, QueryTriples)
        memory.extend([
            Quad(triple.subject, triple.predicate, triple.object, home[triple.subject])
            for triple in derived
            if triple.subject in home
        ])  # fmt: skip
    return {graph: list(memory.quads_for_pattern(None, None, None, NamedNode(graph))) for graph in graphs}


@cache
def rules() -> tuple[str, ...]:
    """The texts of the rules, in the order of their file names."""
    return tuple(path.read_text("utf-8") for path in sorted((ontology_folder() / "rules").glob("*.rq")))


def stamped(quads: list[Quad], before: Iterable[Quad], now: datetime) -> list[Quad]:
    """The quads of one graph, each record with its time of record.

    A record that came without one keeps the time it had `before`, where nothing else about it has changed: adding the
    same file twice then changes nothing. The quads are `completed`.
    """
    records = {
        quad.subject for quad in quads if quad.predicate.value == RDF_TYPE and text(quad.object) in RECORD_CLASSES
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


def _about(quads: Iterable[Quad], subjects: Collection[Term]) -> dict[Term, set[tuple[NamedNode, Term]]]:
    about: dict[Term, set[tuple[NamedNode, Term]]] = defaultdict(set)
    for quad in quads:
        if quad.subject in subjects:
            about[quad.subject].add((quad.predicate, quad.object))
    return about


def _owners(triples: Collection[Triple], name: str, known: Collection[str]) -> dict[Term, str]:
    """Subject → graph."""
    owner: dict[Term, str] = {}
    derived: dict[Term, str] = {}
    shared: dict[Term, str] = {}
    links: dict[Term, list[Term]] = {}
    for triple in triples:
        subject, predicate, value = triple.subject, triple.predicate.value, triple.object
        leads_to = links.setdefault(subject, [])
        if predicate == RDF_TYPE:
            sort = text(value)
            if sort == NEWS_ARTICLE:
                owner[subject] = _article(subject, name)
            elif sort in REFERENCE_CLASSES:
                shared[subject] = ADDITIONS_GRAPH
            elif sort == _JUDGEMENT:
                shared[subject] = JUDGEMENTS_GRAPH
        elif predicate in (DERIVED_FROM, HAS_SOURCE):
            article = _article(value, name)
            if derived.setdefault(subject, article) != article:
                raise _two_articles(subject, [derived[subject], article], name)
        elif not isinstance(value, Literal):
            leads_to.append(value)
    for node in links:
        if node in owner:
            continue  # an article is its own, also when it was derived from another
        if node in derived:
            owner[node] = derived[node]
        elif node in shared:
            owner[node] = shared[node]
        elif isinstance(node, NamedNode) and node.value in known:
            owner[node] = ADDITIONS_GRAPH
    _spread(owner, links, name)
    strays = links.keys() - owner.keys()
    if strays:
        raise BrokenFile(
            f"{name}: {min(map(_shown, strays))} belongs to no article and is no reference entity such as a state."
            " Give it prov:wasDerivedFrom, or a type that kb knows. Nothing was stored."
        )
    return owner


def _spread(owner: dict[Term, str], links: Mapping[Term, list[Term]], name: str) -> None:
    """Give what nobody owns to whoever leads to it."""
    given: set[Term] = set()
    waiting = list(owner)
    while waiting:
        subject = waiting.pop()
        graph = owner[subject]
        for other in links[subject]:
            if other not in links:
                continue
            if other not in owner:
                owner[other] = graph
                given.add(other)
                waiting.append(other)
            elif other in given and owner[other] != graph:
                raise _two_articles(other, [owner[other], graph], name)


def _article(term: Term, name: str) -> str:
    """The graph of an article."""
    if not isinstance(term, NamedNode) or term.value in SHARED_GRAPHS:
        raise BrokenFile(f"{name}: {_shown(term)} stands where an article belongs. Nothing was stored.")
    return term.value


def _two_articles(subject: Term, articles: Iterable[str], name: str) -> BrokenFile:
    both = " and ".join(sorted(curie(article) for article in articles))
    return BrokenFile(
        f"{name}: {_shown(subject)} is claimed by {both}. Give each article a record of its own; "
        "say that two acts are one with a judgement. Nothing was stored."
    )


def _shown(node: Term) -> str:
    return (
        curie(node.value)
        if isinstance(node, NamedNode)
        else "a blank node"
        if isinstance(node, BlankNode)
        else str(node)
    )


def _names(triples: Iterable[Triple], owner: Mapping[Term, str], name: str) -> dict[Term, NamedNode]:
    """Blank node → IRI made from what is said of it and the graph it is in."""
    said: dict[Term, list[tuple[str, Term]]] = {}
    leading: dict[Term, set[Term]] = defaultdict(set)
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(value, BlankNode):
            leading[value].add(subject)
        if isinstance(subject, BlankNode):
            said.setdefault(subject, []).append((triple.predicate.value, value))
    silent = leading.keys() - said.keys()
    if silent:
        first = min(_shown(subject) for node in silent for subject in leading[node])
        raise BrokenFile(f"{name}: {first} leads to a blank node of which nothing is said. Nothing was stored.")
    # A node can be named once all that it leads to have names.
    unnamed = {node: {value for _, value in said[node] if isinstance(value, BlankNode)} for node in said}
    ready = [node for node, others in unnamed.items() if not others]
    named: dict[Term, NamedNode] = {}
    while ready:
        node = ready.pop()
        graph = owner[node]
        lines = sorted(f"{predicate} {to_sparql(named.get(value, value))}" for predicate, value in said[node])
        content = hashlib.sha256("\n".join([graph, *lines]).encode()).hexdigest()
        named[node] = NamedNode(f"{ID}node/{graph.rsplit('/', 1)[-1]}-{content[:16]}")
        for other in leading[node]:
            if isinstance(other, BlankNode):
                unnamed[other].discard(node)
                if not unnamed[other]:
                    ready.append(other)
    if len(named) < len(said):
        raise BrokenFile(f"{name}: blank nodes that lead in a circle. Give them names. Nothing was stored.")
    return named
