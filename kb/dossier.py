"""Everything on one thing: what `kb show` shows, gathered by named queries.

A dossier is a heading and sections; a section is a title and an answer. The same dossier is a screen for people and one
JSON object.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from kb import render, terminal
from kb.errors import UnknownName
from kb.knowledge import KnowledgeBase
from kb.rows import Answer
from kb.terms import KB, curie, expand, shown

_SKOS = "http://www.w3.org/2004/02/skos/core#"

MOST = 5
"""Rows of a section on the screen where a command shows all; JSON has all."""


@dataclass(slots=True)
class Section:
    """One part of a dossier."""

    title: str
    answer: Answer
    columns: tuple[str, ...]
    """Those of the answer that the screen shows; JSON has all."""
    command: str = ""
    """What shows all rows and columns."""


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
        return _article(base, base.find(name, "Article").iri, on)
    try:
        found = base.find(name)
    except UnknownName:
        if iri is not None:
            return _record(base, iri, name)
        with suppress(UnknownName):
            return _article(base, base.find(name, "Article").iri, on)
        raise
    match found.kind:
        case "Leader":
            return _leader(base, found.iri, found.label)
        case "State" | "InternationalOrganization" | "InformalBloc" | "GovernmentBody" | "ArmedGroup":
            return _actor(base, found.iri, str(found), found.kind, on)
    return _record(base, found.iri, name)


def _actor(base: KnowledgeBase, iri: str, heading: str, kind: str, on: str | None) -> Dossier:
    me = curie(iri)
    that_day = f" --on {on}" if on else ""
    sections = [
        Section(
            "Stances it takes",
            base.query("stances", holder=iri),
            ("day", "polarity", "target", "issue", "summary", "stance"),
            f"kb query stances --holder {me}",
        ),
        Section(
            "Stances toward it",
            base.query("stances", target=iri),
            ("day", "holder", "polarity", "summary", "stance"),
            f"kb query stances --target {me}",
        ),
        Section(
            "Described as",
            base.query("characterizations", about=iri),
            ("relation", "described_as", "described_by", "disagrees_with"),
            f"kb query characterizations --about {me}",
        ),
        Section("Relations", base.query("relations", of=iri), ("parties", "kind", "since", "derivation")),
        Section(
            "Offices",
            base.query("offices", of=iri, on=on),
            ("post_name", "leader_name", "since", "certainty"),
            f"kb query offices --of {me}{that_day}",
        ),
    ]
    if kind == "InternationalOrganization":
        members = base.query("members", of=iri, on=on)
        more = f"kb query members --of {me}{that_day}"
        sections.append(Section("Members", members, ("member", "status", "since", "note"), more))
    else:
        belongs = base.query("memberships", of=iri, on=on)
        columns = ("organization", "status", "since", "until", "note")
        sections.append(Section("Belongs to", belongs, columns, f"kb query memberships --of {me}{that_day}"))
    return Dossier(iri, heading, _facts(base, iri), sections)


def _leader(base: KnowledgeBase, iri: str, heading: str) -> Dossier:
    me = curie(iri)
    sections = [
        Section("Offices", base.query("tenures", of=iri), ("post_name", "since", "until", "status", "seen_until")),
        Section(
            "Own words",
            base.query("quotations", speaker=iri),
            ("words", "article", "start", "end"),
            f"kb query quotations --speaker {me}",
        ),
        Section(
            "Stances voiced",
            base.query("stances", speaker=iri),
            ("day", "polarity", "target", "issue", "summary", "stance"),
            f"kb query stances --speaker {me}",
        ),
    ]
    return Dossier(iri, heading, _facts(base, iri), sections)


def _article(base: KnowledgeBase, iri: str, on: str | None) -> Dossier:
    """An article; who held the offices that it names is told as of its own day, unless another is asked for."""
    me = curie(iri)
    told = base.query("articles", **{"from": iri})
    row = dict(zip(told.columns, map(shown, told.rows[0]), strict=True))
    facts = {
        "title": row["title"],
        "publisher": row["publisher"],
        "published": f"{row['day'] or 'unknown'} ({row['basis'] or 'basis unknown'})",
        "iri": iri,
    }
    own_day = row["day"][:10] or None
    offices = base.query("offices", named_in=iri, on=own_day if on is None else on)
    sections = [
        Section(
            "Stances",
            base.query("stances", **{"from": iri}),
            ("holder", "polarity", "target", "summary", "start", "end"),
            f"kb query stances --from {me}",
        ),
        Section("Evidentiality", base.query("evidentiality", **{"from": iri}), ("evidentiality", "stances")),
        Section("Offices it names", offices, ("post_name", "leader_name", "since")),
    ]
    return Dossier(iri, me, facts, sections)


def _record(base: KnowledgeBase, iri: str, name: str) -> Dossier:
    answer = base.query("entity", of=iri)
    if not answer.rows:
        raise UnknownName("entity", name, hint="It is neither a name nor an IRI of the store.")
    return Dossier(iri, curie(iri), {}, [Section("Properties", answer, answer.columns)])


_FACTS = {
    _SKOS + "altLabel": "also",
    KB + "capital": "capital",
    KB + "seatOfPower": "seat of power",
    KB + "unStatus": "United Nations",
    KB + "cowCode": "Correlates of War",
    KB + "bodyOf": "body of",
    KB + "notRepresentativeOf": "does not represent",
    _SKOS + "definition": "what",
    _SKOS + "scopeNote": "note",
    "http://www.w3.org/2002/07/owl#sameAs": "same as",
}
"""Properties that stand under a heading, in this order, and what they are called there."""


def _facts(base: KnowledgeBase, iri: str) -> dict[str, str]:
    """What stands under a heading, several values joined."""
    values: dict[str, list[str]] = {}
    for prop, value, label in base.query("entity", of=iri).rows:
        name = _FACTS.get(render.full(prop))
        if name:
            values.setdefault(name, []).append(shown(label if label is not None else value))
    return {name: ", ".join(dict.fromkeys(values[name])) for name in _FACTS.values() if name in values} | {"iri": iri}


def screen(dossier: Dossier, width: int | None, color: bool = False) -> str:
    """The dossier as text, for a terminal's width or unshortened; sections without rows are left out."""
    parts = [_title(dossier.heading, color) + _indented(terminal.listing(_said(dossier), width and width - 2))]
    for section in dossier.sections:
        rows = section.answer.rows
        if rows:
            most = MOST if section.command and len(rows) > MOST + 1 else len(rows)
            table = render.rows(_shown(section, most), "table", (width or 10_000) - 2, color)
            rest = f"… {len(rows) - most:,} more: {section.command}\n" if most < len(rows) else ""
            parts.append(_title(f"{section.title} ({len(rows):,})", color) + _indented(table + rest))
    return "\n".join(parts)


def _said(dossier: Dossier) -> list[tuple[str, str]]:
    return [(name, value) for name, value in dossier.facts.items() if value]


def _shown(section: Section, most: int) -> Answer:
    at = [section.answer.columns.index(name) for name in section.columns]
    return Answer(section.columns, [tuple(row[n] for n in at) for row in section.answer.rows[:most]])


def _title(text: str, color: bool) -> str:
    plain = terminal.harmless(text)
    return f"\x1b[1m{plain}\x1b[0m\n" if color else f"{plain}\n"


def _indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


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
