"""Rows as a table that people read on a terminal of a given width.

What all rows have in common is said once above them, long cells are shortened, rows that are too wide are folded, and
where even that does not help each row is a card.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from kb.rows import Answer, Term
from kb.terminal import CURIE, LEAST, bold, columns_of, harmless, listing, shortened, wrapped
from kb.terms import is_number, shown

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
        self.curies = all(map(CURIE.fullmatch, self.cells))

    def least(self, narrowest: int) -> int:
        """Columns that it keeps when it is shortened."""
        return self.wide if self.number else min(self.wide, narrowest)


def table(answer: Answer, width: int | None, color: bool, lift: bool = True) -> str:
    """The rows, in lines no wider than `width`; without it nothing is shortened. Empty without rows.

    `lift` has said once above what all rows have in common.
    """
    if not answer.rows:
        return ""
    columns = [
        _Column(name, [harmless(_told(term)) for term in terms], _are_numbers(terms))
        for name, terms in zip(answer.columns, zip(*answer.rows, strict=True), strict=True)
    ]
    if width is None:
        return _folded([columns], len(answer.rows), color)
    columns = _with_spans(columns)
    columns, said = _lifted(columns, len(answer.rows)) if lift else (columns, [])
    above = listing(said, width) + "\n" if said else ""
    lines = _fitted(columns, width, 1 if len(answer.rows) == 1 else MOST_LINES)
    if lines is None:
        return above + _cards(columns, len(answer.rows), width, color)
    return above + _folded(lines, len(answer.rows), color)


def room(columns: Sequence[str], rows: Sequence[Sequence[Term | None]], width: int | None) -> int:
    """The columns of a terminal that a table which is not shortened leaves for one column more."""
    cells = zip(columns, *([harmless(shown(term)) for term in row] for row in rows), strict=True)
    return (width or 10_000) - sum(max(map(columns_of, column)) + 2 for column in cells)


def _told(term: Term | None) -> str:
    """A term as people read it: of a long fraction three decimals, or three digits where it is smaller."""
    text = shown(term)
    if is_number(term) and _LONG.fullmatch(text):
        value = float(text)
        return f"{value:.3f}" if abs(value) >= 0.0005 else f"{value:.3g}"
    return text


_LONG = re.compile(r"[+-]?\d*\.\d{4,}(?:[eE][+-]?\d+)?|[+-]?\d+(?:\.\d+)?[eE][+-]?\d+")


def _are_numbers(terms: Sequence[Term | None]) -> bool:
    """Whether all cells of a column that are not empty hold numbers."""
    told = [term for term in terms if term is not None]
    return bool(told) and all(map(is_number, told))


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
    if not all(CURIE.fullmatch(cell) for cell in cells):
        return ""
    first, last = min(cells), max(cells)
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
    begin = first[: first.rfind("-", 0, alike) + 1]
    return begin if 2 * len(begin) > min(map(len, cells)) else ""


def _fitted(columns: list[_Column], width: int, most: int) -> list[list[_Column]] | None:
    """The columns on one line, or over as few as they fit on, the widest shortened first; None for more than `most`."""
    lines = [columns]
    narrowest = LEAST
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
                lines.append(f"{bold(head) if color else head}  {text}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"
