"""Answers as text: a table for people, and the formats that programs read.

Text from articles is data: `terminal.harmless` makes it so for a terminal, `inert` here for a spreadsheet, and nothing
else in the project does either.
"""

import csv
import io
import json
import math
import re
from collections.abc import Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kb.rows import Answer, Term
from kb.terminal import BIDI, harmless, visible
from kb.terms import XSD, is_number, shown

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
"""The formats of rows."""

_HARMFUL_IN_CELL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff{BIDI}]")


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula.

    >>> inert('=HYPERLINK("http://example.org")')
    '\\'=HYPERLINK("http://example.org")'
    """
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def rows(answer: Answer, form: str, width: int | None = None, color: bool = False) -> str:
    """An answer in one of `FORMATS`, ending in a line feed unless it is empty.

    `width` is that of the terminal a table is for: what does not fit is shortened, or folded. Without it nothing is.
    """
    match form:
        case "table":
            from kb.tables import table  # a program that reads does not wait for what only people see

            return table(answer, width, color)
        case "csv":
            return _csv(answer)
        case "tsv":
            return _tsv(answer)
        case "json":
            return _sparql_json(answer)
        case "jsonl":
            return "".join(document(_plain(answer, row)) for row in answer.rows)
        case "md":
            return _markdown(answer)
    raise ValueError(f"no format {form}")


def document(value: Any, indent: int | None = None) -> str:
    """A JSON document on one line, or indented, safe to print: what is harmful in it is escaped and so not lost."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return re.sub(f"[\x7f-\x9f\u2028\u2029\ufeff{BIDI}]", lambda hit: f"\\u{ord(hit[0]):04x}", text) + "\n"


def truth(value: bool, form: str) -> str:
    """The answer of an ASK query."""
    return document({"head": {}, "boolean": value}) if form == "json" else f"{str(value).lower()}\n"


def full(term: Term | None) -> str:
    """A term as programs take it: a whole IRI, or the text of a literal."""
    return "" if term is None else term.value if isinstance(term, (NamedNode, Literal)) else str(term)


def value(term: Term | None) -> Any:
    """A term as JSON has it: numbers and truth values as such."""
    if isinstance(term, Literal):
        if term.datatype.value == XSD + "boolean":
            return term.value in ("true", "1")
        if is_number(term):
            if re.fullmatch(r"[+-]?\d+", term.value):
                return int(term.value)
            number = float(term.value)
            return number if math.isfinite(number) else term.value  # JSON has no INF
    return None if term is None else full(term)


def _plain(answer: Answer, row: Sequence[Term | None]) -> dict[str, Any]:
    return {name: value(term) for name, term in zip(answer.columns, row, strict=True)}


def _csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_HARMFUL_IN_CELL.sub(visible, _cell(term)) for term in row] for row in answer.rows)
    return out.getvalue()


def _tsv(answer: Answer) -> str:
    escapes = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}

    def cell(term: Term | None) -> str:
        text = re.sub(r"[\t\n\r\\]", lambda hit: escapes[hit[0]], _cell(term))
        return harmless(text)

    lines = ["\t".join(answer.columns), *("\t".join(map(cell, row)) for row in answer.rows)]
    return "\n".join(lines) + "\n"


def _cell(term: Term | None) -> str:
    text = full(term)
    return text if is_number(term) else inert(text)


def _markdown(answer: Answer) -> str:
    def cell(term: Term | None) -> str:
        return re.sub(r"([\\|<>`*_\[\]])", r"\\\1", harmless(shown(term)))

    lines = ["| " + " | ".join(answer.columns) + " |", "|" + " --- |" * len(answer.columns)]
    lines += ["| " + " | ".join(map(cell, row)) + " |" for row in answer.rows]
    return "\n".join(lines) + "\n"


def _sparql_json(answer: Answer) -> str:
    bindings = [
        {name: _json_term(term) for name, term in zip(answer.columns, row, strict=True) if term is not None}
        for row in answer.rows
    ]
    return document({"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}})


def _json_term(term: Term) -> dict[str, Any]:
    match term:
        case NamedNode():
            return {"type": "uri", "value": term.value}
        case BlankNode():
            return {"type": "bnode", "value": term.value}
        case Literal():
            found = {"type": "literal", "value": term.value}
            if term.language:
                found["xml:lang"] = term.language
            elif term.datatype.value != XSD + "string":
                found["datatype"] = term.datatype.value
            return found
    return {"type": "triple", "value": str(term)}
