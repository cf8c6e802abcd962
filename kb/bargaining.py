"""Bargaining: what is proposed on which terms, who answers how, and the red line that explains a rejection.

Gathered by the named queries `proposals`, `terms`, `collisions` and `red-lines`.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kb import render
from kb.names import Candidate
from kb.rows import Answer
from kb.terminal import bold, harmless, listing, wrapped
from kb.terms import curie

Ask = Callable[..., Answer]
"""Answers a named query."""

Row = dict[str, Any]


class Proposal(NamedTuple):
    """A proposal and what became of it. Terms, responses and collisions are as `document` has them."""

    proposal: str
    """The IRI of the record."""
    summary: str
    proposers: list[Row]
    """Name, and whether its word is a state's."""
    terms: list[Row]
    responses: list[Row]
    collisions: list[Row]
    """The red lines that terms run into, with the rejections by whoever draws the line: none where that is a third."""


def answers(ask: Ask, actor: Candidate | None = None, as_of: str = "", known_at: str = "") -> Answer:
    """The answer of the query `proposals`; of an actor, all that is told of the proposals that it makes or answers."""
    clocks = {name: day for name, day in (("as_of", as_of), ("known_at", known_at)) if day}
    told = ask("proposals", **clocks)
    if actor is None:
        return told
    own = [ask("proposals", **{end: actor.iri}, **clocks).column("plan") for end in ("by", "answered_by")]
    plans = {plan for column in own for plan in column}
    at = told.columns.index("plan")
    return Answer(told.columns, [row for row in told.rows if row[at] in plans])


def gathered(ask: Ask, told: Answer, known_at: str = "") -> list[Proposal]:
    """The proposals that an answer of the query `proposals` tells of, each with all that belongs to it."""
    known = {"known_at": known_at} if known_at else {}
    terms, collisions = (_by_plan(_rows(ask(name, **known))) for name in ("terms", "collisions"))
    lines = {row["stance"]: row for row in _rows(ask("red-lines"))}
    return [
        _proposal(rows, terms.get(plan, []), collisions.get(plan, []), lines)
        for plan, rows in _by_plan(_rows(told)).items()
    ]


def _proposal(rows: list[Row], terms: list[Row], collisions: list[Row], lines: dict[str, Row]) -> Proposal:
    responses = [
        {"holder": row["answered_by_name"], "type": row["answer"]}
        | _kept(row, "speaker", "day", "summary", "words", "article", "start", "end", "stance")
        for row in _first(rows, "stance")
        if row["stance"]
    ]
    return Proposal(
        rows[0]["plan"],
        rows[0]["proposal"],
        [{"name": row["proposer"], "for_state": row["for_state"]} for row in _first(rows, "proposer")],
        [
            {"type": row["type_of_term"]}
            | _kept(row, "summary", "duration", "contributors", "evidentiality", "article", "start", "end", "term")
            for row in _first(terms, "term")
        ],
        responses,
        [
            _kept(row, "term", "term_summary", "issue", "holder", "red_line")
            | {key: lines.get(row["stance"], {}).get(key) for key in ("speaker", "article")}
            | {"start": row["line_start"], "end": row["line_end"], "stance": row["stance"]}
            | {"rejections": [each["stance"] for each in responses if _rejects(each, row["holder"])]}
            for row in _first(collisions, "term", "stance", "issue")
        ],
    )


def _rejects(response: Row, holder: str) -> bool:
    return bool(response["type"] == "REJECT" and response["holder"] == holder)


def document(proposals: Sequence[Proposal]) -> list[Row]:
    """Proposals as JSON objects."""
    return [one._asdict() for one in proposals]


def screen(proposals: Sequence[Proposal], width: int | None, color: bool = False) -> str:
    """Proposals on a terminal: who proposes what on which terms, who answers how, and which red line is in the way."""
    return "\n".join(_screen(one, width, color) for one in proposals)


def _screen(one: Proposal, width: int | None, color: bool) -> str:
    about = [("proposed by", _proposer(each)) for each in one.proposers]
    terms = [line for each in one.terms for line in _term(each)]
    holders = dict.fromkeys(each["holder"] for each in one.responses)
    answered = [line for holder in holders for line in _answers(one, holder)]
    others = [line for each in one.collisions if not each["rejections"] for line in _collision(each, each["holder"])]
    parts: list[tuple[str, list[tuple[str, str]]]] = [
        (one.summary, [*about, ("record", curie(one.proposal))]),
        ("Terms", terms or [("none", "that is told of")]),
        ("Answers", answered or [("none", "that is stored")]),
        *([("Other red lines that it runs into", others)] if others else []),
    ]
    return "\n".join(_title(head, width, color) + listing(told, width) for head, told in parts)


def _proposer(each: Row) -> str:
    return f"{each['name']}, whose word is {'a' if each['for_state'] else 'no'} state's"


def _term(each: Row) -> list[tuple[str, str]]:
    lasting = f"for {spoken(each['duration'])}" if each["duration"] else ""
    giving = f"by {each['contributors']}" if each["contributors"] else ""
    told = "; ".join(filter(None, (each["summary"], lasting, giving, each["evidentiality"])))
    return [(each["type"], told), ("", _place(each))]


def _answers(one: Proposal, holder: str) -> list[tuple[str, str]]:
    """What a holder answers, and then its own red lines, which explain why it rejects."""
    told = []
    for each in one.responses:
        if each["holder"] == holder:
            who = ", ".join(filter(None, (each["type"], each["day"], each["speaker"])))
            words = f" (“{each['words']}”)" if each["words"] else ""
            told += [(holder, f"{who}: {each['summary']}{words}"), ("", _place(each))]
    lines = [each for each in one.collisions if each["rejections"] and each["holder"] == holder]
    return told + [line for each in lines for line in _collision(each, "red line")]


def _collision(each: Row, name: str) -> list[tuple[str, str]]:
    who = ", ".join(filter(None, (each["holder"], each["speaker"])))
    return [
        (name, f"{each['term_summary']}: this would permit {each['issue']}"),
        ("", f"{who}: {each['red_line']}"),
        ("", _place(each)),
    ]


def _place(each: Row) -> str:
    return ", ".join(filter(None, (each["article"] and curie(each["article"]), f"chars {each['start']}–{each['end']}")))


def spoken(duration: str) -> str:
    """A duration of ISO 8601 in words.

    >>> spoken("P20Y"), spoken("P1Y6M")
    ('20 years', '1 year 6 months')
    """
    units = {"Y": "year", "M": "month", "W": "week", "D": "day"}
    found = re.findall(r"(\d+)([YMWD])", duration)
    return " ".join(f"{number} {units[unit]}{'' if number == '1' else 's'}" for number, unit in found)


def _rows(answer: Answer) -> list[Row]:
    return [dict(zip(answer.columns, map(render.value, row), strict=True)) for row in answer.rows]


def _by_plan(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["plan"], []).append(row)
    return found


def _first(rows: list[Row], *key: str) -> list[Row]:
    """The first row of each key: a record with several spans of evidence, or proposers, has several rows."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        found.setdefault(tuple(row[name] for name in key), row)
    return list(found.values())


def _kept(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}


def _title(head: str, width: int | None, color: bool) -> str:
    lines = wrapped(harmless(head), width or 10_000)
    return "".join(f"{bold(line) if color else line}\n" for line in lines)
