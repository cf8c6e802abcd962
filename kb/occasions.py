"""Acts one by one, and why their reports are taken to be of them."""

from collections.abc import Callable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from kb.acts import Act
from kb.reports import Report
from kb.rows import Answer, Term
from kb.terms import curie, dated, number, whole


def rows(found: Sequence[Act], labels: Mapping[str, str]) -> Answer:
    """Acts as rows, the newest first."""
    rows: list[tuple[Term | None, ...]] = []
    for act in sorted(found, key=lambda act: (-act.reports[0].day.toordinal(), act.iri)):
        first = act.reports[0]
        rows.append(
            (
                dated(first.day),
                Literal(labels.get(first.holder, curie(first.holder))),
                Literal(labels.get(first.target, curie(first.target))),
                Literal(" ".join(dict.fromkeys(report.event_type for report in act.reports))),
                Literal(first.summary),
                whole(len(act.reports)),
                whole(len({report.article for report in act.reports})),
                whole(len({act.origin(report) for report in act.reports})),
                NamedNode(act.iri),
            )
        )
    columns = ("day", "holder", "target", "types", "summary", "reports", "articles", "origins", "act")
    return Answer(columns, rows)


def reasons(
    found: Sequence[Act], overruled: Mapping[str, Sequence[str]], reliability: Callable[[Report], float]
) -> Answer:
    """Why reports are of one act: a row for each report of it, in the order of days; the first needs no reason.

    `overruled` has judgements that no longer hold, by the act that they are on: its first report tells them. What a
    report counts, by `reliability`, is confidence × evidentiality × office.
    """
    rows: list[tuple[Term | None, ...]] = []
    untold = dict(overruled)
    for act in found:
        why: dict[str, str] = {}
        for link in act.links:
            why[link.second if link.first in why or link.first == act.reports[0].stance else link.first] = link.why
        for report in act.reports:
            copied = "a copy" if act.origin(report) != report.origin else ""
            copied = "outvoted" if report.stance in act.outvoted else copied
            reason = [why.get(report.stance, ""), *(f"overruled: {said}" for said in untold.pop(report.act, ()))]
            rows.append(
                (
                    NamedNode(act.iri),
                    dated(report.day),
                    Literal(report.event_type),
                    Literal(report.summary),
                    Literal("; ".join(filter(None, reason))),
                    Literal(copied),
                    number(report.confidence),
                    Literal(report.evidentiality),
                    number(reliability(report)),
                    NamedNode(report.act),
                    NamedNode(report.article),
                    NamedNode(report.stance),
                )
            )
    return Answer(
        (
            "act",
            "day",
            "type",
            "summary",
            "why",
            "copy",
            "confidence",
            "evidentiality",
            "counts",
            "told_as",
            "article",
            "stance",
        ),
        rows,
    )
