"""Holding a node against a shape: what a shape demands, and which triples there are."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeAlias

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from kb.files import ontology_folder
from kb.rows import Term
from kb.terms import RDF_TYPE

_TYPE = NamedNode(RDF_TYPE)
_SUBCLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")

Index: TypeAlias = dict[Term, dict[NamedNode, dict[Term, None]]]
"""Subject → predicate → objects, in the order in which they were told."""


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """One demand of a shape: SHACL's word for it, what it is compared with, and which values fail it."""

    parameter: str
    argument: "Term | tuple[Term, ...] | tuple[Shape, ...]"
    failing: "Callable[[Facts, Term, Collection[Term]], Iterable[Term | None]]"


@dataclass(slots=True, eq=False)
class Shape:
    """Demands on a node, or on what a path leads to from it. An empty path stays at the node."""

    node: Term
    name: str
    path: tuple[NamedNode, ...]
    constraints: list[Constraint]
    properties: "list[Shape]"

    def named(self, path: Term) -> str | None:
        """What the part of this shape with the given path is called, if it has a name."""
        return next((part.name for part in self.properties if part.path == (path,)), None)


@dataclass(frozen=True, slots=True)
class Violation:
    """A node that fails a constraint of a shape, and the value at which it does; a closed shape gives the triple."""

    focus: Term
    within: Shape
    shape: Shape
    constraint: Constraint
    value: Term | None


def failures(facts: "Facts", within: Shape, shape: Shape, focus: Term) -> Iterator[Violation]:
    """Each constraint of a shape that a node fails, `within` the shape that it is a part of."""
    values = facts.values(focus, shape.path) if shape.path else (focus,)
    for constraint in shape.constraints:
        for value in constraint.failing(facts, focus, values):
            yield Violation(focus, within, shape, constraint, value)
    for part in shape.properties:
        for value in values:
            yield from failures(facts, within, part, value)


def conforms(facts: "Facts", shape: Shape, node: Term) -> bool:
    """Whether a node fails nothing that a shape demands."""
    return next(failures(facts, shape, shape, node), None) is None


class Facts:
    """Triples by subject and predicate, and the classes of each node."""

    def __init__(self, triples: Iterable[Triple | Quad], known: Iterable[Triple | Quad]) -> None:
        self.index = indexed(triples)
        self._known = indexed(known)
        self._classes: dict[Term, frozenset[Term]] = {}

    def values(self, node: Term, path: tuple[NamedNode, ...]) -> Collection[Term]:
        """What a path leads to from a node: by its one predicate, or by any of several."""
        properties = self.index.get(node, {})
        if len(path) == 1:
            return properties.get(path[0], ())
        return {value: None for predicate in path for value in properties.get(predicate, ())}

    def own_classes(self, node: Term) -> frozenset[Term]:
        """The classes that these triples give a node, with wider ones."""
        return _with_superclasses(tuple(self.index[node].get(_TYPE, ())))

    def classes(self, node: Term) -> frozenset[Term]:
        """The classes of a node, also those that are known from elsewhere."""
        found = self._classes.get(node)
        if found is None:
            own, known = (index.get(node, {}).get(_TYPE, {}) for index in (self.index, self._known))
            found = self._classes[node] = _with_superclasses((*own, *known))
        return found


def indexed(triples: Iterable[Triple | Quad]) -> Index:
    """Triples by subject and predicate."""
    index: Index = {}
    for triple in triples:
        index.setdefault(triple.subject, {}).setdefault(triple.predicate, {})[triple.object] = None
    return index


@lru_cache(4096)
def _with_superclasses(classes: tuple[Term, ...]) -> frozenset[Term]:
    above = _superclasses()
    found, waiting = set(classes), list(classes)
    while waiting:
        more = [wider for wider in above.get(waiting.pop(), {}).get(_SUBCLASS, ()) if wider not in found]
        found.update(more)
        waiting += more
    return frozenset(found)


@cache
def _superclasses() -> Index:
    quads = parse(path=ontology_folder() / "alignment.ttl", format=RdfFormat.TURTLE)
    return indexed(quad for quad in quads if quad.predicate == _SUBCLASS)
