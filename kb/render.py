"""Answers as text: a table for people, and the formats that programs read.

Text from articles is data. `harmless` makes it so for a terminal, `inert` for a spreadsheet; nothing else in the project does either.
"""

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from kb.rows import Answer, Term
from kb.terms import XSD, curie

FORMATS = ("table", "csv", "tsv", "json", "jsonl", "md")
"""The formats of rows."""

_NUMERIC = frozenset(
    XSD + kind for kind in ("integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger")
)
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_HARMFUL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff{_BIDI}]")
_ALLOWED_IN_CELL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff{_BIDI}]")


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
    """An answer in one of `FORMATS`, ending in a line feed unless it is empty. `width` is that of the terminal, for a table."""
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
            number = float(term.value)
            return (
                int(number)
                if number.is_integer() and "." not in term.value and "e" not in term.value.lower()
                else number
            )
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
    writer.writerows([_ALLOWED_IN_CELL.sub(_visible, _cell(term)) for term in row] for row in answer.rows)
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


# ── Tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

NARROWEST = 12
"""Columns of a terminal that a shortened cell keeps."""

_COLORS = {"supportive": "32", "opposed": "31"}


def _table(answer: Answer, width: int | None, color: bool) -> str:
    cells = [[harmless(shown(term)) for term in row] for row in answer.rows]
    if not cells:
        return ""
    columns, kept, said = _lifted(answer, cells, width)
    cells = [[row[at] for at in kept] for row in cells]
    right = [all(_is_number(answer.rows[n][at]) for n in range(len(cells))) for at in kept]
    widths = [max(columns_of(name), *(columns_of(row[n]) for row in cells)) for n, name in enumerate(columns)]
    if width is not None:
        fitted = _fitted(widths, right, width)
        if fitted is None:
            return said + _cards(columns, cells, width, color)
        widths = fitted
    lines = [_line(columns, widths, right, "1" if color else "")]
    lines += [_line(row, widths, right, "", color) for row in cells]
    return said + "\n".join(lines) + "\n"


def _lifted(answer: Answer, cells: list[list[str]], width: int | None) -> tuple[list[str], list[int], str]:
    """Columns that say the same in every row, said once above; for a terminal only, and where there are rows enough to gain."""
    everything = list(range(len(answer.columns)))
    if width is None or len(cells) < 2:
        return list(answer.columns), everything, ""
    same = [
        at
        for at in everything
        if len({row[at] for row in cells}) == 1 and (not cells[0][at] or isinstance(answer.rows[0][at], NamedNode))
    ]
    kept = [at for at in everything if at not in same]
    said = "".join(f"{answer.columns[at]}: {cells[0][at]}\n" for at in same if cells[0][at])
    return [answer.columns[at] for at in kept], kept, said


def _fitted(widths: list[int], right: list[bool], width: int) -> list[int] | None:
    """Widths that fit the terminal, the widest shortened first; None where even the narrowest do not."""
    fitted = list(widths)
    least = [own if fixed else min(own, NARROWEST) for own, fixed in zip(widths, right, strict=True)]
    room = width - 2 * (len(fitted) - 1)
    if sum(least) > room:
        return None
    while sum(fitted) > room:
        widest = max((n for n in range(len(fitted)) if fitted[n] > least[n]), key=lambda n: fitted[n])
        fitted[widest] -= 1
    return fitted


def _line(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], style: str, color: bool = False) -> str:
    parts = []
    for text, wide, aligned in zip(cells, widths, right, strict=True):
        short = shortened(text, wide)
        gap = " " * (wide - columns_of(short))
        own = style or (_COLORS.get(text, "") if color else "")
        painted = f"\x1b[{own}m{short}\x1b[0m" if own else short
        parts.append(gap + painted if aligned else painted + gap)
    return "  ".join(parts).rstrip()


def _cards(columns: Sequence[str], cells: list[list[str]], width: int, color: bool) -> str:
    """A row as a block of lines, for a terminal too narrow for the table."""
    label = max(map(columns_of, columns))
    room = max(width - label - 2, NARROWEST)
    blocks = []
    for row in cells:
        lines = []
        for name, text in zip(columns, row, strict=True):
            if text:
                head = name.rjust(label)
                lines.append(
                    (_bold(head) if color else head) + "  " + f"\n{' ' * (label + 2)}".join(wrapped(text, room))
                )
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def wrapped(text: str, width: int) -> list[str]:
    """A text in lines no wider than a terminal's `width`, broken between words where that can be."""
    lines, line = [], ""
    for word in text.split(" "):
        while columns_of(word) > width:
            cut = _cut(word, width - columns_of(line) - 1 if line else width)
            lines.append(f"{line} {cut}".strip())
            line, word = "", word[len(cut) :]
        joined = f"{line} {word}" if line else word
        if columns_of(joined) > width:
            lines.append(line)
            joined = word
        line = joined
    return [*lines, line] if line or not lines else lines


def shortened(text: str, width: int) -> str:
    """A text no wider than `width` columns, with an ellipsis where something is left out: in front for a CURIE, whose end tells it apart.

    >>> shortened("stance:2025-01-01-new-year-messages-09", 12), shortened("increasingly mature", 12)
    ('…messages-09', 'increasingl…')
    """
    if columns_of(text) <= width:
        return text
    if re.match(r"[a-z]+:\S+$", text):
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
