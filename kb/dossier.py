"""Everything on one thing: what `kb show` shows, gathered by named queries.

A dossier is a heading and sections; a section is a title and an answer. The same dossier is a screen for people and one JSON object.
"""

from dataclasses import dataclass, field
from typing import Any

from kb import render
from kb.errors import UnknownName
from kb.knowledge import KnowledgeBase
from kb.rows import Answer
from kb.terms import KB, curie, expand

_SKOS = "http://www.w3.org/2004/02/skos/core#"

MOST = 8
"""Rows of a section on the screen; JSON has all."""


@dataclass(slots=True)
class Section:
    """One part of a dossier."""

    title: str
    answer: Answer
    more: str = ""
    """The command that shows all."""


@dataclass(slots=True)
class Dossier:
    """What is known of one thing."""

    iri: str
    heading: str
    facts: dict[str, str] = field(default_factory=dict)
    sections: list[Section] = field(default_factory=list)


def gathered(base: KnowledgeBase, name: str, on: str | None = None) -> Dossier:
    """The dossier of a state, leader, organisation, article or record. Raises UnknownName and AmbiguousName."""
    iri = expand(name)
    if name.startswith("article:") or (iri and "/id/article/" in iri):
        return _article(base, base.find(name, "Article").iri)
    try:
        found = base.find(name)
    except UnknownName:
        if iri is None:
            raise
        return _record(base, iri, name)
    match found.kind:
        case "Leader":
            return _leader(base, found.iri, found.label)
        case "State" | "InternationalOrganization" | "InformalBloc" | "GovernmentBody" | "ArmedGroup":
            return _actor(base, found.iri, str(found), found.kind, on)
    return _record(base, found.iri, name)


def _actor(base: KnowledgeBase, iri: str, heading: str, kind: str, on: str | None) -> Dossier:
    short = curie(iri)
    dossier = Dossier(iri, heading, _facts(base, iri))
    held, taken = base.query("stances", holder=iri), base.query("stances", target=iri)
    dossier.sections = [
        Section(
            "Stances it takes",
            _columns(held, "day", "polarity", "type", "target", "issue", "speaker", "summary", "stance"),
            f"kb query stances --holder {short}",
        ),
        Section(
            "Stances toward it",
            _columns(taken, "day", "holder", "polarity", "type", "speaker", "summary", "stance"),
            f"kb query stances --target {short}",
        ),
        Section(
            "Described as",
            _columns(
                base.query("characterizations", about=iri),
                "relation",
                "described_as",
                "described_by",
                "framing",
                "disagrees_with",
            ),
        ),
        Section("Relations", _columns(base.query("relations", of=iri), "parties", "kind", "since", "derivation")),
        Section(
            "Offices",
            _columns(base.query("offices", of=iri, on=on), "post_name", "leader_name", "since", "until", "certainty"),
            f"kb query offices --of {short}",
        ),
    ]
    if kind == "InternationalOrganization":
        dossier.sections.append(
            Section(
                "Members",
                _columns(base.query("members", of=iri, on=on), "member", "status", "since"),
                f"kb query members --of {short}",
            )
        )
    else:
        dossier.sections.append(
            Section(
                "Belongs to",
                _columns(base.query("memberships", of=iri), "organization", "status", "since", "until"),
                f"kb query memberships --of {short}",
            )
        )
    return dossier


def _leader(base: KnowledgeBase, iri: str, heading: str) -> Dossier:
    short = curie(iri)
    return Dossier(iri, heading, _facts(base, iri), [
        Section("Offices", _columns(base.query("tenures", of=iri), "post_name", "since", "until", "status", "seen_until")),
        Section("Own words", _columns(base.query("quotations", speaker=iri), "words", "summary", "article", "start", "end"), f"kb query quotations --speaker {short}"),
        Section("Stances voiced", _columns(base.query("stances", speaker=iri), "day", "holder", "polarity", "type", "target", "issue", "summary", "stance"), f"kb query stances --speaker {short}"),
    ])  # fmt: skip


def _article(base: KnowledgeBase, iri: str) -> Dossier:
    short = curie(iri)
    told = base.query("articles", **{"from": iri})
    row = dict(zip(told.columns, map(render.shown, told.rows[0]), strict=True))
    facts = {
        "published": f"{row['day'] or 'unknown'} ({row['basis'] or 'basis unknown'})",
        "publisher": row["publisher"],
        "title": row["title"],
        "iri": iri,
    }
    return Dossier(iri, short, facts, [
        Section("Stances", _columns(base.query("stances", **{"from": iri}), "holder", "polarity", "type", "target", "issue", "speaker", "summary", "start", "end"), f"kb query stances --from {short}"),
        Section("Evidentiality", _columns(base.query("evidentiality", **{"from": iri}), "evidentiality", "stances")),
        Section("Offices it names", _columns(base.query("offices", named_in=iri), "actor", "post_name", "leader_name", "since")),
    ])  # fmt: skip


def _record(base: KnowledgeBase, iri: str, name: str) -> Dossier:
    answer = base.query("entity", of=iri)
    if not answer.rows:
        raise UnknownName("entity", name, hint="It is neither a name nor an IRI of the store.")
    return Dossier(iri, curie(iri), {}, [Section("Properties", answer)])


def _facts(base: KnowledgeBase, iri: str) -> dict[str, str]:
    """The properties that a heading shows, several values joined."""
    wanted = {
        _SKOS + "altLabel": "also", KB + "capital": "capital", KB + "seatOfPower": "seat of power", KB + "unStatus": "United Nations",
        KB + "cowCode": "Correlates of War", KB + "bodyOf": "body of", KB + "notRepresentativeOf": "does not represent",
        _SKOS + "definition": "what", _SKOS + "scopeNote": "note", "http://www.w3.org/2002/07/owl#sameAs": "same as",
    }  # fmt: skip
    values: dict[str, list[str]] = {}
    for prop, value, label in base.query("entity", of=iri).rows:
        key = wanted.get(render.full(prop))
        if key:
            values.setdefault(key, []).append(render.shown(label) if label is not None else render.shown(value))
    order = list(wanted.values())
    return {key: ", ".join(dict.fromkeys(values[key])) for key in sorted(values, key=order.index)} | {"iri": iri}


def _columns(answer: Answer, *names: str) -> Answer:
    at = [answer.columns.index(name) for name in names]
    return Answer(names, [tuple(row[n] for n in at) for row in answer.rows])


def screen(dossier: Dossier, width: int | None, color: bool = False) -> str:
    """The dossier as text; sections without rows are left out."""
    bold, plain = ("\x1b[1m", "\x1b[0m") if color else ("", "")
    parts = [
        f"{bold}{render.harmless(dossier.heading)}{plain}\n"
        + render.listing((f"  {key}", value) for key, value in dossier.facts.items() if value)
    ]
    for section in dossier.sections:
        rows = section.answer.rows
        if not rows:
            continue
        shown = Answer(section.answer.columns, rows[:MOST] if section.more else rows)
        rest = f"  … {len(rows) - MOST:,} more: {section.more}\n" if section.more and len(rows) > MOST else ""
        parts.append(
            f"{bold}{section.title}{plain} ({len(rows):,})\n"
            + render.rows(shown, "table", width or 10_000, color)
            + rest
        )
    return "\n".join(parts)


def document(dossier: Dossier) -> dict[str, Any]:
    """The dossier as one JSON object."""
    return {
        "iri": dossier.iri,
        "name": dossier.heading,
        "facts": dossier.facts,
        **{
            section.title.lower().replace(" ", "_"): [
                {name: render.value(term) for name, term in zip(section.answer.columns, row, strict=True)}
                for row in section.answer.rows
            ]
            for section in dossier.sections
        },
    }
