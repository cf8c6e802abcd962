"""The namespaces, and terms written as text: CURIEs for people, SPARQL for queries."""

import re
from collections.abc import Iterable
from datetime import date

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kb.files import ontology_folder

KB = "https://w3id.org/alignment-kb/ns#"
ID = "https://w3id.org/alignment-kb/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
DERIVED_FROM = "http://www.w3.org/ns/prov#wasDerivedFrom"
GENERATED_AT = "http://www.w3.org/ns/prov#generatedAtTime"
HAS_SOURCE = "http://www.w3.org/ns/oa#hasSource"
NEWS_ARTICLE = "https://schema.org/NewsArticle"

ONTOLOGY_GRAPH = ID + "graph/ontology"
REFERENCE_GRAPH = ID + "graph/reference"
ADDITIONS_GRAPH = ID + "graph/additions"
JUDGEMENTS_GRAPH = ID + "graph/judgements"

SHARED_GRAPHS = (ONTOLOGY_GRAPH, REFERENCE_GRAPH, ADDITIONS_GRAPH, JUDGEMENTS_GRAPH)
"""The graphs that belong to no article."""


def _declared(text: str) -> dict[str, str]:
    return dict(re.findall(r"^@prefix (\w+): <(.*)> \.$", text, re.MULTILINE))


PREFIXES: dict[str, str] = _declared((ontology_folder() / "prefixes.ttl").read_text("utf-8"))
"""Prefix → namespace, as `ontology/prefixes.ttl` declares them."""

_LONGEST_FIRST = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))
_LOCAL = re.compile(r"[\w-][\w.-]*(?<!\.)")


def curie(iri: str) -> str:
    """The IRI in short, where a prefix fits; else in angle brackets.

    >>> curie("https://w3id.org/alignment-kb/id/RUS")
    'id:RUS'
    >>> curie("http://example.org/x")
    '<http://example.org/x>'
    """
    for prefix, namespace in _LONGEST_FIRST:
        if iri.startswith(namespace) and _LOCAL.fullmatch(iri, len(namespace)):
            return f"{prefix}:{iri[len(namespace) :]}"
    return f"<{iri}>"


def expand(name: str) -> str | None:
    """The IRI that a CURIE or an IRI, bare or in angle brackets, stands for; None where the text is neither.

    >>> expand("id:RUS")
    'https://w3id.org/alignment-kb/id/RUS'
    >>> expand("Russia") is None
    True
    """
    bare = name.removeprefix("<").removesuffix(">")
    if re.match(r"(https?|urn):", bare):
        try:
            return NamedNode(bare).value
        except ValueError:
            return None
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and _LOCAL.fullmatch(local):
        return PREFIXES[prefix] + local
    return None


def text(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """What a term says: the IRI, the characters of a literal, the label of a blank node; nothing for no term.

    >>> text(Literal("7", datatype=NamedNode(XSD + "integer"))), text(NamedNode(ID + "RUS")), text(None)
    ('7', 'https://w3id.org/alignment-kb/id/RUS', '')
    """
    if term is None:
        return ""
    return str(term) if isinstance(term, Triple) else term.value


def listed(iris: Iterable[str]) -> str:
    """IRIs as the content of a VALUES block."""
    return " ".join(f"<{iri}>" for iri in iris)


def shown(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    """A term as people read it: a CURIE, or the text of a literal; nothing for no term.

    >>> shown(NamedNode(ID + "RUS")), shown(None)
    ('id:RUS', '')
    """
    return curie(term.value) if isinstance(term, NamedNode) else text(term)


_NUMERIC = frozenset(
    XSD + kind for kind in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)


def is_number(term: NamedNode | BlankNode | Literal | Triple | None) -> bool:
    """Whether a term is a literal of a numeric datatype."""
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC


def whole(value: int) -> Literal:
    """A whole number as a term."""
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


def number(value: float) -> Literal:
    """A number as a term, with all its digits."""
    return Literal(repr(value), datatype=NamedNode(XSD + "double"))


def dated(day: date | None) -> Literal | None:
    """A day as a term; none for no day."""
    return Literal(day.isoformat(), datatype=NamedNode(XSD + "date")) if day else None


_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
_TO_ESCAPE = re.compile(r'[\\"\x00-\x1f\x7f-\x9f\u2028\u2029]')


def to_sparql(term: NamedNode | BlankNode | Literal | Triple) -> str:
    r"""A term as SPARQL text on one line, whatever it holds.

    >>> to_sparql(Literal('say "no"\n} DROP ALL', language="en"))
    '"say \\"no\\"\\n} DROP ALL"@en'
    """
    match term:
        case NamedNode():
            return f"<{term.value}>"
        case Literal():
            quoted = _TO_ESCAPE.sub(lambda hit: _ESCAPES.get(hit[0], f"\\u{ord(hit[0]):04X}"), term.value)
            if term.language:
                return f'"{quoted}"@{term.language}'
            datatype = term.datatype.value
            return f'"{quoted}"' if datatype == XSD + "string" else f'"{quoted}"^^<{datatype}>'
    raise ValueError(f"a query cannot be given {term}")
