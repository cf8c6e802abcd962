"""How well indices of alignment find the truth of made-up worlds, whoever is ahead.

    python -m tests.simulation.run                          20 worlds of each kind, some ten minutes
    python -m tests.simulation.run --worlds 3 --seed 7
    python -m tests.simulation.run --only rightly           the kinds whose heading holds "rightly"

Nothing here fails, and nothing is tuned: README.md says what the worlds are like and what the figures mean.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean, stdev

from scipy.stats import spearmanr

from kb.acts import Act, grouped
from kb.alignment import THIN, Alignment, reliability, summed, weighed
from kb.reports import Report
from tests.simulation.rivals import FADES, INDICES, this_index
from tests.simulation.world import OFFICES, Dyad, Setting, World, scale, world

KINDS = {
    "Acts are reported whatever their side": Setting(),
    "Opposed acts are twice as likely to be reported": Setting(negativity=2),
    "Every report is read rightly": Setting(misread=0),
    "Half of the dyads turn within the three years": Setting(turning=0.5),
}
"""The kinds of world, by their headings."""


def _bare(reports: Iterable[Report]) -> list[Act]:
    return [Act((report,)) for report in reports]


WAYS: Mapping[str, Callable[[Sequence[Report]], list[Act]]] = {"acts": grouped, "reports": _bare}
"""With de-duplication, and without: then every report is an act, and an origin of its own."""

UNFADING = 1_000.0
"""A factor of half-lives with which nothing fades in three years."""

FADING = {"": 1.0, ", nothing fades": UNFADING}
"""Factors of half-lives, by what a row or a table adds to its name."""

MANY = 5
"""Reported acts from which on a dyad is looked at among its like: below, chance decides."""

SUPPORTS = {
    f"support below {THIN:g}: thin": (0.0, THIN),
    f"from {THIN:g} to 10": (THIN, 10.0),
    "from 10 on": (10.0, float("inf")),
    "all": (0.0, float("inf")),
}
"""From which support to which."""

CHOICES: Mapping[str, tuple[str, float]] = {
    "half-lives × ½": ("plover", 0.5),
    "half-lives × 2": ("plover", 2.0),
    "nothing fades": ("plover", UNFADING),
    "weight set goldstein": ("goldstein", 1.0),
}
"""Weight set and factor of half-lives, where they are others."""

Figures = dict[tuple[str, str, str], float]
"""What one world shows, by table, row and column."""


def figures(found: World) -> Figures:
    """Reckon every index over the news of a world, and compare it with the truth."""
    acts = {way: _by_dyad(join(found.reports)) for way, join in WAYS.items()}
    weighed = {
        (way, fading): _aligned(found, acts[way], factor=factor) for way in WAYS for fading, factor in FADING.items()
    }
    return (
        _news(found, acts["acts"])
        | _correlations(found, weighed, "all dyads", at_least=1)
        | _correlations(found, weighed, f"dyads of {MANY} acts and more", at_least=MANY)
        | _coverage(found, weighed)
        | _sensitivity(found, acts["acts"], weighed["acts", ""])
    )


def _news(found: World, acts: Mapping[Dyad, Sequence[Act]]) -> Figures:
    joined = [act for those in acts.values() for act in those]
    mixed = sum(len({report.stance.partition("#")[0] for report in act.reports}) > 1 for act in joined)
    numbers = {
        "dyads with evidence": len(found.acts),
        "acts, as they were": sum(map(len, found.acts.values())),
        "reports": len(found.reports),
        "acts found": len(joined),
        "of them made of several": mixed,
    }
    return {("The news", name, "number"): number for name, number in numbers.items()}


def _correlations(
    found: World, weighed: Mapping[tuple[str, str], Sequence[Alignment]], which: str, at_least: int
) -> Figures:
    table = f"Rank correlation, {which}"
    places = [n for n, types in enumerate(found.acts.values()) if len(types) >= at_least]
    truth = [_truth(found)[n] for n in places]
    told: Figures = {}
    compared = [(name, fading) for fading in FADING for name in (INDICES if not fading else FADES)]
    for name, fading in compared:
        one, other = (_ranked([INDICES[name](weighed[way, fading][n]) for n in places], truth) for way in WAYS)
        row = name + fading
        told |= {(table, row, "acts"): one, (table, row, "reports"): other, (table, row, "gain"): one - other}
    # What a reader of this news can hope for: every act known once, and rightly.
    sides = [[scale()[event_type].score > 0 for event_type in types] for types in found.acts.values()]
    best = _ranked([(sum(sides[n]) + 1) / (len(sides[n]) + 2) for n in places], truth)
    return told | {(table, "true acts, counted by side", "acts"): best}


def _coverage(found: World, weighed: Mapping[tuple[str, str], Sequence[Alignment]]) -> Figures:
    told: Figures = {}
    for (way, fading), dyads in weighed.items():
        table = f"95 % intervals over {way}{fading}"
        for name, (least, most) in SUPPORTS.items():
            some = [
                (one.interval, theta)
                for one, theta in zip(dyads, _truth(found), strict=True)
                if least <= one.support < most
            ]
            told[table, name, "dyads"] = len(some)
            if some:
                told[table, name, "hold the truth"] = fmean(low <= theta <= high for (low, high), theta in some)
                told[table, name, "width"] = fmean(high - low for (low, high), _ in some)
    return told


def _sensitivity(found: World, acts: Mapping[Dyad, Sequence[Act]], usual: Sequence[Alignment]) -> Figures:
    table = "Rank correlation of this index, chosen otherwise"
    told: Figures = {}
    for name, (weights, factor) in CHOICES.items():
        other = [this_index(one) for one in _aligned(found, acts, weights, factor)]
        told[table, name, "with itself"] = _ranked(other, [this_index(one) for one in usual])
        told[table, name, "with the truth"] = _ranked(other, _truth(found))
    return told


def _truth(found: World) -> list[float]:
    return [found.truth[dyad] for dyad in found.acts]


def _by_dyad(acts: Iterable[Act]) -> dict[Dyad, list[Act]]:
    parted: dict[Dyad, list[Act]] = {}
    for act in acts:
        parted.setdefault((act.reports[0].holder, act.reports[0].target), []).append(act)
    return parted


def _aligned(
    found: World, acts: Mapping[Dyad, Sequence[Act]], weights: str = "plover", factor: float = 1.0
) -> list[Alignment]:
    """The dyads with evidence, in the world's order, as of its newest article."""
    at = max(report.published or report.day for report in found.reports)
    sure = reliability(OFFICES)
    return [summed(weighed(acts[dyad], scale(weights), at, sure, lambda days: days * factor)) for dyad in found.acts]


def _ranked(one: Sequence[float], other: Sequence[float]) -> float:
    return float(spearmanr(one, other).statistic)


def summary(worlds: Sequence[Figures]) -> list[str]:
    """The tables, each figure as its mean over worlds ± its deviation."""
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for told in worlds:
        for (table, row, column), value in told.items():
            found.setdefault(table, {}).setdefault(row, {}).setdefault(column, []).append(value)
    lines = []
    for table, rows in found.items():
        columns = dict.fromkeys(column for cells in rows.values() for column in cells)
        lines += ["", f"{table:<52}" + "".join(f"{column:>18}" for column in columns)]
        for row, cells in rows.items():
            spreads = [_spread(cells[column], column) if column in cells else "" for column in columns]
            lines.append((f"{row:<52}" + "".join(f"{spread:>18}" for spread in spreads)).rstrip())
    return lines


def _spread(values: Sequence[float], column: str) -> str:
    places = 0 if column in ("number", "dyads") else 3
    deviation = stdev(values) if len(values) > 1 else 0.0
    return f"{fmean(values):,.{places}f} ± {deviation:,.{places}f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How well indices of alignment find the truth of made-up worlds.")
    parser.add_argument("--worlds", type=int, default=20, help="of each kind (20)")
    parser.add_argument("--seed", type=int, default=1, help="of the first; the others' follow (1)")
    parser.add_argument("--only", default="", metavar="WORD", help="the kinds whose heading holds it")
    given = parser.parse_args()
    for heading, setting in KINDS.items():
        if given.only in heading:
            print(f"\n{heading}: {given.worlds} worlds, seeds from {given.seed}")
            told = [figures(world(given.seed + n, setting)) for n in range(given.worlds)]
            print(*summary(told), sep="\n", flush=True)


if __name__ == "__main__":
    main()
