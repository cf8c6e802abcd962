"""Answers as text: a table for people, and the formats that programs read.

Text from articles is data. `harmless` makes it so for a terminal, `inert` for a spreadsheet; nothing else in the
project does either.
"""

import csv
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kb.rows import Answer, Term
from kb.terms import XSD, curie

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
"""The formats of rows."""

_NUMERIC = frozenset(
    XSD + kind for kind in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_CURIE = re.compile(r"[a-z]+:\S+")
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff{_BIDI}]")
_HARMFUL_IN_CELL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff{_BIDI}]")


def harmless(text: str) -> str:
    r"""The text on one line, with control characters and those that turn the direction of writing made visible.

    >>> harmless("\x1b[31mred\nnext \u202eeman")
    '␛[31mred next ⟨U+202E⟩eman'
    """
    return _HARMFUL.sub(_visible, text)


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
            return _table(answer, width, color)
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
    return re.sub(f"[\x7f-\x9f\u2028\u2029\ufeff{_BIDI}]", lambda hit: f"\\u{ord(hit[0]):04x}", text) + "\n"


def truth(value: bool, form: str) -> str:
    """The answer of an ASK query."""
    return document({"head": {}, "boolean": value}) if form == "json" else f"{str(value).lower()}\n"


def shown(term: Term | None) -> str:
    """A term as people read it: a CURIE, or the text of a literal."""
    match term:
        case None:
            return ""
        case NamedNode():
            return curie(term.value)
        case Literal():
            return term.value
    return str(term)


def full(term: Term | None) -> str:
    """A term as programs take it: a whole IRI, or the text of a literal."""
    return "" if term is None else term.value if isinstance(term, (NamedNode, Literal)) else str(term)


def value(term: Term | None) -> Any:
    """A term as JSON has it: numbers and truth values as such."""
    if isinstance(term, Literal):
        if term.datatype.value == XSD + "boolean":
            return term.value in ("true", "1")
        if term.datatype.value in _NUMERIC:
            if re.fullmatch(r"[+-]?\d+", term.value):
                return int(term.value)
            number = float(term.value)
            return number if math.isfinite(number) else term.value  # JSON has no INF
    return None if term is None else full(term)


def _visible(hit: re.Match[str]) -> str:
    code = ord(hit[0])
    if hit[0] in "\t\n\r\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"⟨U+{code:04X}⟩"


def _plain(answer: Answer, row: Sequence[Term | None]) -> dict[str, Any]:
    return {name: value(term) for name, term in zip(answer.columns, row, strict=True)}


def _csv(answer: Answer) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(answer.columns)
    writer.writerows([_HARMFUL_IN_CELL.sub(_visible, _cell(term)) for term in row] for row in answer.rows)
    return out.getvalue()


def _tsv(answer: Answer) -> str:
    escapes = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\\": "\\\\"}

    def cell(term: Term | None) -> str:
        text = re.sub(r"[\t\n\r\\]", lambda hit: escapes[hit[0]], _cell(term))
        return _HARMFUL.sub(_visible, text)

    lines = ["\t".join(answer.columns), *("\t".join(map(cell, row)) for row in answer.rows)]
    return "\n".join(lines) + "\n"


def _cell(term: Term | None) -> str:
    text = full(term)
    return text if isinstance(term, Literal) and term.datatype.value in _NUMERIC else inert(text)


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


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────────────────

NARROWEST = 20
"""Columns of a terminal that a shortened cell keeps."""

READABLE = 40
"""Columns that a shortened cell keeps where rows are folded, so that there is room."""

MOST_LINES = 3
"""Lines over which a row is folded; where it would take more, rows are shown as cards."""

_INDENT = 4
_COLORS = {"supportive": "32", "opposed": "31"}


@dataclass(slots=True)
class _Column:
    """One column of a table, its cells as text."""

    name: str
    cells: list[str]
    number: bool = False
    """Numbers stand to the right and are never shortened."""
    wide: int = 0
    """Columns of the terminal."""
    curies: bool = False
    """CURIEs are shortened before any text is."""

    def __post_init__(self) -> None:
        self.wide = max(map(columns_of, (self.name, *self.cells)))
        self.curies = all(map(_CURIE.fullmatch, self.cells))

    def least(self, narrowest: int) -> int:
        """Columns that it keeps when it is shortened."""
        return self.wide if self.number else min(self.wide, narrowest)


def _table(answer: Answer, width: int | None, color: bool) -> str:
    if not answer.rows:
        return ""
    columns = [
        _Column(name, [harmless(shown(term)) for term in terms], all(map(_is_number, terms)))
        for name, terms in zip(answer.columns, zip(*answer.rows, strict=True), strict=True)
    ]
    if width is None:
        return _folded([columns], len(answer.rows), color)
    columns, said = _lifted(_with_spans(columns), len(answer.rows))
    above = listing(said, width) + "\n" if said else ""
    lines = _fitted(columns, width, 1 if len(answer.rows) == 1 else MOST_LINES)
    if lines is None:
        return above + _cards(columns, len(answer.rows), width, color)
    return above + _folded(lines, len(answer.rows), color)


def _with_spans(columns: list[_Column]) -> list[_Column]:
    """Where a span starts and where it ends, in one column."""
    found: list[_Column] = []
    for column in columns:
        if column.name == "end" and found and found[-1].name == "start":
            pairs = zip(found[-1].cells, column.cells, strict=True)
            found[-1] = _Column("chars", [f"{start}–{end}" if start and end else start + end for start, end in pairs])
        else:
            found.append(column)
    return found


def _lifted(columns: list[_Column], count: int) -> tuple[list[_Column], list[tuple[str, str]]]:
    """Columns that differ from row to row; and what all rows have in common, to be said once above them."""
    if count < 2:
        return [column for column in columns if any(column.cells)] or columns, []
    kept, said = [], []
    for column in columns:
        first = column.cells[0]
        if all(cell == first for cell in column.cells):
            said += [(column.name, first)] if first else []
            continue
        begin = _common_beginning(column.cells)
        if begin:
            said.append((column.name, begin + "…"))
            kept.append(_Column(column.name, ["…" + cell[len(begin) :] for cell in column.cells]))
        else:
            kept.append(column)
    # Rows that are all alike remain rows.
    return (kept, said) if kept else (columns, [])


def _common_beginning(cells: list[str]) -> str:
    """What CURIEs have in common in front, up to a hyphen, where that is most of them."""
    if not all(_CURIE.fullmatch(cell) for cell in cells):
        return ""
    first, last = min(cells), max(cells)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    begin = first[: first.rfind("-", 0, alike) + 1]
    return begin if 2 * len(begin) > min(map(len, cells)) else ""


def _fitted(columns: list[_Column], width: int, most: int) -> list[list[_Column]] | None:
    """The columns on one line, or over as few as they fit on, the widest shortened first; None for more than `most`."""
    lines = [columns]
    narrowest = NARROWEST
    if _taken(columns, narrowest) > width:
        narrowest = min(READABLE, width - _INDENT)
        lines = [[]]
        for column in columns:
            if lines[-1] and _taken([*lines[-1], column], narrowest) > _room(width, len(lines)):
                lines.append([])
            lines[-1].append(column)
    if len(lines) > most or any(_taken(line, narrowest) > _room(width, n) for n, line in enumerate(lines, 1)):
        return None
    for n, line in enumerate(lines, 1):
        _shorten(line, _room(width, n), narrowest)
    return lines


def _shorten(line: list[_Column], width: int, narrowest: int) -> None:
    room = width - 2 * (len(line) - 1)
    for column in line:
        column.wide = min(column.wide, max(room, column.least(narrowest)))
    while sum(column.wide for column in line) > room:
        long = [column for column in line if column.wide > column.least(narrowest)]
        max(long, key=lambda column: (column.curies, column.wide)).wide -= 1


def _taken(line: list[_Column], narrowest: int) -> int:
    return sum(column.least(narrowest) for column in line) + 2 * (len(line) - 1)


def _room(width: int, line: int) -> int:
    return width if line == 1 else width - _INDENT


def _folded(lines: list[list[_Column]], count: int, color: bool) -> str:
    """A table whose rows take one line or, indented, several."""
    told = []
    for row in range(-1, count):
        for number, columns in enumerate(lines):
            indent = " " * _INDENT if number else ""
            text = "  ".join(_painted(column, row, color) for column in columns)
            if text.strip() or not number:
                told.append((indent + text).rstrip())
    return "\n".join(told) + "\n"


def _painted(column: _Column, row: int, color: bool) -> str:
    """A cell in its column's width; row −1 is the column's name."""
    text = shortened(column.name if row < 0 else column.cells[row], column.wide)
    gap = " " * (column.wide - columns_of(text))
    style = "" if not color else "1" if row < 0 else _COLORS.get(text, "")
    told = f"\x1b[{style}m{text}\x1b[0m" if style else text
    return gap + told if column.number else told + gap


def _cards(columns: list[_Column], count: int, width: int, color: bool) -> str:
    """A row as a block of lines, for a terminal too narrow for the table."""
    label = max(columns_of(column.name) for column in columns)
    room = max(width - label - 2, 1)
    blocks = []
    for row in range(count):
        lines = []
        for column in columns:
            if column.cells[row]:
                head = column.name.rjust(label)
                text = f"\n{' ' * (label + 2)}".join(wrapped(column.cells[row], room))
                lines.append(f"{_bold(head) if color else head}  {text}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines no wider than a terminal's `width`, broken between words where that can be.

    >>> wrapped("whose words are unbelievable", 10)
    ['whose', 'words are', 'unbelievab', 'le']
    """
    lines, line = [], ""
    for word in text.split(" "):
        for piece in _pieces(word, width):
            joined = f"{line} {piece}" if line else piece
            if columns_of(joined) > width:
                lines.append(line)
                joined = piece
            line = joined
    return [*lines, line]


def _pieces(word: str, width: int) -> list[str]:
    pieces = []
    while columns_of(word) > width:
        piece = _cut(word, width) or word[0]
        pieces.append(piece)
        word = word[len(piece) :]
    return [*pieces, word]


def shortened(text: str, width: int) -> str:
    """A text no wider than `width` columns, with an ellipsis where something is left out.

    A CURIE is cut in front, since its end tells it apart.

    >>> shortened("stance:2025-01-01-new-year-messages-09", 12), shortened("increasingly mature", 12)
    ('…messages-09', 'increasingl…')
    """
    if columns_of(text) <= width:
        return text
    if _CURIE.fullmatch(text):
        return "…" + _cut(text[::-1], width - 1)[::-1]
    return _cut(text, width - 1) + "…"


def _cut(text: str, width: int) -> str:
    taken = 0
    for at, character in enumerate(text):
        taken += columns_of(character)
        if taken > width:
            return text[:at]
    return text


def columns_of(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    wide = wcswidth(unicodedata.normalize("NFC", text))
    return wide if wide >= 0 else len(text)


def _is_number(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype.value in _NUMERIC


def listing(pairs: Iterable[tuple[str, str]], width: int | None = None) -> str:
    """Names and what they are, in two columns; the second is wrapped."""
    told = [(harmless(name), harmless(text)) for name, text in pairs]
    wide = max((columns_of(name) for name, _ in told), default=0)
    lines = []
    for name, text in told:
        first, *rest = wrapped(text, max((width or 10_000) - wide - 2, NARROWEST))
        lines.append(f"{name}{' ' * (wide - columns_of(name))}  {first}".rstrip())
        lines += [" " * (wide + 2) + more for more in rest]
    return "\n".join(lines) + "\n" if lines else ""


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"
