"""What a query answers: named columns and rows of RDF terms."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kb.terms import XSD, is_number, text

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows in the order the query gave them; a cell without a value is None."""

    columns: tuple[str, ...]
    rows: list[tuple[Term | None, ...]]

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, name: str) -> list[Term | None]:
        """The cells of one column, top to bottom."""
        at = self.columns.index(name)
        return [row[at] for row in self.rows]

    def to_pydict(self) -> dict[str, list[Any]]:
        """Column → its cells as plain values: `pandas.DataFrame` and `pyarrow.table` take it as it is.

        Numbers are int or float, truth values bool, days dates, all else is text, and so is a column of which cells are
        of several kinds; a cell without a value is None.

        >>> Answer(("state", "acts"), [(Literal("China"), Literal(3)), (Literal("Russia"), None)]).to_pydict()
        {'state': ['China', 'Russia'], 'acts': [3, None]}
        """
        return {name: _alike([row[n] for row in self.rows]) for n, name in enumerate(self.columns)}


def _alike(cells: list[Term | None]) -> list[Any]:
    read = {_reader(cell) for cell in cells if cell is not None}
    if len(read) > 1:
        read = {float} if read == {int, float} else {str}
    as_ = read.pop() if read else str
    return [None if cell is None else as_(text(cell)) for cell in cells]


def _reader(cell: Term) -> Any:
    """What makes a plain value of the text of a cell."""
    if isinstance(cell, Literal):
        if is_number(cell):
            return int if re.fullmatch(r"[+-]?\d+", cell.value) else float
        if cell.datatype.value == XSD + "boolean":
            return ("true", "1").__contains__
        if cell.datatype.value == XSD + "date" and re.fullmatch(r"\d{4}-\d\d-\d\d", cell.value):
            return date.fromisoformat
    return str
