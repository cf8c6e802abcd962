"""The register: the acts of every dyad, in a file beside a generation's database, so that nobody gathers them again.

It holds what `kb.acts` makes of the reports and judgements that the generation holds, and is written with it. From one
generation to the next only the dyads change of which a changed article tells. Where there is none, or one that other
code wrote, a reader asks the queries `reports`, `report-details` and `judgements` instead: the acts are the same.
"""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from kb import acts, reports
from kb.acts import Act, Judgement, Link, grouped
from kb.files import queries_folder
from kb.queries import Library
from kb.reports import COUNTED, Report
from kb.store.batch import Batch
from kb.terms import JUDGEMENTS_GRAPH, KB, PREFIXES, SHARED_GRAPHS, text

NAME = "acts.sqlite"
"""The name of the file."""

_TABLES = """
CREATE TABLE made (code TEXT, events TEXT);
CREATE TABLE dyad (id INTEGER PRIMARY KEY, holder TEXT, target TEXT, acts TEXT, UNIQUE (holder, target));
CREATE INDEX dyad_by_target ON dyad (target);
CREATE TABLE tells (article TEXT, dyad INTEGER);
CREATE INDEX tells_by_article ON tells (article);
CREATE INDEX tells_by_dyad ON tells (dyad);
"""

_EVENTS = f"""
SELECT ?event ?name {{ ?event a <{KB}EventType> ; <{PREFIXES["skos"]}notation> ?name }} ORDER BY ?event ?name
"""

_DAYS = [n for n, name in enumerate(Report._fields) if name in ("day", "earliest", "latest", "until", "published")]
_LISTS = [n for n, name in enumerate(Report._fields) if name in ("issues", "circumstances")]


def read(folder: Path, holders: Collection[str] = (), targets: Collection[str] = ()) -> list[Act] | None:
    """The acts of some actors toward some others, by IRI, or of anyone where none is named, in a generation's folder.

    Those of a dyad are in the order of their first days. None where no register is there that this code wrote.
    """
    chosen = {name: sorted(given) for name, given in (("holder", holders), ("target", targets)) if given}
    where = " AND ".join(f"{name} IN ({', '.join('?' * len(given))})" for name, given in chosen.items())
    try:
        with closing(_opened(folder / NAME)) as file:
            if file.execute("SELECT code FROM made").fetchone() != (_code(),):
                return None
            rows = file.execute(
                f"SELECT acts FROM dyad WHERE {where or 'TRUE'}",  # noqa: S608 - nothing but question marks
                [iri for given in chosen.values() for iri in given],
            )
            return _acts(told for (told,) in rows)
    except sqlite3.Error:
        return None


def renew(batch: Batch, changed: Mapping[str, Iterable[Quad]] | None = None) -> None:
    """Write the register of the generation that is being built: its parent's, but for what has changed.

    `changed` has what each changed graph now holds, nothing for one that is gone; without it, or where the parent has
    no register that fits, all articles are read.
    """
    if not batch.changed:
        return
    events = {text(event): text(name) for event, name in batch.select(_EVENTS).rows}
    judgements = acts.judged(batch.select(Library([queries_folder()])["judgements"].bind({})))
    made = (_code(), json.dumps(events))
    path, parents = batch.beside / NAME, batch.beside_parent / NAME
    path.unlink(missing_ok=True)
    inherited = changed is not None and _fits(parents, made)
    if inherited:
        shutil.copyfile(parents, path)
    with closing(sqlite3.connect(path)) as file:
        # Nobody reads the file before the generation is published, and what becomes of a killed writer's is no matter.
        file.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        if changed is None or not inherited:
            file.executescript(_TABLES)
            file.execute("INSERT INTO made VALUES (?, ?)", made)
            changed = {graph: batch.quads(graph) for graph in batch.graphs() if graph not in SHARED_GRAPHS}
        articles = {graph: quads for graph, quads in changed.items() if graph not in SHARED_GRAPHS}
        new = [
            report
            for quads in articles.values()
            for report in reports.told(quads, events)
            if report.modality in COUNTED
        ]
        _renew(file, articles.keys(), new, judgements, judged=JUDGEMENTS_GRAPH in changed)
        file.commit()


def _fits(path: Path, made: tuple[str, str]) -> bool:
    try:
        with closing(_opened(path)) as file:
            return bool(file.execute("SELECT code, events FROM made").fetchone() == made)
    except sqlite3.Error:
        return False


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _renew(
    file: sqlite3.Connection,
    gone: Collection[str],
    new: Iterable[Report],
    judgements: Sequence[Judgement],
    judged: bool,
) -> None:
    """Take out all that some articles told, and put new reports in.

    `judged` says that judgements are others than they were: every dyad is then looked at again.
    """
    coming: dict[tuple[str, str], list[Report]] = {}
    for report in new:
        coming.setdefault((report.holder, report.target), []).append(report)
    concerned = set(coming)
    if judged:
        concerned.update(file.execute("SELECT holder, target FROM dyad"))
    for article in gone:
        concerned.update(
            file.execute("SELECT holder, target FROM tells JOIN dyad ON dyad = id WHERE article = ?", (article,))
        )
    for dyad in sorted(concerned):
        stay: list[Report] = []
        for number, told in file.execute("SELECT id, acts FROM dyad WHERE holder = ? AND target = ?", dyad).fetchall():
            stay = [one for act in _acts([told]) for one in act.reports if one.article not in gone]
            file.execute("DELETE FROM tells WHERE dyad = ?", (number,))
            file.execute("DELETE FROM dyad WHERE id = ?", (number,))
        found = grouped([*stay, *coming.get(dyad, ())], judgements)
        if found:
            line = json.dumps(
                [[act.reports, act.links, dict(act.sources), sorted(act.outvoted)] for act in found],
                default=date.isoformat,
                ensure_ascii=False,
                separators=(",", ":"),
            )
            number = file.execute("INSERT INTO dyad (holder, target, acts) VALUES (?, ?, ?)", (*dyad, line)).lastrowid
            articles = sorted({report.article for act in found for report in act.reports})
            file.executemany("INSERT INTO tells VALUES (?, ?)", [(article, number) for article in articles])


@cache
def _code() -> str:
    """The digest of the code that gathers acts: a register made by other code is of no use."""
    return hashlib.sha256(b"".join(Path(str(module.__file__)).read_bytes() for module in (reports, acts))).hexdigest()


def _acts(dyads: Iterable[str]) -> list[Act]:
    return [
        Act(tuple(map(_report, own)), tuple(Link(*link) for link in links), sources, frozenset(outvoted))
        for dyad in json.loads(f"[{','.join(dyads)}]")
        for own, links, sources, outvoted in dyad
    ]


def _report(fields: list[Any]) -> Report:
    for n in _DAYS:
        fields[n] = fields[n] and date.fromisoformat(fields[n])
    for n in _LISTS:
        fields[n] = tuple(fields[n])
    return Report._make(fields)
