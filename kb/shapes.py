"""Is a fact complete, and of the right form? Shapes (`ontology/shapes/`) asked of triples, answered in words."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import product

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kb.complaints import Complaint
from kb.constraints import literal_of
from kb.files import ontology_folder
from kb.literals import days
from kb.names import near
from kb.rows import Term
from kb.shacl import violations
from kb.terms import GENERATED_AT, KB, RDF_TYPE, XSD, curie, text, to_sparql
from kb.validation import Shape, Violation


def validate(triples: Iterable[Triple | Quad], known: Iterable[Triple | Quad] = ()) -> list[Complaint]:
    """The complaints about facts, sorted; none where all is well.

    `known` holds the types of entities that are described elsewhere: a target that the store knows is an actor. They
    are consulted and not checked. Superclasses need not be given.

    >>> act = NamedNode("https://w3id.org/alignment-kb/id/act/x-1")
    >>> sort = NamedNode("https://w3id.org/alignment-kb/ns#Act")
    >>> print(validate([Triple(act, NamedNode(RDF_TYPE), sort)])[-1])
    act:x-1 has no sender (kb:sender)
    """
    given = list(triples)
    return sorted({*_complaints(violations("facts", given, known)), *_undeclared(given), *_misdated(given)})


def validate_vocabulary(triples: Iterable[Triple | Quad]) -> list[Complaint]:
    """The complaints about the ontology itself and the individuals that come with it, sorted."""
    return _complaints(violations("vocabulary", triples))


_NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four"}

# Classes and datatypes whose own name would not tell a reader what is meant.
_CALLED = {
    "SpecificResource": "span of an article",
    "TextPositionSelector": "position in a text",
    "TextQuoteSelector": "quotation",
    "NewsArticle": "article",
    "string": "text",
    "langString": "text with a language",
    "integer": "whole number",
    "dateTime": "date with a time",
    "gYear": "year",
    "gYearMonth": "month",
    "boolean": "true or false",
    "IRI": "IRI",
}


def _undeclared(triples: Iterable[Triple | Quad]) -> Iterator[Complaint]:
    """Classes and properties of our namespace that the ontology does not have: a misspelt one meets no shape."""
    declared = _declared()
    told = set()
    for triple in triples:
        word = triple.object if triple.predicate.value == RDF_TYPE else triple.predicate
        if isinstance(word, NamedNode) and _unheard_of(word):
            told.add((text(triple.subject), word.value))
    for subject, unknown in sorted(told):
        guess = near(unknown.removeprefix(KB), [own.removeprefix(KB) for own in declared], most=1)
        hint = f" Did you mean kb:{guess[0]}?" if guess else ""
        said = f"{_short(NamedNode(subject))} uses {curie(unknown)}, which is no term of the ontology.{hint}"
        yield Complaint(subject, curie(unknown), said)


_FROM, _UNTIL = KB + "validFrom", KB + "validUntil"
_PAST = {GENERATED_AT: "time of record", "https://schema.org/datePublished": "day of publication"}
"""What cannot lie ahead, and what a complaint calls it."""


def _misdated(triples: Iterable[Triple | Quad]) -> Iterator[Complaint]:
    """What ends before it begins, and what was published or recorded later than tomorrow.

    Days, months and years are compared, which SHACL cannot: the last day of the end with the first of the beginning.
    """
    begins: dict[Term, list[Term]] = {}
    ends: dict[Term, list[Term]] = {}
    tomorrow = (datetime.now(UTC) + timedelta(1)).date()  # somewhere it is that day by now
    for triple in triples:
        predicate = triple.predicate.value
        if predicate == _FROM:
            begins.setdefault(triple.subject, []).append(triple.object)
        elif predicate == _UNTIL:
            ends.setdefault(triple.subject, []).append(triple.object)
        elif predicate in _PAST and (told := days(triple.object)) and told[0] > tomorrow:
            said = f"{_short(triple.subject)}: {_PAST[predicate]} {_shown(triple.object)} is later than tomorrow"
            yield Complaint(text(triple.subject), _PAST[predicate], said)
    for subject in ends.keys() & begins.keys():
        for first, last in product(begins[subject], ends[subject]):
            begun, ended = days(first), days(last)
            if begun and ended and ended[1] < begun[0]:
                said = f"{_short(subject)}: last day {_shown(last)} is before the first day {_shown(first)}"
                yield Complaint(text(subject), "last day", said)


@cache
def _declared() -> frozenset[str]:
    quads = parse(path=ontology_folder() / "alignment.ttl", format=RdfFormat.TURTLE)
    return frozenset(text(quad.subject) for quad in quads if text(quad.subject).startswith(KB))


def _complaints(found: Iterable[Violation]) -> list[Complaint]:
    violations = list(found)
    # A value of another datatype is neither too small nor too large.
    misfits = {(one.focus, one.shape, one.value) for one in violations if one.constraint.parameter == "datatype"}
    return sorted({
        _complaint(one)
        for one in violations
        if not (one.constraint.parameter in _ORDER and (one.focus, one.shape, one.value) in misfits)
        and not (isinstance(one.value, Triple) and _unheard_of(one.value.predicate))
    })  # fmt: skip


_ORDER = frozenset({"minInclusive", "maxInclusive", "lessThan", "lessThanOrEquals"})


def _unheard_of(word: NamedNode) -> bool:
    """Whether a term would be one of ours and is not, of which `_undeclared` tells."""
    return word.value.startswith(KB) and word.value not in _declared()


def _complaint(violation: Violation) -> Complaint:
    node = _short(violation.focus)
    says = _said(violation)
    colon = " " if says.startswith("has ") else ": "
    iri = violation.focus.value if isinstance(violation.focus, NamedNode) else str(violation.focus)
    of = curie(violation.value.predicate.value) if isinstance(violation.value, Triple) else violation.shape.name
    return Complaint(iri, of, f"{node}{colon}{says}")


def _said(violation: Violation) -> str:
    name, parameter, argument = violation.shape.name, violation.constraint.parameter, violation.constraint.argument
    value = "" if violation.value is None else _shown(violation.value)
    match parameter, argument:
        case "closed", _:
            assert isinstance(violation.value, Triple)
            return f"has {_short(violation.value.predicate)}, which such a record does not have"
        case "minCount" | "qualifiedMinCount", Literal(value="1"):
            return f"has no {name} ({_wanted(violation)})"
        case "minCount" | "qualifiedMinCount", Literal(value=limit):
            return f"has fewer than {_NUMBERS.get(int(limit), limit)} values for {name}"
        case "maxCount" | "qualifiedMaxCount", Literal(value="1"):
            return f"has more than one {name}"
        case "maxCount" | "qualifiedMaxCount", Literal(value=limit):
            return f"has more than {_NUMBERS.get(int(limit), limit)} values for {name}"
        case "class" | "datatype" | "nodeKind", NamedNode():
            return f"{name} {value} is no {_called(argument)}"
        case "in", tuple():
            return f"{name} {value} is none of {', '.join(_called(one, split=False) for one in _terms(argument))}"
        case "languageIn", tuple():
            return f"{name} {value} is not in {' or '.join(literal_of(one).value for one in _terms(argument))}"
        case "or", tuple() if not violation.shape.path:
            return f"has no {name}"
        case "or", tuple():
            *first, last = [_called(one) for one in _sorts(argument)]
            return f"{name} {value} is no {', '.join(first)} or {last}"
        case "minInclusive", Literal(value=limit):
            return f"{name} {value} is below {limit}"
        case "maxInclusive", Literal(value=limit):
            return f"{name} {value} is above {limit}"
        case "minLength", Literal(value="1"):
            return f"{name} is empty"
        case "minLength", Literal(value=limit):
            return f"{name} {value} is shorter than {limit} characters"
        case "maxLength", Literal(value=limit):
            return f"{name} is longer than {limit} characters"
        case "disjoint", NamedNode():
            return f"{name} and {_beside(violation, argument)} are the same"
        case "lessThan", NamedNode():
            return f"{name} {value} is not below the {_beside(violation, argument)}"
        case "lessThanOrEquals", NamedNode():
            return f"{name} {value} is above the {_beside(violation, argument)}"
        case "uniqueLang", _:
            return f"has more than one {name} in one language"
        case "pattern", _:
            return f"{name} {value} is malformed"
    return f"{name} {value} breaks sh:{parameter}"


def _wanted(violation: Violation) -> str:
    """The property that is missing and, where there is a list of them, its values."""
    properties = " or ".join(map(_short, violation.shape.path))
    lists = [made.argument for made in violation.shape.constraints if made.parameter == "in"]
    values = [one for argument in lists if isinstance(argument, tuple) for one in _terms(argument)]
    return f"{properties}: {', '.join(map(_short, values))}" if values else properties


def _beside(violation: Violation, path: Term) -> str:
    """What the same record calls another of its properties."""
    return violation.within.named(path) or _called(path)


def _terms(argument: tuple[Term, ...] | tuple[Shape, ...]) -> list[Term]:
    return [one for one in argument if not isinstance(one, Shape)]


def _sorts(choices: tuple[Term, ...] | tuple[Shape, ...]) -> list[Term]:
    """The classes or datatypes that the shapes of a choice ask for."""
    constraints = [made for choice in choices if isinstance(choice, Shape) for made in choice.constraints]
    return [made.argument for made in constraints if isinstance(made.argument, NamedNode)]


def _shown(term: Term) -> str:
    if not isinstance(term, Literal):
        return _short(term)
    if term.datatype.value in (XSD + "integer", XSD + "decimal"):
        return term.value[:60]
    return to_sparql(Literal(term.value if len(term.value) <= 60 else term.value[:59] + "…"))


def _called(term: Term, *, split: bool = True) -> str:
    """A term's local name, as words."""
    if isinstance(term, Literal):
        return term.value
    local = re.split(r"[#/:]", _short(term).rstrip(">"))[-1]
    return _CALLED.get(local) or (re.sub(r"(?<=[a-z])(?=[A-Z])", " ", local).lower() if split else local)


def _short(term: Term) -> str:
    """A node's name in short; a blank node keeps the label it was given."""
    return curie(term.value) if isinstance(term, NamedNode) else str(term)
