"""The constraints of SHACL Core that our shapes use: by SHACL's word for each, what makes it of a shape's argument."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Protocol, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from kb.errors import BrokenFile
from kb.literals import fault
from kb.rows import Term
from kb.terms import XSD, curie
from kb.validation import Constraint, Facts, Shape, conforms

SHACL = "http://www.w3.org/ns/shacl#"


class Reader(Protocol):
    """Reads the parts of a shape on which a constraint leans."""

    def shape(self, node: Term) -> Shape:
        """The shape that a node of the file is."""

    def all(self, node: Term, parameter: str) -> list[Term]:
        """What a node says by one of SHACL's words."""

    def items(self, head: Term) -> tuple[Term, ...]:
        """The members of an RDF list."""


Maker: TypeAlias = Callable[[Reader, Term, str, Term], Constraint]
"""Makes a constraint from what reads the file, the node of the shape, SHACL's word and its argument."""


def _each(fits: Callable[[Facts, Term, Term], bool]) -> Maker:
    """A constraint that each value fits or fails by itself."""

    def make(_reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
        def failing(facts: Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
            return [value for value in values if not fits(facts, value, argument)]

        return Constraint(parameter, argument, failing)

    return make


def _count(fits: Callable[[int, int], bool]) -> Maker:
    """A constraint on how many values there are, or with a qualified shape, how many that conform to it."""

    def make(reader: Reader, node: Term, parameter: str, argument: Term) -> Constraint:
        limit = int(literal_of(argument).value)
        among = reader.all(node, "qualifiedValueShape") if parameter.startswith("qualified") else []
        qualified = [reader.shape(kind) for kind in among]

        def failing(facts: Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
            number = len(values)
            if qualified:
                number = sum(all(conforms(facts, kind, value) for kind in qualified) for value in values)
            return () if fits(number, limit) else (None,)

        return Constraint(parameter, argument, failing)

    return make


def _disjoint(_reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    other = (_iri_of(argument),)

    def failing(facts: Facts, focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
        others = facts.values(focus, other)
        return [value for value in values if value in others]

    return Constraint(parameter, argument, failing)


def _below(fits: Callable[[Decimal, Decimal], bool]) -> Maker:
    """A constraint between each value and the lowest one of another property."""

    def make(_reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
        other = (_iri_of(argument),)

        def failing(facts: Facts, focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
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


def _closed(reader: Reader, node: Term, parameter: str, argument: Term) -> Constraint:
    if literal_of(argument).value not in ("true", "1"):
        return Constraint(parameter, argument, lambda _facts, _focus, _values: ())
    paths = [path for part in reader.all(node, "property") for path in reader.all(part, "path")]
    ignored = [one for head in reader.all(node, "ignoredProperties") for one in reader.items(head)]
    allowed = frozenset([*paths, *ignored])

    def failing(facts: Facts, focus: Term, _values: Collection[Term]) -> Iterable[Term | None]:
        if isinstance(focus, Literal):
            return
        for predicate, own in facts.index.get(focus, {}).items():
            if predicate not in allowed:
                yield from (Triple(focus, predicate, value) for value in own)

    return Constraint(parameter, argument, failing)


def _in(reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    members = reader.items(argument)
    allowed = frozenset(members)
    return Constraint(parameter, members, lambda _facts, _focus, values: [v for v in values if v not in allowed])


def _language_in(reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    members = reader.items(argument)
    ranges = [literal_of(member).value.lower() for member in members]

    def speaks(value: Term) -> bool:
        language = (value.language or "").lower() if isinstance(value, Literal) else ""
        return any(language == wanted or language.startswith(wanted + "-") for wanted in ranges)

    return Constraint(parameter, members, lambda _facts, _focus, values: [v for v in values if not speaks(v)])


def _or(reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    choices = tuple(reader.shape(choice) for choice in reader.items(argument))

    def failing(facts: Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
        return [value for value in values if not any(conforms(facts, choice, value) for choice in choices)]

    return Constraint(parameter, choices, failing)


def _unique_language(_reader: Reader, _node: Term, parameter: str, argument: Term) -> Constraint:
    def failing(_facts: Facts, _focus: Term, values: Collection[Term]) -> Iterable[Term | None]:
        spoken = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
        return [None for times in spoken.values() if times > 1]

    return Constraint(parameter, argument, failing)


def _matches(_facts: Facts, value: Term, pattern: Term) -> bool:
    text = _text(value)
    return text is not None and _pattern(literal_of(pattern).value).search(text) is not None


@cache
def _pattern(text: str) -> re.Pattern[str]:
    # In SHACL a final $ is the end of the text; in Python it would let a line break pass.
    return re.compile(re.sub(r"(?<!\\)\$$", r"\\Z", text))


def _of_kind(_facts: Facts, value: Term, kind: Term) -> bool:
    if kind != NamedNode(SHACL + "IRI"):
        raise BrokenFile(f"shapes use sh:nodeKind {called(kind)}, which kb does not evaluate.")
    return isinstance(value, NamedNode)


def _of_datatype(_facts: Facts, value: Term, datatype: Term) -> bool:
    return isinstance(value, Literal) and value.datatype == datatype and not fault(value)


def _long_enough(_facts: Facts, value: Term, limit: Term) -> bool:
    text = _text(value)
    return text is not None and len(text) >= int(literal_of(limit).value)


def _short_enough(_facts: Facts, value: Term, limit: Term) -> bool:
    text = _text(value)
    return text is not None and len(text) <= int(literal_of(limit).value)


def _ordered(fits: Callable[[Decimal, Decimal], bool]) -> Callable[[Facts, Term, Term], bool]:
    def both(_facts: Facts, left: Term, right: Term) -> bool:
        one, other = _rank(left), _rank(right)
        return one is not None and other is not None and one[0] == other[0] and fits(one[1], other[1])

    return both


CONSTRAINTS: dict[str, Maker] = {
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


def _iri_of(term: Term) -> NamedNode:
    if not isinstance(term, NamedNode):
        raise BrokenFile(f"shapes give {term} where an IRI belongs.")
    return term


def called(node: Term) -> str:
    """What a node of a file of shapes is called in a complaint."""
    return curie(node.value) if isinstance(node, NamedNode) else str(node)
