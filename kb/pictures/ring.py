"""The camps as a network on a ring: friends along the rim, enemies across it, and what contradicts that dashed."""

from collections.abc import Iterator, Mapping, Sequence
from math import cos, hypot, pi, sin
from typing import TYPE_CHECKING, Any, NamedTuple

from kb.matrix import ordered
from kb.overview import Camps, code
from kb.pictures import sheet
from kb.pictures.sheet import AGAINST, CONTESTED, INK, PAPER, THIN, WITH
from kb.standing import Standing

if TYPE_CHECKING:
    from matplotlib.artist import Artist

MOST = 120
"""Edges that are drawn; of more the strongest."""

UPRIGHT = 24
"""Places on the ring up to which names are written from left to right, and not along the ray."""

_COLORS = ("#2f3e55", "#e0a526", "#3f8f6b", "#c879a5", "#8a6d4f", "#9fb7c4")
"""Those of the camps of the three largest groups; smaller groups are white."""

_GAP = 1.5
"""Places on the ring that are left free between two camps."""


class _Edge(NamedTuple):
    first: str
    second: str
    weight: float
    frustrated: bool
    flags: frozenset[str]


def camps(form: str, told: Camps, standings: Sequence[Standing], at: str) -> bytes:
    """The picture of the camps that some standings make, as svg or png."""
    places = _places(told, standings)
    edges = _edges(told, standings)
    drawn = sorted(edges, key=lambda edge: (-abs(edge.weight), edge))[:MOST]
    room = len(places) + _GAP * len(told.sides)
    radius = min(max(2.0, room * 0.25 / (2 * pi)), 6.0)
    with sheet.sheet(2 * radius, 2 * radius) as (figure, axes):
        axes.set(xlim=(-1.06, 1.06), ylim=(-1.06, 1.06), aspect="equal")
        axes.set_axis_off()
        for n, edge in enumerate(sorted(drawn, key=lambda edge: (edge.frustrated, abs(edge.weight), edge))):
            _line(axes, places[edge.first], places[edge.second], edge, n)
        _nodes(axes, told, places, 2 * pi * radius / room, upright=room <= UPRIGHT)
        title = "The most balanced partition into two camps"
        lines = f"Friends are to be in one camp and enemies in two; frustration {told.frustration}."
        sheet.head(figure, title, lines)
        sheet.legend(figure, _legend(told), 2)
        left_out = f" Drawn are the {MOST} strongest of {len(edges):,} pairs." if len(edges) > MOST else ""
        sheet.foot(
            figure,
            f"As of {at}.{left_out} A line is as wide as the directions both ways added up. Per cents: how often an "
            "actor is in its camp when directions are drawn from their intervals.",
        )
        return sheet.written(figure, form, title, f"{_members(told)} {lines}{left_out} As of {at}.")


def _members(told: Camps) -> str:
    return " ".join(
        f"Camp {name}: {', '.join(told.labels.get(each, each) for each in sorted(side))}." for name, side in told.sides
    )


def _places(told: Camps, standings: Sequence[Standing]) -> dict[str, float]:
    """Where each actor stands on the ring, as an angle: camp by camp, friends beside each other."""
    order = ordered({(code(one.holder), code(one.target)): one.alignment.direction for one in standings})
    slots: dict[str, float] = {}
    at = (1 + _GAP) / 2  # so that two camps of one size face each other
    for _, side in told.sides:
        for name in order:
            if name in side:
                slots[name] = at
                at += 1
        at += _GAP
    whole = len(slots) + _GAP * len(told.sides)
    return {name: pi / 2 + 2 * pi * slot / whole for name, slot in slots.items()}


def _edges(told: Camps, standings: Sequence[Standing]) -> list[_Edge]:
    """The joined pairs; one is thin where both directions are, and contested where one is."""
    flags: dict[tuple[str, ...], list[set[str]]] = {}
    for one in standings:
        flags.setdefault(tuple(sorted((code(one.holder), code(one.target)))), []).append(set(one.alignment.flags))
    frustrated = {(edge.first, edge.second) for edge in told.balance.frustrated}
    return [
        _Edge(*pair, weight, pair in frustrated, frozenset(_both(flags[pair])))
        for pair, weight in told.edges.items()
        if weight
    ]


def _both(flags: Sequence[set[str]]) -> Iterator[str]:
    if all("thin" in each for each in flags):
        yield "thin"
    if any("contested" in each for each in flags):
        yield "contested"


def _line(axes: Any, start: float, end: float, edge: _Edge, number: int) -> None:
    """A curve that hugs the rim between neighbours and crosses the middle between opposites."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    (x1, y1), (x2, y2) = ((cos(angle), sin(angle)) for angle in (start, end))
    half = hypot(x2 - x1, y2 - y1) / 2
    toward = (start + end) / 2 + (pi if abs(start - end) > pi else 0)
    bend = 1 - 0.92 * half
    x, y = bend * cos(toward), bend * sin(toward)
    line = PathPatch(
        Path([(x1, y1), (x, y), (x2, y2)], [Path.MOVETO, Path.CURVE3, Path.CURVE3]),
        gid=f"{'frustrated' if edge.frustrated else 'edge'}-{number}",
        **_stroke(edge.weight, "thin" in edge.flags, edge.frustrated),
    )
    axes.add_patch(line)
    if "contested" in edge.flags:
        middle = ((x1 + 2 * x + x2) / 4, (y1 + 2 * y + y2) / 4)
        axes.plot(*middle, marker="D", markersize=2.6, color=PAPER, markeredgecolor=INK, markeredgewidth=0.5)


def _stroke(weight: float, thin: bool, frustrated: bool) -> dict[str, Any]:
    return {
        "facecolor": "none",
        "edgecolor": WITH if weight > 0 else AGAINST,
        "linewidth": 0.4 + 2.6 * abs(weight),
        "alpha": 0.45 if thin else 0.85,
        "linestyle": (0, (3, 1.6)) if frustrated else "solid",
        "capstyle": "butt",
    }


def _nodes(axes: Any, told: Camps, places: Mapping[str, float], apart: float, upright: bool) -> None:
    """The actors and their names; `apart`: inches of the rim from one to the next."""
    size = min(9, 0.8 * 72 * apart)
    for n, (_, side) in enumerate(told.sides):
        for name in sorted(side, key=lambda name: places[name]):
            x, y = cos(places[name]), sin(places[name])
            how = {"markersize": min(9, 0.7 * 72 * apart), "markeredgecolor": INK, "markeredgewidth": 0.5}
            axes.plot(x, y, marker="o", color=_color(n), clip_on=False, zorder=4, **how)
            text = f"{sheet.label(told.labels.get(name, name))}  {told.stability.get(name, 1):.0%}"
            _name(axes, places[name], text, size, upright)


def _color(n: int) -> str:
    return _COLORS[n] if n < len(_COLORS) else PAPER


def _name(axes: Any, angle: float, text: str, size: float, upright: bool) -> None:
    """A name outside of the ring, so that none can touch another."""
    x, y, away = cos(angle), sin(angle), 9.0
    left = x < 0
    turned = 0.0 if upright else (angle * 180 / pi + (180 if left else 0)) % 360
    axes.annotate(
        text, (x, y), (away * x, away * y), textcoords="offset points", rotation=turned, rotation_mode="anchor",
        ha="right" if left else "left", va="center", size=size,
    )  # fmt: skip


def _legend(told: Camps) -> "list[Artist]":
    from matplotlib.lines import Line2D

    def line(weight: float, words: str, thin: bool = False, frustrated: bool = False) -> Line2D:
        how = _stroke(weight, thin, frustrated)
        kept = {key: how[key] for key in ("linewidth", "alpha", "linestyle")}
        return Line2D([], [], color=how["edgecolor"], **kept, label=words)

    def dot(color: str, words: str) -> Line2D:
        how: dict[str, Any] = {"markeredgecolor": INK, "markeredgewidth": 0.5, "markersize": 6, "linestyle": "none"}
        return Line2D([], [], marker="o", color=color, **how, label=words)

    sides = told.sides
    named = [dot(_color(n), f"camp {name}") for n, (name, _) in enumerate(sides[: len(_COLORS)])]
    return [
        *named,
        *([dot(PAPER, "a smaller group")] if len(sides) > len(_COLORS) else []),
        line(0.5, "stand with each other"),
        line(-0.5, "stand against each other"),
        line(0.5, "frustrated: contradicts the camps", frustrated=True),
        line(0.5, f"{THIN}, both ways", thin=True),
        Line2D([], [], marker="D", color=PAPER, markersize=3, markeredgecolor=INK, markeredgewidth=0.5,
               linestyle="none", label=CONTESTED),
    ]  # fmt: skip
