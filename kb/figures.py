"""Numbers as people read them: with their sign, rounded, and drawn on a line from −1 to +1."""

from pyoxigraph import Literal, NamedNode

from kb.alignment import Alignment
from kb.terms import XSD

STEPS = 20
"""Columns on either side of zero in a picture of an interval."""

SCALE = "from -1 to +1"
"""The heading of a column of such pictures, and so the least width of one."""


def picture(found: Alignment, steps: int = STEPS) -> str:
    """The interval and the direction on a line from -1 to +1, with `steps` columns on either side of zero."""
    low, at, high = (round((value + 1) * steps) for value in (found.interval[0], found.direction, found.interval[1]))
    line = ["·"] * (2 * steps + 1)
    line[low : high + 1] = "─" * (high + 1 - low)
    line[steps] = "┼" if low <= steps <= high else "│"
    line[low], line[high] = "├", "┤"
    line[at] = "●"
    return "".join(line)


def signed(value: float, places: int = 2) -> str:
    """A number with its sign as people read it; what rounds to zero has none.

    >>> signed(0.321), signed(-0.001)
    ('+0.32', '0.00')
    """
    told = f"{value:+.{places}f}"
    return told if float(told) else told[1:]


def decimal(told: str) -> Literal:
    """A number that is written as it is to be shown, as a term: tables align it."""
    return Literal(told, datatype=NamedNode(XSD + "decimal"))
