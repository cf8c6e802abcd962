"""RDF files into quads, with what is dangerous closed before a parser sees it.

Refused from the text alone: an XML document type, a JSON-LD context that lies elsewhere, a numeral so long that making a number of it
would take minutes, a literal outside the lexical space of its datatype. The parser itself is Oxigraph's, which keeps literals as they
are written.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kb.errors import BrokenFile, UsageError
from kb.terms import XSD, curie

FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
"""The formats that are read and written, by the suffix of a file."""

LONGEST_LITERAL = 1_000_000
"""Characters in one literal."""

LONGEST_NUMERAL = 100
"""Characters in one numeral; its exponent may be ±400."""


def read(path: Path, suffix: str | None = None) -> list[Quad]:
    """The quads of a file, in a format given by `suffix` or else by the file's own.

    Raises UsageError for an unknown format, and BrokenFile with file, line and what was expected for anything else that is wrong.
    """
    suffix = suffix or format_of(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BrokenFile(f"Cannot read {path}: {error.strerror or error}. Nothing was stored.") from error
    return read_bytes(data, suffix, str(path))


def format_of(path: Path) -> str:
    """The suffix that tells a file's format. Raises UsageError where it tells none."""
    suffix = {"jsonld": "jsonld", "json": "jsonld", "xml": "rdf", "owl": "rdf"}.get(path.suffix[1:], path.suffix[1:])
    if suffix not in FORMATS:
        raise UsageError(f"Cannot tell the format of {path} from its name: say --input {'|'.join(FORMATS)}.")
    return suffix


def read_bytes(data: bytes, suffix: str, name: str = "standard input") -> list[Quad]:
    """The quads of some bytes; `name` stands for them in complaints.

    >>> [quad.object.value for quad in read_bytes(b"<http://example.org/a> <http://example.org/p> 7 .", "ttl")]
    ['7']
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenFile(
            f"{name}, line {line}: the file is not UTF-8. Convert it first. Nothing was stored."
        ) from error
    closed = _CLOSED.get(suffix)
    if closed:
        closed(text, name)
    try:
        quads = list(parse(io.BytesIO(text.encode()), FORMATS[suffix], rename_blank_nodes=True))
    except SyntaxError as error:
        line_number = f", line {error.lineno}" if error.lineno else ""
        raise BrokenFile(f"{name}{line_number}: {_one_line(error.msg)}. Nothing was stored.") from error
    except (ValueError, OSError) as error:
        raise BrokenFile(f"{name}: {_one_line(str(error))}. Nothing was stored.") from error
    if not quads:
        raise BrokenFile(f"{name} holds no facts. Nothing was stored.")
    for quad in quads:
        if isinstance(quad.object, Literal):
            wrong = fault(quad.object)
            if wrong:
                place = f"{curie(quad.subject.value)} {curie(quad.predicate.value)}"
                raise BrokenFile(f"{name}: {place}: {wrong}. Nothing was stored.")
    return quads


def fault(literal: Literal) -> str:
    """What is wrong with a literal, in words; empty when nothing is.

    >>> fault(Literal("1e9", datatype=NamedNode(XSD + "decimal")))
    '"1e9" is no xsd:decimal'
    """
    value, datatype = literal.value, literal.datatype.value
    if len(value) > LONGEST_LITERAL:
        return f"a literal of {len(value):,} characters, more than {LONGEST_LITERAL:,}"
    if not datatype.startswith(XSD):
        return ""
    kind = datatype.removeprefix(XSD)
    if kind in _NUMERALS and _too_long(value):
        return f"a numeral of {len(value):,} characters or with an exponent beyond 400"
    pattern = _LEXICAL.get(kind)
    if pattern and not (pattern.fullmatch(value) and (kind not in _DAYS or _is_day(value))):
        shown = value if len(value) <= 40 else value[:39] + "…"
        return f'"{shown}" is no xsd:{kind}'
    return ""


def fault_of_day(text: str) -> str:
    """What is wrong with a day such as 2025-01-01; empty when nothing is."""
    return fault(Literal(text, datatype=NamedNode(XSD + "date")))


_ZONE = r"(Z|[+-]\d\d:\d\d)?"
_DAY = r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
_LEXICAL = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "integer": r"[+-]?\d+",
        "nonNegativeInteger": r"\+?\d+|-0+",
        "positiveInteger": r"\+?0*[1-9]\d*",
        "int": r"[+-]?\d+",
        "long": r"[+-]?\d+",
        "short": r"[+-]?\d+",
        "byte": r"[+-]?\d+",
        "unsignedInt": r"\+?\d+",
        "decimal": r"[+-]?(\d+(\.\d*)?|\.\d+)",
        "double": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
        "float": r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?INF|NaN",
        "boolean": r"true|false|0|1",
        "date": _DAY + _ZONE,
        "dateTime": _DAY + "T" + _TIME + _ZONE,
        "dateTimeStamp": _DAY + "T" + _TIME + r"(Z|[+-]\d\d:\d\d)",
        "time": _TIME + _ZONE,
        "gYear": r"-?\d{4,}" + _ZONE,
        "gYearMonth": r"-?\d{4,}-(0[1-9]|1[0-2])" + _ZONE,
    }.items()
}
_DAYS = {"date", "dateTime", "dateTimeStamp"}
_NUMERALS = set(_LEXICAL) - _DAYS - {"boolean", "time"}


def _too_long(numeral: str) -> bool:
    if len(numeral) > LONGEST_NUMERAL:
        return True
    exponent = re.search(r"[eE]([+-]?\d+)$", numeral)
    return bool(exponent) and abs(int(exponent[1])) > 400 if exponent else False


def _is_day(value: str) -> bool:
    # The thirtieth of February passes the pattern; years beyond four digits are left to it.
    try:
        date.fromisoformat(value[:10])
    except ValueError:
        return not re.match(r"(?!0000)\d{4}-", value)
    return True


def _no_doctype(text: str, name: str) -> None:
    found = re.search(r"<!(DOCTYPE|ENTITY)", text, re.IGNORECASE)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise BrokenFile(
            f"{name}, line {line}: a document type, which could name entities without end. Remove it. Nothing was stored."
        )


def _no_remote_context(text: str, name: str) -> None:
    def numeral(digits: str) -> str:
        if _too_long(digits):
            raise BrokenFile(
                f"{name}: a numeral of {len(digits):,} characters or with an exponent beyond 400. Nothing was stored."
            )
        return digits

    try:
        document = json.loads(text, parse_int=numeral, parse_float=numeral)
    except json.JSONDecodeError as error:
        raise BrokenFile(f"{name}, line {error.lineno}: no JSON: {error.msg}. Nothing was stored.") from error
    except RecursionError as error:
        raise BrokenFile(f"{name}: JSON nested too deeply. Nothing was stored.") from error
    for context in _contexts(document):
        if isinstance(context, str):
            raise BrokenFile(
                f'{name}: the context "{context}" lies elsewhere. Write it into the file. Nothing was stored.'
            )


def _contexts(node: Any) -> Iterator[Any]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("@context", "@import"):
                    yield from value if isinstance(value, list) else [value]
                waiting.append(value)
        elif isinstance(node, list):
            waiting.extend(node)


_CLOSED: dict[str, Callable[[str, str], None]] = {"rdf": _no_doctype, "jsonld": _no_remote_context}


def _one_line(message: str) -> str:
    return re.sub(r"\s+", " ", message).strip().rstrip(".")
