"""The house has floors: a module imports from below its own floor."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kb

HOUSE = Path(kb.__file__).parent

FLOORS = (
    ("kb.errors", "kb.beta", "kb.frustration", "kb.matrix", "kb.facts"),
    ("kb.files", "kb.balance", "kb.feed.plain", "kb.feed.boilerplate", "kb.edges"),
    ("kb.terms", "kb.complaints", "kb.terminal", "kb.scoring"),
    (
        "kb.mistakes",
        "kb.rows",
        "kb.names",
        "kb.literals",
        "kb.marking",
        "kb.feed.address",
        "kb.feed.lines",
        "kb.feed.page",
    ),
    ("kb.triples", "kb.reviewing", "kb.feed.entries", "kb.extract.tables", "kb.extract.parse", "kb.extract.language"),
    ("kb.feed", "kb.extract.names", "kb.extract.clauses"),
    ("kb.extract.mentions", "kb.extract.operators", "kb.extract.predicates", "kb.extract.dates", "kb.extract.issues"),
    ("kb.extract.phrases",),
    ("kb.extract.coreference", "kb.extract.holders", "kb.extract.discourse", "kb.extract.attribution"),
    ("kb.extract.targets",),
    ("kb.extract.dyads",),
    ("kb.extract.engine",),
    ("kb.extract", "kb.extract.checking"),
    ("kb.reading", "kb.lookup", "kb.reports", "kb.sparql", "kb.validation"),
    ("kb.evidence", "kb.graphs", "kb.queries", "kb.constraints", "kb.acts"),
    ("kb.shacl", "kb.ingest"),
    ("kb.packaged", "kb.shapes", "kb.tables", "kb.alignment", "kb.additions", "kb.holders", "kb.judging", "kb.binding"),
    ("kb.store", "kb.store.generations", "kb.store.worker"),
    ("kb.store.batch",),
    ("kb.store.local",),
    ("kb.register",),
    ("kb.figures",),
    ("kb.export", "kb.render", "kb.sources", "kb.intake", "kb.whereabouts", "kb.trend", "kb.channels"),
    ("kb.settings",),
    ("kb.standing",),
    ("kb.ledger",),
    ("kb.changes",),
    ("kb.comparing",),
    ("kb.knowledge",),
    ("kb", "kb.dossier", "kb.statement", "kb.ranking", "kb.course", "kb.occasions", "kb.overview", "kb.bargaining"),
    ("kb.scorecard", "kb.network", "kb.difference", "kb.deeds", "kb.pictures.sheet"),
    ("kb.pictures.heatmap", "kb.pictures.line", "kb.pictures.ring"),
    ("kb.pictures",),
    ("kb.cli.notes",),
    ("kb.cli.output", "kb.cli.input"),
    ("kb.cli.options",),
    ("kb.cli.share", "kb.cli.reckoning"),
    ("kb.cli.align", "kb.cli.ask", "kb.cli.check", "kb.cli.collect", "kb.cli.extract", "kb.cli.lexicon"),
    ("kb.cli.camps", "kb.cli.diff", "kb.cli.deeds", "kb.cli.bargaining", "kb.cli.review", "kb.cli.evaluate"),
    ("kb.cli",),
    ("kb.__main__",),
)
"""From the ground up. A module imports from lower floors only."""

FLOOR = {name: number for number, floor in enumerate(FLOORS) for name in floor}

NAMELESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "core", "misc", "models"}


def modules() -> dict[str, Path]:
    """Every module of the package and its file."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = ("kb", *path.relative_to(HOUSE).with_suffix("").parts)
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(path: Path) -> set[str]:
    """The modules of the package that a file imports, wherever in it, unless for the type checker only."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in MODULES else node.module)
    return {name for name in found if name in MODULES}


def test_every_module_has_its_floor():
    """A new module is put on a floor, and one that is gone leaves the list."""
    assert sorted(FLOOR) == sorted(MODULES)


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_lead_downwards(name):
    """A module imports from lower floors only; the package itself is the way in for readers, not for its rooms."""
    upwards = {other for other in imported(MODULES[name]) if FLOOR[other] >= FLOOR[name] and other != name}
    assert not upwards


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_is_called_by_what_it_holds(name):
    """No room for odds and ends."""
    assert name.rpartition(".")[2] not in NAMELESS


def test_errors_and_files_need_nothing_but_python():
    """Whatever goes wrong can be said."""
    code = "import sys, kb.errors, kb.files; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert {"click", "rdflib", "pyoxigraph"}.isdisjoint(loaded)


def test_the_command_line_loads_click_and_nothing_heavier():
    """`kb --help` does not wait for libraries of RDF."""
    code = "import sys, kb.cli; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert "click" in loaded
    assert loaded.isdisjoint(
        {"rdflib", "pyoxigraph", "rich", "networkx", "matplotlib", "pyshacl", "SPARQLWrapper", "hypothesis"}
    )
