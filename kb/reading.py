"""RDF files into quads, with what is dangerous closed before a parser sees it.

Refused from the text alone: an XML document type, a JSON-LD context that lies elsewhere, JSON or XML nested so deeply
that a parser would die of it, a triple inside a triple, a numeral so long that making a number of it would take
minutes, a literal outside the lexical space of its datatype. The parser itself is Oxigraph's, which keeps literals as
written.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from kb.errors import BrokenFile, UsageError
from kb.literals import fault, too_long
from kb.terms import curie

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
"""The formats that are read and written, by the suffix of a file."""

DEEPEST = 100
"""Levels of JSON or XML within each other: the parser's time grows with their square, and thousands end the process."""


def read(path: Path, suffix: str | None = None) -> list[Quad]:
    """The quads of a file, in a format given by `suffix` or else by the file's own.

    Raises UsageError for an unknown format, and BrokenFile with file, line and what was expected for anything else.
    """
    try:
        with path.open("rb") as file:
            suffix = suffix or format_of(path)
            data = file.read()
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror or error}. Nothing was stored.") from error
    return read_bytes(data, suffix, str(path))


def format_of(path: Path) -> str:
    """The suffix that tells a file's format. Raises UsageError where it tells none."""
    suffix = path.suffix[1:].lower()
    suffix = {"json": "jsonld", "xml": "rdf", "owl": "rdf"}.get(suffix, suffix)
    if suffix not in FORMATS:
        raise UsageError(f"Cannot tell the format of {path} from its name: say --input {'|'.join(FORMATS)}.")
    return suffix


def read_bytes(data: bytes, suffix: str, name: str = "standard input") -> list[Quad]:
    """The quads of some bytes; `name` stands for them in complaints.

    >>> [quad.object.value for quad in read_bytes(b"<http://example.org/a> <http://example.org/p> 7 .", "ttl")]
    ['7']
    """
    document = _decoded(data, name)
    _CLOSED[suffix](document, name)
    try:
        quads = list(parse(io.BytesIO(document.encode()), FORMATS[suffix], rename_blank_nodes=True))
    except SyntaxError as error:
        place = f", line {error.lineno}" if error.lineno else ""
        place += f", column {error.offset}" if error.lineno and error.offset else ""
        raise BrokenFile(f"{name}{place}: {_expected(error.msg)}. Nothing was stored.") from error
    except (ValueError, OSError) as error:
        raise BrokenFile(f"{name}: {_expected(str(error))}. Nothing was stored.") from error
    if not quads:
        raise BrokenFile(f"{name} holds no facts. Nothing was stored.")
    for quad in quads:
        value = quad.object
        if isinstance(value, Triple) or isinstance(quad.subject, Triple):
            raise BrokenFile(f"{name}: {_NO_TRIPLE_TERMS}. Nothing was stored.")
        if isinstance(value, Literal):
            wrong = fault(value)
            if wrong:
                subject = curie(quad.subject.value) if isinstance(quad.subject, NamedNode) else "a blank node"
                place = f"{subject} {curie(quad.predicate.value)}"
                raise BrokenFile(f"{name}: {place}: {wrong}. Nothing was stored.")
    return quads


def _decoded(data: bytes, name: str) -> str:
    try:
        document = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenFile(f"{name}, line {line}: this is not UTF-8. Convert it first. Nothing was stored.") from error
    null = document.find("\0")
    if null >= 0:
        line = document.count("\n", 0, null) + 1
        raise BrokenFile(f"{name}, line {line}: a null character, as in UTF-16 or no text at all. Nothing was stored.")
    return document


_NO_TRIPLE_TERMS = "RDF 1.2 triple terms are not stored"

# What may hold the marks of a triple term without being one: texts, IRIs, comments and escapes.
_TRIPLE_TERM = re.compile(
    r"""(?P<mark><<|\{\|)
    |\"{3}(?:[^"\\]|\\.|"(?!""))*+"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*+'{3}
    |"(?:[^"\\\n]|\\.)*+" | '(?:[^'\\\n]|\\.)*+'
    |<[^<>\s]*+> | \#[^\n]*+ | \\.""",
    re.VERBOSE | re.DOTALL,
)


def _no_triple_terms(document: str, name: str) -> None:
    if "<<" not in document and "{|" not in document:
        return
    for found in _TRIPLE_TERM.finditer(document):
        if found["mark"]:
            line = document.count("\n", 0, found.start()) + 1
            raise BrokenFile(f"{name}, line {line}: {_NO_TRIPLE_TERMS}. Nothing was stored.")


def _no_document_type(document: str, name: str) -> None:
    found = re.search(r"<!(DOCTYPE|ENTITY)", document, re.IGNORECASE)
    if found:
        line = document.count("\n", 0, found.start()) + 1
        raise BrokenFile(
            f"{name}, line {line}: a document type, which may hold endless entities. Remove it. Nothing was stored."
        )
    _look_through(document, name)


def _look_through(document: str, name: str) -> None:
    """Refuse XML that is ill-formed or nested too deeply, with the line, which Oxigraph does not tell."""
    from xml.parsers import expat

    depth = 0

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            line = parser.CurrentLineNumber
            raise BrokenFile(f"{name}, line {line}: more than {DEEPEST} elements deep. Nothing was stored.")

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.upper() not in ("UTF-8", "UTF8", "US-ASCII", "ASCII"):
            raise BrokenFile(f"{name}, line 1: it says that it is {encoding}, and is UTF-8. Nothing was stored.")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler, parser.EndElementHandler, parser.XmlDeclHandler = begin, end, declared
    try:
        parser.Parse(document.encode(), True)
    except expat.ExpatError as error:
        wrong = expat.ErrorString(error.code)
        raise BrokenFile(f"{name}, line {error.lineno}: no XML: {wrong}. Nothing was stored.") from error


def _no_remote_context(document: str, name: str) -> None:
    def numeral(digits: str) -> str:
        if too_long(digits):
            raise BrokenFile(
                f"{name}: a numeral of {len(digits):,} characters or with an exponent beyond 400. Nothing was stored."
            )
        return digits

    too_deep = BrokenFile(f"{name}: JSON more than {DEEPEST} levels deep. Nothing was stored.")
    try:
        parsed = json.loads(document, parse_int=numeral, parse_float=numeral)
    except json.JSONDecodeError as error:
        raise BrokenFile(f"{name}, line {error.lineno}: no JSON: {error.msg}. Nothing was stored.") from error
    except RecursionError as error:
        raise too_deep from error
    for context, depth in _contexts(parsed):
        if depth > DEEPEST:
            raise too_deep
        if isinstance(context, str):
            raise BrokenFile(
                f'{name}: the context "{context}" lies elsewhere. Write it into the file. Nothing was stored.'
            )


def _contexts(document: Any) -> Iterator[tuple[Any, int]]:
    """Every context of a JSON document and how deep it lies; for a level without one, None."""
    waiting = [(document, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, dict):
            yield None, depth
            for key, value in node.items():
                if key in ("@context", "@import"):
                    yield from ((one, depth) for one in (value if isinstance(value, list) else [value]))
                if isinstance(value, dict | list):
                    waiting.append((value, depth + 1))
        elif isinstance(node, list):
            yield None, depth
            waiting.extend((value, depth + 1) for value in node if isinstance(value, dict | list))


_CLOSED: dict[str, Callable[[str, str], None]] = {
    "ttl": _no_triple_terms,
    "trig": _no_triple_terms,
    "nt": _no_triple_terms,
    "nq": _no_triple_terms,
    "jsonld": _no_remote_context,
    "rdf": _no_document_type,
}


def _expected(message: str) -> str:
    """A parser's complaint on one line, without the place, which is said before it."""
    said = re.sub(r"^Parser error [^:]*: ", "", re.sub(r"\s+", " ", message).strip().rstrip("."))
    said = said.replace("No scheme found in an absolute IRI", "a relative IRI where a whole one is expected")
    return said if len(said) <= 200 else said[:199] + "…"
