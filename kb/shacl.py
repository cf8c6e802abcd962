"""The part of SHACL Core that our shapes use, evaluated over an index of triples.

Measured on articles of one or two stances: pySHACL checks one to two hundred a second, pyrudof four to seven hundred
(and it takes 30 February for a date), this two to four thousand. Tests compare each verdict with pySHACL's. A shape
that uses more of SHACL than is understood here is refused when it is read: no constraint is passed over in silence.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kb.errors import BrokenFile
from kb.files import ontology_folder
from kb.literals import fault
from kb.rows import Term
from kb.terms import RDF_TYPE, XSD, curie

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE = NamedNode(RDF_TYPE)
_SUBCLASS = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")

_Index: TypeAlias = dict[Term, dict[NamedNode, dict[Term, None]]]


# ── Shapes, as they are read from a file ──────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, eq=False)
class Constraint:
    """One demand of a shape: SHACL's word for it, what it is compared with, and which values fail it."""

    parameter: str
    argument: "Term | tuple[Term, ...] | tuple[Shape, ...]"
    failing: "Callable[[_Facts, Term, Collection[Term]], Iterable[Term | None]]"


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


def violations(
    shapes: str, triples: Iterable[Triple | Quad], known: Iterable[Triple | Quad] = ()
) -> Iterator[Violation]:
    """Each failed constraint of a file in `ontology/shapes`."""
    by_class, by_predicate = _shapes(shapes)
    facts = _Facts(triples, known)
    for node, properties in facts.index.items():
        targeting = {shape: None for sort in facts.own_classes(node) for shape in by_class.get(sort, ())}
        targeting |= {shape: None for predicate in properties for shape in by_predicate.get(predicate, ())}
        for shape in targeting:
            yield from _failures(facts, shape, shape, node)


def _failures(facts: "_Facts", within: Shape, shape: Shape, focus: Term) -> Iterator[Violation]:
    values = facts.values(focus, shape.path) if shape.path else (focus,)
    for constraint in shape.constraints:
        for value in constraint.failing(facts, focus, values):
            yield Violation(focus, within, shape, constraint, value)
    for part in shape.properties:
        for value in values:
            yield from _failures(facts, within, part, value)


def _conforms(facts: "_Facts", shape: Shape, node: Term) -> bool:
    return next(_failures(facts, shape, shape, node), None) is None


class _Facts:
    """Triples by subject and predicate, and the classes of each node."""

    def __init__(self, triples: Iterable[Triple | Quad], known: Iterable[Triple | Quad]) -> None:
        self.index = _indexed(triples)
        self._known = _indexed(known)
        self._classes: dict[Term, frozenset[Term]] = {}

    def values(self, node: Term, path: tuple[NamedNode, ...]) -> Collection[Term]:
        properties = self.index.get(node, {})
        if len(path) == 1:
            return properties.get(path[0], ())
        return {value: None for predicate in path for value in properties.get(predicate, ())}

    def own_classes(self, node: Term) -> frozenset[Term]:
        return _with_superclasses(tuple(self.index[node].get(_TYPE, ())))

    def classes(self, node: Term) -> frozenset[Term]:
        found = self._classes.get(node)
        if found is None:
            own, known = (index.get(node, {}).get(_TYPE, {}) for index in (self.index, self._known))
            found = self._classes[node] = _with_superclasses((*own, *known))
        return found


def _indexed(triples: Iterable[Triple | Quad]) -> _Index:
    index: _Index = {}
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
def _superclasses() -> _Index:
    quads = parse(path=ontology_folder() / "alignment.ttl", format=RdfFormat.TURTLE)
    return _indexed(quad for quad in quads if quad.predicate == _SUBCLASS)


# ── Reading shapes ────────────────────────────────────────────────────────────────────────────────────────────────────

_Targets: TypeAlias = dict[Term, list[Shape]]


@cache
def _shapes(name: str) -> tuple[_Targets, _Targets]:
    """The shapes of a file by the class and by the predicate whose subjects they are for; read once."""
    path = ontology_folder() / "shapes" / f"{name}.ttl"
    index = _indexed(parse(path=path, format=RdfFormat.TURTLE))
    by_class: _Targets = {}
    by_predicate: _Targets = {}
    for node, properties in index.items():
        if any(NamedNode(_SH + word) in properties for word in ("targetClass", "targetSubjectsOf")):
            shape = _Reader(path.name, index).shape(node)
            for sort in properties.get(NamedNode(_SH + "targetClass"), ()):
                by_class.setdefault(sort, []).append(shape)
            for predicate in properties.get(NamedNode(_SH + "targetSubjectsOf"), ()):
                by_predicate.setdefault(predicate, []).append(shape)
    if not by_class:
        raise BrokenFile(f"{path} holds no shape with a target: nothing would be checked.")
    return by_class, by_predicate


# What a shape may say beside its constraints. The parts of a qualified count and of closing are read with these.
_ASIDE = {"path", "property", "name", "targetClass", "targetSubjectsOf", "qualifiedValueShape", "ignoredProperties"}


class _Reader:
    def __init__(self, file: str, index: _Index) -> None:
        self._file, self._index = file, index

    def shape(self, node: Term) -> Shape:
        names = self.all(node, "name")
        shape = Shape(node, names[0].value if names and isinstance(names[0], Literal) else "", self._path(node), [], [])
        for predicate, arguments in self._index.get(node, {}).items():
            parameter = predicate.value.removeprefix(_SH)
            if parameter in _ASIDE or not predicate.value.startswith(_SH):
                continue
            if parameter not in _CONSTRAINTS:
                raise BrokenFile(f"{self._file}: {_iri(node)} uses sh:{parameter}, which kb does not evaluate.")
            for argument in arguments:
                shape.constraints.append(_CONSTRAINTS[parameter](self, node, parameter, argument))
        shape.properties += [self.shape(part) for part in self.all(node, "property")]
        return shape

    def all(self, node: Term, parameter: str) -> list[Term]:
        return list(self._index.get(node, {}).get(NamedNode(_SH + parameter), ()))

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
                raise BrokenFile(f"{self._file}: {_iri(node)} has a path that kb does not evaluate.")
        return tuple(step for step in steps if isinstance(step, NamedNode))


# ── Constraints ───────────────────────────────────────────────────────────────────────────────────────────────────────

_Maker: TypeAlias = Callable[[_Reader, Term, str, Term], Constraint]


def _each(fits: Callable[[_Facts, Term, Term], bool]) -> _Maker:
    """A constraint that each value fits or fails by itself."""

    def make(_reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
        def failing(facts: _Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
            return [value for value in values if not fits(facts, value, argument)]

        return Constraint(parameter, argument, failing)

    return make


def _count(fits: Callable[[int, int], bool]) -> _Maker:
    """A constraint on how many values there are, or with a qualified shape, how many that conform to it."""

    def make(reader: _Reader, node: Term, parameter: str, argument: Term) -> Constraint:
        limit = int(literal_of(argument).value)
        among = reader.all(node, "qualifiedValueShape") if parameter.startswith("qualified") else []
        qualified = [reader.shape(kind) for kind in among]

        def failing(facts: _Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
            number = len(values)
            if qualified:
                number = sum(all(_conforms(facts, kind, value) for kind in qualified) for value in values)
            return () if fits(number, limit) else (None,)

        return Constraint(parameter, argument, failing)

    return make


def _disjoint(_reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    other = (_named(argument),)

    def failing(facts: _Facts, focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
        others = facts.values(focus, other)
        return [value for value in values if value in others]

    return Constraint(parameter, argument, failing)


def _below(fits: Callable[[Decimal, Decimal], bool]) -> _Maker:
    """A constraint between each value and the lowest one of another property."""

    def make(_reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
        other = (_named(argument),)

        def failing(facts: _Facts, focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
            others = facts.values(focus, other)
            ranks = [rank for rank in map(_rank, others) if rank]
            if len(ranks) < len(others) or len({sort for sort, _ in ranks}) > 1:
                return list(values)  # what cannot be compared is not below
            lowest = min(ranks, default=None)
            if lowest is None:
                return ()
            return [v for v in values if not ((own := _rank(v)) and own[0] == lowest[0] and fits(own[1], lowest[1]))]

        return Constraint(parameter, argument, failing)

    return make


def _closed(reader: _Reader, node: Term, parameter: str, argument: Term) -> Constraint:
    if literal_of(argument).value not in ("true", "1"):
        return Constraint(parameter, argument, lambda _facts, _focus, _values: ())
    paths = [path for part in reader.all(node, "property") for path in reader.all(part, "path")]
    ignored = [one for head in reader.all(node, "ignoredProperties") for one in reader.items(head)]
    allowed = frozenset([*paths, *ignored])

    def failing(facts: _Facts, focus: Term, _values: Collection[Term]) -> Iterable[Term | None]:
        if isinstance(focus, Literal):
            return
        for predicate, own in facts.index.get(focus, {}).items():
            if predicate not in allowed:
                yield from (Triple(focus, predicate, value) for value in own)

    return Constraint(parameter, argument, failing)


def _in(reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    members = reader.items(argument)
    allowed = frozenset(members)
    return Constraint(parameter, members, lambda _facts, _focus, values: [v for v in values if v not in allowed])


def _language_in(reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    members = reader.items(argument)
    ranges = [literal_of(member).value.lower() for member in members]

    def speaks(value: Term) -> bool:
        language = (value.language or "").lower() if isinstance(value, Literal) else ""
        return any(language == wanted or language.startswith(wanted + "-") for wanted in ranges)

    return Constraint(parameter, members, lambda _facts, _focus, values: [v for v in values if not speaks(v)])


def _or(reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    choices = tuple(reader.shape(choice) for choice in reader.items(argument))

    def failing(facts: _Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
        return [value for value in values if not any(_conforms(facts, choice, value) for choice in choices)]

    return Constraint(parameter, choices, failing)


def _unique_language(_reader: _Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    def failing(_facts: _Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
        spoken = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
        return [None for times in spoken.values() if times > 1]

    return Constraint(parameter, argument, failing)


def _matches(_facts: _Facts, value: Term, pattern: Term) -> bool:
    text = _text(value)
    return text is not None and _pattern(literal_of(pattern).value).search(text) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # In SHACL a final $ is the end of the text; in Python it would let a line break pass.
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", text))


def _of_kind(_facts: _Facts, value: Term, kind: Term) -> bool:
    if kind != NamedNode(_SH + "IRI"):
        raise BrokenFile(f"shapes use sh:nodeKind {_iri(kind)}, which kb does not evaluate.")
    return isinstance(value, NamedNode)


def _of_datatype(_facts: _Facts, value: Term, datatype: Term) -> bool:
    return isinstance(value, Literal) and value.datatype == datatype and not fault(value)


def _long_enough(_facts: _Facts, value: Term, limit: Term) -> bool:
    text = _text(value)
    return text is not None and len(text) >= int(literal_of(limit).value)


def _short_enough(_facts: _Facts, value: Term, limit: Term) -> bool:
    text = _text(value)
    return text is not None and len(text) <= int(literal_of(limit).value)


def _ordered(fits: Callable[[Decimal, Decimal], bool]) -> Callable[[_Facts, Term, Term], bool]:
    def both(_facts: _Facts, left: Term, right: Term) -> bool:
        one, other = _rank(left), _rank(right)
        return one is not None and other is not None and one[0] == other[0] and fits(one[1], other[1])

    return both


_CONSTRAINTS: dict[str, _Maker] = {
    "minCount": _count(lambda number, limit: number >= limit),
    "maxCount": _count(lambda number, limit: number <= limit),
    "qualifiedMinCount": _count(lambda number, limit: number >= limit),
    "qualifiedMaxCount": _count(lambda number, limit: number <= limit),
    "class": _each(lambda facts, value, sort: sort in facts.classes(value)),
    "datatype": _each(_of_datatype),
    "nodeKind": _each(_of_kind),
    "pattern": _each(_matches),
    "minLength": _each(_long_enough),
    "maxLength": _each(_short_enough),
    "minInclusive": _each(_ordered(lambda value, limit: value >= limit)),
    "maxInclusive": _each(_ordered(lambda value, limit: value <= limit)),
    "lessThan": _below(lambda value, other: value < other),
    "lessThanOrEquals": _below(lambda value, other: value <= other),
    "disjoint": _disjoint,
    "uniqueLang": _unique_language,
    "closed": _closed,
    "languageIn": _language_in,
    "in": _in,
    "or": _or,
}


# ── Literals ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _rank(term: Term) -> tuple[str, Decimal] | None:
    """What a number or a day compares by."""
    if not isinstance(term, Literal) or fault(term):
        return None
    match term.datatype.value.removeprefix(XSD):
        case "integer" | "decimal":
            return "number", Decimal(term.value)
        case "double" | "float" if term.value != "NaN":
            return "number", Decimal(term.value)
        case "date" if re.match(r"\d{4}-", term.value):
            return "day", Decimal(date.fromisoformat(term.value[:10]).toordinal())
    return None


def _text(term: Term) -> str | None:
    return term.value if isinstance(term, NamedNode | Literal) else None


def literal_of(term: Term) -> Literal:
    """A shape's argument that has to be a literal. Raises BrokenFile."""
    if not isinstance(term, Literal):
        raise BrokenFile(f"shapes give {term} where a number or text belongs.")
    return term


def _named(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise BrokenFile(f"shapes give {term} where an IRI belongs.")
    return term


def _iri(node: Term) -> str:
    return curie(node.value) if isinstance(node, NamedNode) else str(node)
