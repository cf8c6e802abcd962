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
"""Acts that are pointed out."""

_WIDE, _HIGH = 7.2, 3.4
_APART = 0.035
"""The share of the width that numbers of acts keep from each other."""

_PALE = "#8fb0d0"


def trend(form: str, told: Sequence[Point], title: str, every: str, labels: Mapping[str, str]) -> bytes:
    """The picture of a trend that has points, as svg or png; `labels` as `Ledger.trend` gives them."""
    with sheet.sheet(_WIDE, _HIGH) as (figure, axes):
        days = [point.at for point in told]
        _scales(axes, days)
        _line(axes, told, days)
        _turns(axes, told, days)
        moved = _movers(told)
        for number, (n, _) in enumerate(moved, 1):
            _pointed_out(axes, days[n], told[n].alignment.direction, number)
        span = f"{days[0]} to {days[-1]}" if len(days) > 1 else f"{days[0]}"
        period = f"Direction at the end of each {every}, {span}, with its 95 % interval."
        sheet.head(figure, title, period)
        sheet.legend(figure, _legend(), 3)
        if moved:
            sheet.foot(figure, *(_told(number, one, labels) for number, (_, one) in enumerate(moved, 1)))
        sheet.foot(
            figure,
            f"As of {days[-1]}. Each point is reckoned from what had happened by its day. Numbers: the acts that moved "
            "it most, each with what it adds.",
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
    """The acts that moved it most, one of a period, none so near to another that their numbers would touch."""
    first, span = told[0].at, max((told[-1].at - told[0].at).days, 1)
    ranked = sorted(
        ((n, point.movers[0]) for n, point in enumerate(told) if point.movers),
        key=lambda each: (-abs(each[1].value), each[0]),
    )
    found: list[tuple[int, Contribution]] = []
    for n, one in ranked:
        place = (told[n].at - first).days / span
        if len(found) < MOST and all(abs(place - (told[m].at - first).days / span) >= _APART for m, _ in found):
            found.append((n, one))
    return sorted(found, key=lambda each: each[0])


def _pointed_out(axes: Any, day: date, value: float, number: int) -> None:
    """A number above the plot, and a hair line from it to the point."""
    axes.plot([day, day], [value, 1], color=SOFT, linewidth=0.5, linestyle=(0, (1, 2)), zorder=1.2)
    axes.annotate(
        str(number), (day, 1), (0, 7), textcoords="offset points", ha="center", va="center", size=7, weight="bold",
        color=PAPER, gid=f"mover-{number}", bbox={"boxstyle": "circle,pad=0.25", "facecolor": INK, "linewidth": 0},
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
