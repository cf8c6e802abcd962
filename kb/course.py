"""A standing over time: a line for each period, and the act that moved it most."""

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from kb.alignment import Contribution
from kb.figures import SCALE, STEPS, decimal, picture, signed
from kb.rows import Answer, Term
from kb.tables import room, table
from kb.terminal import LEAST, bold, harmless, shortened
from kb.terms import dated, number, whole
from kb.trend import Point, turning


def rows(told: Sequence[Point], labels: Mapping[str, str]) -> Answer:
    """A trend as rows, a period each, numbers as they are; with its turning points and the act that moved it most."""
    turns = set(turning(told))
    rows: list[tuple[Term | None, ...]] = []
    for n, point in enumerate(told):
        found, moved = point.alignment, point.movers
        rows.append(
            (
                dated(point.at),
                *map(number, (found.direction, *found.interval)),
                number(found.support),
                Literal(" ".join(found.flags)),
                whole(len(moved)),
                Literal("turns" if n in turns else ""),
                Literal(mover(moved[0], labels, point.retold(moved[0])) if moved else ""),
                NamedNode(moved[0].report.stance) if moved else None,
            )
        )
    columns = ("at", "direction", "low", "high", "support", "flags", "acts", "turn", "moved_by", "stance")
    return Answer(columns, rows)


def screen(told: Sequence[Point], head: str, labels: Mapping[str, str], width: int | None, color: bool = False) -> str:
    """A trend on a terminal: a period a line, its interval drawn from -1 to +1, and the act that moved it most.

    In a narrow one the drawing is smaller, and then the act is told in fewer words.
    """
    turns = set(turning(told))
    front: list[tuple[Term | None, Literal, Literal]] = []
    moves: list[str] = []
    for n, point in enumerate(told):
        found, moved = point.alignment, point.movers
        front.append(
            (
                dated(point.at),
                decimal(signed(found.direction)),
                Literal(", ".join((*found.flags, *["turns"] * (n in turns)))),
            )
        )
        moves.append(harmless(mover(moved[0], labels, point.retold(moved[0])) if moved else ""))
    left = room(("at", "direction", "flags"), front, width)
    steps = min(STEPS // 2, max(len(SCALE) // 2, (left - 2 - LEAST - 1) // 2))
    left -= 2 * steps + 1 + 2
    if left >= LEAST // 2:
        moves = [shortened(each, left) for each in moves]
    rows: list[tuple[Term | None, ...]] = [
        (at, direction, Literal(picture(point.alignment, steps)), flags, Literal(moved))
        for (at, direction, flags), point, moved in zip(front, told, moves, strict=True)
    ]
    told_ = table(Answer(("at", "direction", SCALE, "flags", "moved by"), rows), width, color, lift=False)
    head = harmless(head)
    return f"{bold(head) if color else head}\n\n{told_}"


def mover(one: Contribution, labels: Mapping[str, str], retold: bool = False) -> str:
    """An act that moved a standing: who, how, by how much, in which words; whether it was only told of again."""
    report = one.report
    speaker = labels.get(report.speaker, "")
    who = f"{speaker}, {report.event_type}" if speaker else report.event_type
    who = f"told again: {who}" if retold else who
    words = f"“{report.quote}”" if report.quote else report.summary
    return f"{who} ({signed(one.value)}): {words}"
