"""The matrix as a heat map: rows are holders, columns targets, in an order in which camps show."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kb.overview import Grid, grid
from kb.pictures import sheet
from kb.pictures.sheet import CONTESTED, FAINT, INK, PAPER, THIN
from kb.standing import Standing

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure

_FULL, _SMALL = 0.94, 0.62
"""How much of its place the side of a cell takes, and of a thin one."""

_READABLE = 0.4
"""The side of a cell that has room for its number."""


def matrix(form: str, standings: Sequence[Standing], at: str) -> bytes:
    """The picture of some standings as of a day, as svg or png."""
    told = grid(standings)
    count = len(told.actors)
    side = min(max(8 / count, 0.14), 0.5)
    with sheet.sheet(count * side, count * side) as (figure, axes):
        _frame(axes, told, side)
        _cells(axes, told, side)
        _scale(figure, side * count)
        title = "How each stands toward the others"
        lines = f"Rows: who stands. Columns: toward whom. {count} actors, {_dyads(len(told.cells))} with evidence."
        sheet.head(figure, title, lines)
        sheet.legend(figure, _legend(), 2 if side * count > 4 else 1)
        sheet.foot(
            figure, f"As of {at}. Actors are in an order in which those who stand with each other are neighbours."
        )
        return sheet.written(figure, form, title, f"{lines} As of {at}.")


def _frame(axes: Any, told: Grid, side: float) -> None:
    count, names = len(told.actors), [sheet.label(actor.label) for actor in told.actors]
    size = min(9, 72 * side * 0.72)
    axes.set(xlim=(-0.5, count - 0.5), ylim=(count - 0.5, -0.5), aspect="equal")
    axes.set_xticks(range(count), names, rotation=90, size=size)
    axes.set_yticks(range(count), names, size=size)
    axes.tick_params(length=0, pad=4, top=True, labeltop=True, bottom=False, labelbottom=False, labelcolor=INK)
    axes.spines[:].set_visible(False)
    for line in range(count + 1):
        for draw in (axes.axhline, axes.axvline):
            draw(line - 0.5, color=FAINT, linewidth=0.4, zorder=0, clip_on=False)
    axes.plot([-0.5, count - 0.5], [-0.5, count - 0.5], color=FAINT, linewidth=0.4, zorder=0)


def _cells(axes: Any, told: Grid, side: float) -> None:
    from matplotlib.collections import PolyCollection

    place = {actor.iri: n for n, actor in enumerate(told.actors)}
    squares, colors, dots = [], [], []
    for (holder, target), one in told.cells.items():
        x, y, found = place[target], place[holder], one.alignment
        color = _colors()((found.direction + 1) / 2)
        squares.append(_square(x, y, _side(found.flags)))
        colors.append(color)
        if "contested" in found.flags:
            corner = _side(found.flags) / 2 - 0.09
            dots.append((x + corner, y - corner))
        if side >= _READABLE:
            ink = INK if abs(found.direction) < 0.45 else PAPER
            axes.text(x, y, _signed(found.direction), ha="center", va="center", size=6, color=ink)
    axes.add_collection(PolyCollection(squares, facecolors=colors, linewidths=0, gid="cells"))
    mark = {"s": min(72 * side * 0.2, 3.4) ** 2, "c": INK, "linewidths": 0.2, "edgecolors": PAPER}
    axes.scatter([x for x, _ in dots], [y for _, y in dots], zorder=3, gid="contested", **mark)


def _side(flags: Sequence[str]) -> float:
    return _SMALL if "thin" in flags else _FULL


def _square(x: float, y: float, side: float) -> list[tuple[float, float]]:
    half = side / 2
    return [(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("+0.00", "0.00").replace("-0.00", "0.00").replace("-", "−")


def _dyads(count: int) -> str:
    return f"{count:,} dyad{'' if count == 1 else 's'}"


def _colors() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    return LinearSegmentedColormap.from_list("standing", sheet.DIVERGING, N=511)


def _scale(figure: "Figure", size: float) -> None:
    """The bar of colours, under the matrix."""
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    bar = figure.add_axes((0, -0.28 / size, 2.4 / size, 0.1 / size))
    drawn = figure.colorbar(ScalarMappable(Normalize(-1, 1), _colors()), cax=bar, orientation="horizontal")
    drawn.set_ticks([-1, -0.5, 0, 0.5, 1], labels=["−1 against", "−0.5", "0", "+0.5", "with +1"])
    drawn.ax.tick_params(length=0, labelsize=7.5, labelcolor=INK)
    drawn.outline.set_visible(False)


def _legend() -> "list[Artist]":
    from matplotlib.lines import Line2D

    square: dict[str, Any] = {"marker": "s", "linestyle": "none", "color": _colors()(0.8)}
    empty: dict[str, Any] = {"markerfacecolor": PAPER, "markeredgecolor": FAINT, "markeredgewidth": 0.6}
    return [
        Line2D([], [], markersize=8, **square, label="enough evidence"),
        Line2D([], [], markersize=5, **square, label=THIN),
        Line2D([], [], markersize=8, **square | empty, label="no evidence"),
        Line2D([], [], marker="o", color=INK, markersize=2.6, linestyle="none", label=CONTESTED),
    ]
