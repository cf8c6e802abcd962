"""The part of SHACL Core that our shapes use, evaluated over an index of triples.

Measured on articles of one or two stances: pySHACL checks one to two hundred a second, pyrudof four to seven hundred
(and it takes 30 February for a date), this two to four thousand. Tests compare each verdict with pySHACL's. A shape
that uses more of SHACL than is understood here is refused when it is read: no constraint is passed over in silence.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kb.constraints import CONSTRAINTS, SHACL, called
from kb.errors import BrokenFile
from kb.files import ontology_folder
from kb.rows import Term
from kb.validation import Facts, Index, Shape, Violation, failures, indexed

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


def violations(
    shapes: str, triples: Iterable[Triple | Quad], known: Iterable[Triple | Quad] = ()
) -> Iterator[Violation]:
    """Each failed constraint of a file in `ontology/shapes`."""
    by_class, by_predicate = _shapes(shapes)
    facts = Facts(triples, known)
    for node, properties in facts.index.items():
        targeting = {shape: None for sort in facts.own_classes(node) for shape in by_class.get(sort, ())}
        targeting |= {shape: None for predicate in properties for shape in by_predicate.get(predicate, ())}
        for shape in targeting:
            yield from failures(facts, shape, shape, node)


_Targets: TypeAlias = dict[Term, list[Shape]]


@cache
def _shapes(name: str) -> tuple[_Targets, _Targets]:
    """The shapes of a file by the class and by the predicate whose subjects they are for; read once."""
    path = ontology_folder() / "shapes" / f"{name}.ttl"
    index = indexed(parse(path=path, format=RdfFormat.TURTLE))
    by_class: _Targets = {}
    by_predicate: _Targets = {}
    for node, properties in index.items():
        if any(NamedNode(SHACL + word) in properties for word in ("targetClass", "targetSubjectsOf")):
            shape = _Reader(path.name, index).shape(node)
            for sort in properties.get(NamedNode(SHACL + "targetClass"), ()):
                by_class.setdefault(sort, []).append(shape)
            for predicate in properties.get(NamedNode(SHACL + "targetSubjectsOf"), ()):
                by_predicate.setdefault(predicate, []).append(shape)
    if not by_class:
        raise BrokenFile(f"{path} holds no shape with a target: nothing would be checked.")
    return by_class, by_predicate


# What a shape may say beside its constraints. The parts of a qualified count and of closing are read with these.
_ASIDE = {"path", "property", "name", "targetClass", "targetSubjectsOf", "qualifiedValueShape", "ignoredProperties"}


class _Reader:
    def __init__(self, file: str, index: Index) -> None:
        self._file, self._index = file, index

    def shape(self, node: Term) -> Shape:
        names = self.all(node, "name")
        shape = Shape(node, names[0].value if names and isinstance(names[0], Literal) else "", self._path(node), [], [])
        for predicate, arguments in self._index.get(node, {}).items():
            parameter = predicate.value.removeprefix(SHACL)
            if parameter in _ASIDE or not predicate.value.startswith(SHACL):
                continue
            if parameter not in CONSTRAINTS:
                raise BrokenFile(f"{self._file}: {called(node)} uses sh:{parameter}, which kb does not evaluate.")
            for argument in arguments:
                shape.constraints.append(CONSTRAINTS[parameter](self, node, parameter, argument))
        shape.properties += [self.shape(part) for part in self.all(node, "property")]
        return shape

    def all(self, node: Term, parameter: str) -> list[Term]:
        return list(self._index.get(node, {}).get(NamedNode(SHACL + parameter), ()))

    def items(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list."""
        found: list[Term] = []
        while head != NamedNode(_RDF + "nil"):
            cell = self._index[head]
            found += cell[NamedNode(_RDF + "first")]
            (head,) = cell[NamedNode(_RDF + "rest")]
        return tuple(found)

    def _path(self, node: Term) -> tuple[NamedNode, ...]:
        steps: tuple[Term, ...] = tuple(self.all(node, "path"))
        if steps and isinstance(steps[0], BlankNode):
            steps = tuple(step for head in self.all(steps[0], "alternativePath") for step in self.items(head))
            if not steps:
                raise BrokenFile(f"{self._file}: {called(node)} has a path that kb does not evaluate.")
        return tuple(step for step in steps if isinstance(step, NamedNode))
