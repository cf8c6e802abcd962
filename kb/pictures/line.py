"""A trend as a line over time, with its interval as a band and the acts that moved it most."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kb.alignment import Contribution
from kb.course import mover
from kb.pictures import sheet
from kb.pictures.sheet import CONTESTED, FAINT, INK, PAPER, SOFT, THIN, WITH
from kb.trend import Point, turning

if TYPE_CHECKING:
    from matplotlib.artist import Artist

MOST = 5
"""Acts that are pointed out, where those of its turns are not more."""

_WIDE, _HIGH = 7.2, 3.4
_PALE = "#8fb0d0"


def trend(form: str, told: Sequence[Point], title: str, every: str, labels: Mapping[str, str]) -> bytes:
    """The picture of a trend that has points, as svg or png; `labels` as `Ledger.trend` gives them."""
    with sheet.sheet(_WIDE, _HIGH) as (figure, axes):
        days = [point.at for point in told]
        _scales(axes, days)
        _line(axes, told, days)
        _turns(axes, told, days)
        moved = _movers(told)
        for numbers in _places(axes, [days[n] for n, _ in moved]):
            ends = [(days[n], told[n].alignment.direction) for n, _ in moved[numbers.start - 1 : numbers.stop - 1]]
            _pointed_out(axes, ends, numbers)
        span = f"{days[0]} to {days[-1]}" if len(days) > 1 else f"{days[0]}"
        period = f"Direction at the end of each {every}, {span}, with its 95 % interval."
        sheet.head(figure, title, period)
        sheet.legend(figure, _legend(), 3)
        if moved:
            sheet.foot(figure, *(_told(number, one, labels) for number, (_, one) in enumerate(moved, 1)))
        sheet.foot(
            figure,
            f"As of {days[-1]}. Each point is reckoned from what had happened by its day. Numbers: acts that moved or "
            "turned it most, with what each adds.",
        )
        return sheet.written(figure, form, title, f"{period} {_last(told[-1])}")


def _last(point: Point) -> str:
    found = point.alignment
    flags = "".join(f", {flag}" for flag in found.flags)
    low, high = found.interval
    return f"As of {point.at} it is {found.direction:+.2f}, between {low:+.2f} and {high:+.2f}{flags}."


def _scales(axes: Any, days: Sequence[date]) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    air = max((days[-1] - days[0]) * 0.02, timedelta(12))
    first = days[0] - min(air, days[0] - date.min)
    last = days[-1] + min(air, date.max - days[-1])
    axes.set_xlim(first, last)
    axes.set_ylim(-1, 1)
    locator = AutoDateLocator(minticks=4, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=(last - first).days < 400))
    axes.set_yticks([-1, -0.5, 0, 0.5, 1], ["−1", "−0.5", "0", "+0.5", "+1"])
    axes.set_ylabel("against  ←  direction  →  with")
    axes.grid(axis="y", color=FAINT, linewidth=0.4)
    axes.axhline(0, color=SOFT, linewidth=0.8, zorder=1.5)
    axes.set_axisbelow(True)


def _line(axes: Any, told: Sequence[Point], days: Sequence[date]) -> None:
    from matplotlib.collections import LineCollection
    from matplotlib.dates import date2num

    values = [point.alignment.direction for point in told]
    low, high = ([point.alignment.interval[end] for point in told] for end in (0, 1))
    if len(told) > 1:
        axes.fill_between(days, low, high, color=WITH, alpha=0.13, linewidth=0, gid="interval")
    else:
        axes.vlines(days, low, high, color=_PALE, linewidth=5, alpha=0.5, gid="interval")
    places = list(zip(date2num(days), values, strict=True))
    thin = ["thin" in one.alignment.flags or "thin" in other.alignment.flags for one, other in pairwise(told)]
    colors = [_PALE if each else WITH for each in thin]
    axes.add_collection(LineCollection(list(pairwise(places)), colors=colors, linewidths=1.3))
    size = 4.2 if len(told) <= 36 else 2.6 if len(told) <= 120 else 1.4
    for flags in sorted({point.alignment.flags for point in told}):
        alike = [place for place, point in zip(places, told, strict=True) if point.alignment.flags == flags]
        how = _mark(flags) | {"gid": "-".join(("points", *flags)), "zorder": 3, "clip_on": False, "markersize": size}
        axes.plot([x for x, _ in alike], [y for _, y in alike], **how)


def _mark(flags: Sequence[str]) -> dict[str, Any]:
    thin = "thin" in flags
    return {
        "marker": "D" if "contested" in flags else "o",
        "color": _PALE if thin else WITH,
        "markerfacecolor": PAPER if thin else WITH,
        "markeredgewidth": 0.9,
        "linestyle": "none",
    }


def _turns(axes: Any, told: Sequence[Point], days: Sequence[date]) -> None:
    for n in turning(told):
        value = told[n].alignment.direction
        peak = value > told[n - 1].alignment.direction
        at = {"xy": (days[n], value), "xytext": (0, 9 if peak else -9), "textcoords": "offset points"}
        axes.annotate("▼" if peak else "▲", **at, ha="center", va="center", size=6, color=INK, gid=f"turn-{n}")


def _movers(told: Sequence[Point]) -> list[tuple[int, Contribution]]:
    """The acts that moved it most, one of a period, and in any case those of its turns: up to there and back."""
    turns = {n + after for n in turning(told) for after in (0, 1)}
    ranked = sorted(
        ((n, point.movers[0]) for n, point in enumerate(told) if point.movers),
        key=lambda each: (each[0] not in turns, -abs(each[1].value), each[0]),
    )
    most = max(MOST, sum(n in turns for n, _ in ranked))
    return sorted(ranked[:most], key=lambda each: each[0])


def _places(axes: Any, days: Sequence[date]) -> list[range]:
    """The numbers of acts, from 1 on; those that would touch above the plot share a place."""
    from matplotlib.dates import date2num

    first, last = axes.get_xlim()
    shares = [(at - first) / (last - first) for at in date2num(days)]
    found: list[tuple[range, float, float]] = []  # the numbers and where they begin and end, as shares of the width
    for number in range(1, len(days) + 1):
        numbers, low, high = _place(shares, range(number, number + 1))
        while found and found[-1][2] > low:
            numbers, low, high = _place(shares, range(found.pop()[0].start, number + 1))
        found.append((numbers, low, high))
    return [numbers for numbers, _, _ in found]


def _place(shares: Sequence[float], numbers: range) -> tuple[range, float, float]:
    middle = (shares[numbers[0] - 1] + shares[numbers[-1] - 1]) / 2
    half = 0.011 + 0.004 * len(_listed(numbers))
    return numbers, middle - half, middle + half


def _listed(numbers: range) -> str:
    """Numbers as they stand side by side.

    >>> _listed(range(2, 3)), _listed(range(2, 4)), _listed(range(2, 7))
    ('2', '2, 3', '2–6')
    """
    return f"{numbers[0]}–{numbers[-1]}" if len(numbers) > 2 else ", ".join(map(str, numbers))


def _pointed_out(axes: Any, ends: Sequence[tuple[date, float]], numbers: range) -> None:
    """Numbers above the plot, and a hair line down to the point of each."""
    for day, value in ends:
        axes.plot([day, day], [value, 1], color=SOFT, linewidth=0.5, linestyle=(0, (1, 2)), zorder=1.2)
    middle = ends[0][0] + (ends[-1][0] - ends[0][0]) / 2
    shape = "circle,pad=0.25" if len(numbers) == 1 else "round,pad=0.25,rounding_size=0.7"
    axes.annotate(
        _listed(numbers), (middle, 1), (0, 7), textcoords="offset points", ha="center", va="center", size=7,
        weight="bold", color=PAPER, gid=f"mover-{numbers[0]}",
        bbox={"boxstyle": shape, "facecolor": INK, "linewidth": 0},
    )  # fmt: skip


def _told(number: int, one: Contribution, labels: Mapping[str, str]) -> str:
    return f"{number}  {one.report.day}  {sheet.label(mover(one, labels), 110)}"


def _legend() -> "list[Artist]":
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    return [
        Line2D([], [], linewidth=1.3, markersize=4.2, **_mark(()) | {"linestyle": "-"}, label="direction"),
        Patch(facecolor=WITH, alpha=0.13, label="95 % interval"),
        Line2D([], [], color=INK, marker="v", linestyle="none", markersize=4, label="where it turned"),
        Line2D([], [], markersize=4.2, linewidth=1.3, **_mark(("thin",)) | {"linestyle": "-"}, label=THIN),
        Line2D([], [], markersize=4.2, **_mark(("contested",)), label=CONTESTED),
    ]
