"""How everyone stands toward an actor, or an actor toward everyone: a line for each."""

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal

from kb.figures import SCALE, STEPS, decimal, picture, signed
from kb.names import Candidate
from kb.rows import Answer, Term
from kb.standing import Standing
from kb.tables import room, table
from kb.terminal import LEAST, bold, columns_of, harmless, shortened
from kb.terms import dated, number, whole


def rows(standings: Sequence[Standing], other: str, relative: Mapping[tuple[str, str], float] | None = None) -> Answer:
    """Standings as rows, an actor each, numbers as they are; `other` is the end that differs, holder or target.

    `relative` has a further column's numbers, by the IRIs of holder and target.
    """
    columns = (other, "direction", "low", "high", "p_aligned", "support", "acts", "origins", "newest", "flags")
    rows: list[tuple[Term | None, ...]] = []
    for one in standings:
        found, actor = one.alignment, _end(one, other)
        numbers = (found.direction, *found.interval, found.p_aligned, found.support)
        rows.append(
            (
                Literal(actor.code or actor.iri),
                *map(number, numbers),
                whole(found.acts),
                whole(found.origins),
                dated(found.newest),
                Literal(" ".join(found.flags)),
                *([] if relative is None else [number(relative[_dyad(one)])]),
            )
        )
    return Answer((*columns, *["relative"] * (relative is not None)), rows)


def screen(
    standings: Sequence[Standing],
    known: Candidate,
    other: str,
    basis: str,
    width: int | None,
    color: bool = False,
    relative: Mapping[tuple[str, str], float] | None = None,
) -> str:
    """Standings on a terminal, an actor a line.

    Where there is room, with what the act says that weighs most, and with the interval drawn from -1 to +1; the numbers
    of the interval stand there anyway.
    """
    ends = f"everyone → {known.label}" if other == "holder" else f"{known.label} → everyone"
    head = f"{harmless(ends)}, as of {basis}"
    rows: list[tuple[Term | None, ...]] = [
        (
            Literal(_end(one, other).label),
            *(decimal(signed(value)) for value in (one.alignment.direction, *one.alignment.interval)),
            *([] if relative is None else [decimal(signed(relative[_dyad(one)]))]),
            whole(one.alignment.acts),
            Literal(", ".join(one.alignment.flags)),
        )
        for one in standings
    ]
    numbers = ("direction", "low", "high", *["relative"] * (relative is not None))
    columns: tuple[str, ...] = (other, *numbers, "acts", "flags")
    steps = _steps(room(columns, rows, width), max(columns_of(harmless(_end(one, other).label)) for one in standings))
    if 2 * steps + 1 >= len(SCALE):
        columns = (*columns[:-2], SCALE, *columns[-2:])
        drawn = (Literal(picture(one.alignment, steps)) for one in standings)
        rows = [(*row[:-2], each, *row[-2:]) for row, each in zip(rows, drawn, strict=True)]
    left = room(columns, rows, width)
    if left >= LEAST:
        columns = (*columns, "says")
        rows = [(*row, Literal(shortened(_says(one), left))) for row, one in zip(rows, standings, strict=True)]
    told = table(Answer(columns, rows), width, color, lift=False)
    return f"{bold(head) if color else head}\n\n{told}"


def _steps(left: int, names: int) -> int:
    """How large an interval can be drawn where so many columns are left: a picture that is shortened would lie."""
    beside = (left - LEAST - 2 - 1) // 2
    if left >= LEAST:
        return min(STEPS // 2, beside)
    # The words have no room, with a picture or without; and the table shortens names before it folds a row.
    return min(STEPS // 2, (left + max(names - LEAST, 0) - 1) // 2)


def _says(one: Standing) -> str:
    """The strongest act: in the speaker's words, or in ours."""
    report = one.alignment.contributions[0].report
    speaker = one.labels.get(report.speaker, "")
    words = harmless(f"“{report.quote}”" if report.quote else report.summary)
    return f"{words} — {harmless(speaker)}" if speaker else words


def _dyad(one: Standing) -> tuple[str, str]:
    return one.holder.iri, one.target.iri


def _end(one: Standing, other: str) -> Candidate:
    return one.holder if other == "holder" else one.target
