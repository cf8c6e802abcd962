"""All standings at once, as rows and as a screen: the matrix, the dyads, who stands alike, and the camps."""

from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from pyoxigraph import Literal

from kb import balance
from kb.balance import Balance, Edges, Triangle
from kb.matrix import ordered, similarities
from kb.names import Candidate
from kb.rows import Answer, Term
from kb.settings import Settings
from kb.standing import Standing
from kb.terminal import bold, harmless, listing
from kb.terms import dated, number, whole

DRAWS = 200
"""How often directions are drawn anew to see how stable camps are."""


LISTED = 10
"""Dyads and triangles against a partition that a screen lists, the heaviest first."""


class Grid(NamedTuple):
    """All standings as the cells of a matrix."""

    actors: list[Candidate]
    """In an order in which camps show: of the rows, which are holders, and of the columns, which are targets."""
    cells: Mapping[tuple[str, str], Standing]
    """IRI of the holder, IRI of the target → standing; without evidence there is none."""


def grid(standings: Sequence[Standing]) -> Grid:
    """The standings as a matrix."""
    cells = {(one.holder.iri, one.target.iri): one for one in standings}
    actors = _actors(standings)
    order = ordered({pair: one.alignment.direction for pair, one in cells.items()})
    return Grid([actors[iri] for iri in order], cells)


def matrix(standings: Sequence[Standing], people: bool = False) -> Answer:
    """A row for each holder and columns for each target, in an order in which camps show; empty without evidence.

    A direction is told with its interval and flags: `RUS`, `RUS_low`, `RUS_high`, `RUS_flags`. For people a target has
    one column, with the direction rounded, and ? where thin and ! where contested.
    """
    actors, cells = grid(standings)
    columns, told = (("",), _marked) if people else (("", "_low", "_high", "_flags"), _numbers)
    rows: list[tuple[Term | None, ...]] = []
    for holder in actors:
        found = (cells.get((holder.iri, target.iri)) for target in actors)
        rows.append((Literal(code(holder)), *(cell for one in found for cell in told(one))))
    return Answer(("holder", *(code(target) + column for target in actors for column in columns)), rows)


def _numbers(one: Standing | None) -> tuple[Term | None, ...]:
    if one is None:
        return (None,) * 4
    found = one.alignment
    return (*map(number, (found.direction, *found.interval)), Literal(" ".join(found.flags)))


def _marked(one: Standing | None) -> tuple[Term | None, ...]:
    if one is None:
        return (None,)
    value, flags = one.alignment.direction, one.alignment.flags
    return (Literal(f"{value:+.2f}{'?' * ('thin' in flags)}{'!' * ('contested' in flags)}"),)


def dyads(standings: Sequence[Standing], codes: Mapping[str, tuple[str, str]]) -> Answer:
    """A row for each dyad with evidence, with the codes that statistics packages know states by."""
    rows: list[tuple[Term | None, ...]] = []
    for one in standings:
        found = one.alignment
        ends = (one.holder, one.target)
        rows.append(
            (
                *(Literal(told) for end in ends for told in (code(end), *codes.get(end.iri, ("", "")))),
                *map(number, (found.direction, *found.interval, found.p_aligned, found.support)),
                whole(found.acts),
                dated(found.newest),
                Literal(" ".join(found.flags)),
            )
        )
    named = ("holder", "holder_iso3", "holder_cow", "target", "target_iso3", "target_cow")
    numbers = ("direction", "low", "high", "p_aligned", "support", "acts", "newest", "flags")
    return Answer((*named, *numbers), rows)


def alike(standings: Sequence[Standing]) -> Answer:
    """Who stands alike: weighted kappa of the directions toward common targets, the most alike first."""
    actors = _actors(standings)
    told = similarities({(one.holder.iri, one.target.iri): one.alignment.direction for one in standings}, actors)
    rows: list[tuple[Term | None, ...]] = [
        (
            Literal(code(actors[each.first])),
            Literal(code(actors[each.second])),
            number(each.kappa),
            *map(number, each.interval),
            whole(each.targets),
            Literal(" ".join(each.flags)),
        )
        for each in told
    ]
    return Answer(("first", "second", "kappa", "low", "high", "targets", "flags"), rows)


class Camps(NamedTuple):
    """The most balanced partition into two camps, what contradicts it, and how stable it is."""

    edges: Edges
    """Pair of codes → the directions both ways added up."""
    balance: Balance
    triangles: list[Triangle]
    stability: Mapping[str, float]
    """Actor → in which share of draws it is in the same camp."""
    labels: Mapping[str, str]
    """Code → English name."""

    @property
    def sides(self) -> list[tuple[str, frozenset[str]]]:
        """The camps with something to call each: a and b, or 1a, 1b, 2a … where groups are not joined."""
        groups = self.balance.components
        return [
            (f"{place if len(groups) > 1 else ''}{letter}", side)
            for place, sides in enumerate(groups, 1)
            for letter, side in zip("ab", sides, strict=True)
            if side
        ]

    @property
    def frustration(self) -> str:
        """How much contradicts the camps, of how much, and how sure it is that it cannot be less."""
        found = self.balance
        sure = "proved to be the least" if found.exact else f"the least is {found.bound:.2f} or more"
        share = f" of {found.total:.2f}" if found.total else ""
        return f"{found.frustration:.2f}{share}: {sure}"


def camps(standings: Sequence[Standing], seed: int = 0) -> Camps:
    """The camps of a signed graph whose edges are the directions both ways added up.

    Stability is that of directions drawn from what the evidence of each dyad leaves possible: acts drawn anew would
    call a camp certain that hangs on a single act.
    """
    actors = _actors(standings)
    edges = _edges((one, one.alignment.direction) for one in standings)
    found = balance.balanced(edges, seed)

    def drawn(random: Random) -> Edges:
        sides = ((one, one.alignment.supportive, one.alignment.opposed) for one in standings)
        return _edges((one, 2 * random.betavariate(1 + pro, 1 + contra) - 1) for one, pro, contra in sides)

    stable = balance.stability(found, drawn, DRAWS, seed)
    labels = {code(actor): actor.label for actor in actors.values()}
    return Camps(edges, found, balance.frustrated_triangles(edges), stable.nodes, labels)


def _edges(told: Iterable[tuple[Standing, float]]) -> dict[tuple[str, str], float]:
    edges: dict[tuple[str, str], float] = {}
    for one, direction in told:
        first, second = sorted((code(one.holder), code(one.target)))
        edges[first, second] = edges.get((first, second), 0.0) + direction
    return edges


def camps_screen(told: Camps, at: str, width: int | None, color: bool = False) -> str:
    """The camps of each component, and what contradicts them."""
    found = told.balance
    head = f"Camps, as of {at}"
    parts = [f"{bold(head) if color else head}\n"]
    groups: dict[str, list[tuple[str, str]]] = {}
    for name, side in told.sides:
        groups.setdefault(name[:-1], []).append((f"camp {name}", _members(side, told)))
    parts += [listing(lines, width) for lines in groups.values()]
    against = [f"{edge.first}–{edge.second} {edge.weight:+.2f}" for edge in found.frustrated]
    triangles = [f"{'–'.join(each.nodes)} {each.weight:.2f}" for each in told.triangles]
    lines = [("per cent", "how often an actor is in its camp when directions are drawn from their intervals")]
    lines = [*lines * bool(told.sides), ("frustration", told.frustration)]
    lines += [("against it", each) for each in _heaviest(against)]
    lines += [("triangle", each) for each in _heaviest(triangles)]
    parts.append(listing(lines, width))
    return "\n".join(parts)


def _heaviest(told: Sequence[str]) -> list[str]:
    more = [f"and {len(told) - LISTED:,} more: --format json has all"] if len(told) > LISTED else []
    return [*told[:LISTED], *more]


def _members(side: frozenset[str], told: Camps) -> str:
    return ", ".join(
        f"{harmless(told.labels.get(code, code))} {told.stability.get(code, 1.0):.0%}" for code in sorted(side)
    )


def camps_document(told: Camps, at: str, settings: Settings) -> dict[str, Any]:
    """The camps as a JSON object."""
    found = told.balance
    return {
        "as_of": at,
        "settings": settings.plain,
        "components": [[sorted(side) for side in sides] for sides in found.components],
        "frustration": found.frustration,
        "total": found.total,
        "exact": found.exact,
        "bound": found.bound,
        "frustrated": [edge._asdict() for edge in found.frustrated],
        "triangles": [{"nodes": list(each.nodes), "weight": each.weight} for each in told.triangles],
        "stability": dict(told.stability),
    }


def _actors(standings: Sequence[Standing]) -> dict[str, Candidate]:
    return {actor.iri: actor for one in standings for actor in (one.holder, one.target)}


def code(actor: Candidate) -> str:
    """What tells an actor from all others: its code, or its IRI where it has none."""
    return actor.code or actor.iri
