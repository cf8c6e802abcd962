"""How everyone stands toward an actor, or an actor toward everyone: a line for each."""

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal

from kb.figures import STEPS, decimal, picture, signed
from kb.names import Candidate
from kb.rows import Answer, Term
from kb.standing import Standing
from kb.tables import table
from kb.terminal import bold, harmless
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
    """Standings on a terminal, an actor a line, with the interval drawn from -1 to +1."""
    ends = f"everyone → {known.label}" if other == "holder" else f"{known.label} → everyone"
    head = f"{harmless(ends)}, as of {basis}"
    steps = STEPS // 2 if relative is None else STEPS // 2 - 2  # a picture that is shortened would lie
    rows: list[tuple[Term | None, ...]] = [
        (
            Literal(_end(one, other).label),
            *(decimal(signed(value)) for value in (one.alignment.direction, *one.alignment.interval)),
            *([] if relative is None else [decimal(signed(relative[_dyad(one)]))]),
            Literal(picture(one.alignment, steps)),
            whole(one.alignment.acts),
            Literal(", ".join(one.alignment.flags)),
        )
        for one in standings
    ]
    numbers = ("direction", "low", "high", *["relative"] * (relative is not None))
    columns = (other, *numbers, "from -1 to +1", "acts", "flags")
    told = table(Answer(columns, rows), width, color, lift=False)
    return f"{bold(head) if color else head}\n\n{told}"


def _dyad(one: Standing) -> tuple[str, str]:
    return one.holder.iri, one.target.iri


def _end(one: Standing, other: str) -> Candidate:
    return one.holder if other == "holder" else one.target
