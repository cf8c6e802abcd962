"""How fast and how large kb is, each figure against its reference in the same run.

    python -m tests.benchmarks.run                   everything, with 100,000 triples
    python -m tests.benchmarks.run --size 1M
    python -m tests.benchmarks.run --only query      the figures whose name holds "query"

Commands run as whole processes, other pieces in a fresh interpreter each. The two of a pair take turns, and a figure is
the median of the ratios pair by pair, so that a machine that slows down slows both; "cpu" is the same of processor
time, which others on the machine disturb less. Nothing here fails: README.md says what is aimed at.
"""

import argparse
import math
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.benchmarks import world

KB = str(Path(sys.executable).with_name("kb"))
ASKED = ("query", "supporters", "--of", "Russia")
QUIETER = ("query", "supporters", "--of", "Chile")
"""The same of a state that is none of `world.PROMINENT`, whose answer has a tenth of the rows."""

ARTICLES = 1_000


class Cost(NamedTuple):
    """What doing something once took: seconds by the clock, and of processors."""

    wall: float
    cpu: float


Measure = Callable[[], Cost]


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was found by the clock and of processors, run by run, and what is aimed at."""

    name: str
    found: list[Cost]
    aim: str
    unit: str = "×"

    def __str__(self) -> str:
        wall = [one.wall for one in self.found]
        low, mid, high = (f"{value:,.2f}" for value in (min(wall), median(wall), max(wall)))
        cpu = f"{median(one.cpu for one in self.found):,.2f}"
        return f"{self.name:<54}{mid:>8} {self.unit:<5}{f'{low} – {high}':<18}{cpu:>8}   {self.aim}"


@dataclass
class Place:
    """A folder for what a run needs; each part is made when a figure first asks for it."""

    folder: Path
    size: str
    times: int

    @cached_property
    def store(self) -> Path:
        """A store with a world of the given size."""
        world.fill(self.folder / "store", world.size(self.size)).close()
        return self.folder / "store"

    @cached_property
    def quads(self) -> Path:
        """The same world as N-Quads."""
        world.write_quads(self.folder / "world.nq", world.size(self.size))
        return self.folder / "world.nq"

    @cached_property
    def articles(self) -> tuple[Path, list[Path]]:
        """A store that knows the people, and a thousand articles as Turtle files."""
        files = world.write_turtle(self.folder / "articles", ARTICLES)
        command([KB, "add", str(self.folder / "articles" / "people.ttl"), "--store", str(self.folder / "people")])
        return self.folder / "people", files

    @cached_property
    def sparql(self) -> str:
        """The question that is asked, as SPARQL."""
        return subprocess.run([KB, *ASKED, "--show"], check=True, capture_output=True, text=True).stdout


# ── Whole processes ───────────────────────────────────────────────────────────────────────────────────────────────────


def help_(place: Place) -> list[Figure]:
    """`kb --help`, as a share of `import rdflib` in a process of its own."""
    return [Figure("kb --help / import rdflib", paired(run(KB, "--help"), importing("rdflib"), place.times), "≤ 0.55")]


def query(place: Place) -> list[Figure]:
    """The cold query on the built-in data and on a store, as a share of `import rdflib`."""
    built_in = {"KB_STORE": str(place.folder / "none")}
    command([KB, *ASKED], **built_in)  # the first one of all prepares the built-in data
    at_most = "≤ 1.0" if world.size(place.size) > 100_000 else "≤ 0.75"
    return [
        Figure("cold query, built-in data / import rdflib",
               paired(run(KB, *ASKED, **built_in), importing("rdflib"), place.times), "≤ 0.75"),
        Figure(f"cold query, {place.size} / import rdflib",
               paired(run(KB, *ASKED, "--store", str(place.store)), importing("rdflib"), place.times), at_most),
        Figure(f"cold query of a quieter state, {place.size} / import rdflib",
               paired(run(KB, *QUIETER, "--store", str(place.store)), importing("rdflib"), place.times), at_most),
    ]  # fmt: skip


def align(place: Place) -> list[Figure]:
    """How two states stand toward each other, as a share of `import rdflib`, in processes of their own."""
    return [
        Figure(f"cold align of {of}, {place.size} / import rdflib",
               paired(run(KB, "align", *ends, "--store", str(place.store)), importing("rdflib"), place.times), "≤ 1.2")
        for of, ends in (("prominent states", ("Russia", "China")), ("others", ("Chile", "Peru")))
    ]  # fmt: skip


def matrix(place: Place) -> list[Figure]:
    """The whole matrix, against stances counted by holder and target, in processes of their own."""
    store = ("--store", str(place.store))
    counted = "SELECT ?h ?t (COUNT(*) AS ?n) { ?s kb:holder ?h ; kb:target ?t } GROUP BY ?h ?t"
    plain = run(KB, "sparql", counted, *store, "--format", "csv")
    return [
        Figure(f"matrix {when}, {form} / GROUP BY, {place.size}",
               paired(run(KB, "matrix", *as_of, *store, "--format", form), plain, place.times), "≤ 1.5")
        for form in ("table", "csv")
        for when, as_of in (("now", ()), ("then", ("--as-of", "2023-06-01")))
    ]  # fmt: skip


def query_rdflib(place: Place) -> list[Figure]:
    """The same SPARQL through rdflib over oxrdflib, process against process."""
    code = (
        "import sys, oxrdflib, pyoxigraph, rdflib\n"
        "store = oxrdflib.OxigraphStore(store=pyoxigraph.Store.read_only(sys.argv[1]))\n"
        "for row in rdflib.Dataset(store=store, default_union=True).query(sys.argv[2]): print(*row, sep='\\t')"
    )
    database = str(place.store / "current" / "db")
    theirs = run(sys.executable, "-c", code, database, place.sparql)
    ours = run(KB, *ASKED, "--store", str(place.store))
    return [Figure(f"rdflib over oxrdflib / cold query, {place.size}", paired(theirs, ours, place.times), "≥ 3")]


def reader(place: Place) -> list[Figure]:
    """The cold query with its reading child and time limit, against opening the database in the command itself."""
    forked = "from kb.__main__ import main; main()"
    direct = (
        "import io, pyoxigraph\n"
        "def query(self, text, timeout=None):\n"
        "    out = io.BytesIO()\n"
        "    found = pyoxigraph.Store.read_only(self._folder).query(text, use_default_graph_as_union=True)\n"
        "    found.serialize(out, format=pyoxigraph.QueryResultsFormat.JSON)\n"
        "    return out.getvalue()\n"
        "from kb.store.worker import Worker\n"
        "Worker.query = query\n"
    )
    # Neither is given a name to look up, so each asks the database once.
    asked = ("query", "supporters", "--of", "id:RUS", "--store", str(place.store))
    with_reader = run(sys.executable, "-c", forked, *asked)
    without = run(sys.executable, "-c", direct + forked, *asked)
    ratios = paired(with_reader, without, 3 * place.times)
    return [Figure(f"cold query with / without a reading child, {place.size}", ratios, "≤ 1.1")]


def add(place: Place) -> list[Figure]:
    """Articles per second of `kb add` with a thousand Turtle files, less the time that it takes with one."""
    people, files = place.articles

    def adding(number: int) -> Cost:
        target = place.folder / "added"
        shutil.copytree(people, target, symlinks=True)
        cost = command([KB, "add", *map(str, files[:number]), "--store", str(target)])
        shutil.rmtree(target)
        return cost

    adding(1)
    pairs = [zip(adding(ARTICLES), adding(1), strict=True) for _ in range(min(place.times, 5))]
    rates = [Cost(*((ARTICLES - 1) / (many - one) for many, one in pair)) for pair in pairs]
    return [Figure("kb add, articles a second after start", rates, "≥ 300", "1/s")]


def export(place: Place) -> list[Figure]:
    """rdflib's `serialize` alone, against `kb export -o` as a whole; and its memory, parent and child together."""
    target = place.folder / "export.ttl"
    exporting = [KB, "export", "-o", str(target), "--store", str(place.store)]
    ours = [command(exporting) for _ in range(3)]
    peak = peak_megabytes(exporting)
    theirs = fresh(partial(_serialized, target))()
    return [
        Figure(f"rdflib's Turtle / kb export -o, {place.size}", [ratio(theirs, cost) for cost in ours], "≥ 8"),
        Figure(f"memory of kb export -o, {place.size}", [Cost(peak, math.nan)], "≤ 100", "MB"),
    ]


def _serialized(turtle: Path) -> Cost:
    import rdflib

    graph = rdflib.Graph().parse(turtle)
    return timed(lambda: graph.serialize(os.devnull, format="turtle", encoding="utf-8"))


# ── Pieces, each in a fresh interpreter ───────────────────────────────────────────────────────────────────────────────


def load(place: Place) -> list[Figure]:
    """N-Quads into a store on disk, against rdflib's parsing of the same file into memory."""
    theirs, ours = fresh(partial(_parsed, place.quads)), fresh(partial(_loaded, place.quads))
    return [Figure(f"rdflib's parsing / bulk load of N-Quads, {place.size}", paired(theirs, ours, 2), "≥ 4")]


def _parsed(path: Path) -> Cost:
    import rdflib

    return timed(lambda: rdflib.Dataset().parse(path, format="nquads"))


def _loaded(path: Path) -> Cost:
    import pyoxigraph

    with tempfile.TemporaryDirectory() as folder:

        def load() -> None:
            store = pyoxigraph.Store(folder)
            store.bulk_load(path=path)
            store.flush()

        return timed(load)


def dyad(place: Place) -> list[Figure]:
    """All pairs of twelve prominent states: a stance found by its dyad, against by its holder and its target."""
    pairs = [(one, other) for one in world.PROMINENT for other in world.PROMINENT if one != other]
    joined = [f"SELECT ?s {{ ?s kb:holder id:{one} ; kb:target id:{other} }}" for one, other in pairs]
    direct = [f"SELECT ?s {{ ?s kb:dyad dyad:{one}-{other} }}" for one, other in pairs]
    theirs, ours = fresh(partial(_asked, place.store, joined)), fresh(partial(_asked, place.store, direct))
    return [Figure(f"two-pattern join / kb:dyad, {place.size}", paired(theirs, ours, min(place.times, 5)), "")]


def grouping(place: Place) -> list[Figure]:
    """Stances counted for each pair: grouped by dyad, against by holder and target."""
    by_dyad = "SELECT ?d (COUNT(DISTINCT ?s) AS ?n) { ?s a kb:Stance ; kb:dyad ?d } GROUP BY ?d"
    by_pair = "SELECT ?h ?t (COUNT(DISTINCT ?s) AS ?n) { ?s a kb:Stance ; kb:holder ?h ; kb:target ?t } GROUP BY ?h ?t"
    theirs, ours = fresh(partial(_asked, place.store, [by_pair])), fresh(partial(_asked, place.store, [by_dyad]))
    return [
        Figure(f"grouping by holder and target / by dyad, {place.size}", paired(theirs, ours, min(place.times, 5)), "")
    ]


def _asked(folder: Path, questions: list[str]) -> Cost:
    import pyoxigraph

    from kb.terms import PREFIXES

    store = pyoxigraph.Store.read_only(str(folder / "current" / "db"))

    def ask() -> None:
        for question in questions:
            found = store.query(question, use_default_graph_as_union=True, prefixes=PREFIXES)
            assert isinstance(found, pyoxigraph.QuerySolutions)
            for _ in found:
                pass

    ask()  # what it reads is in memory then
    return timed(ask)


# ── Measuring ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def paired(one: Measure, other: Measure, times: int) -> list[Cost]:
    """How much longer the one takes than the other, pair by pair, in turn, after a run of each that does not count."""
    one(), other()
    ratios = []
    for turn in range(times):
        if turn % 2:
            below, above = other(), one()
        else:
            above, below = one(), other()
        ratios.append(ratio(above, below))
    return ratios


def ratio(above: Cost, below: Cost) -> Cost:
    """How many times as much the one costs."""
    return Cost(above.wall / below.wall, above.cpu / below.cpu if below.cpu else math.nan)


def timed(action: Callable[[], Any]) -> Cost:
    """What an action costs, with the processes that it starts and waits for."""
    cpu, begin = _processor_seconds(), time.perf_counter()
    action()
    return Cost(time.perf_counter() - begin, _processor_seconds() - cpu)


def _processor_seconds() -> float:
    used = (resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def command(words: list[str], **settings: str) -> Cost:
    """What a whole process costs, into a pipe. Raises CalledProcessError with what it complained of."""
    environment = os.environ | settings
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # an installed package has its bytecode; the uncounted run makes it

    def whole() -> None:
        subprocess.run(words, env=environment, check=True, capture_output=True)

    try:
        return timed(whole)
    except subprocess.CalledProcessError as error:
        error.add_note(error.stderr.decode()[-2_000:])
        raise


def run(*words: str, **settings: str) -> Measure:
    """A command to be measured."""
    return lambda: command(list(words), **settings)


def importing(module: str) -> Measure:
    """The price of an import, as a whole process."""
    return run(sys.executable, "-c", f"import {module}")


def fresh(piece: Measure) -> Measure:
    """A piece that measures itself, in an interpreter of its own."""

    def measure() -> Cost:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            return pool.apply(piece)

    return measure


def peak_megabytes(words: list[str]) -> float:
    """The most memory that a command and its children have at one time, shared pages counted once; 50 looks a second.

    NaN where the system does not tell (it needs Linux's smaps_rollup).
    """
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(_kilobytes, [process.pid, *_children(process.pid)])))
        time.sleep(0.02)
    return peak / 1024 if peak else float("nan")


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kilobytes(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


FIGURES: dict[str, Callable[[Place], list[Figure]]] = {
    "help": help_,
    "query": query,
    "align": align,
    "matrix": matrix,
    "query-rdflib": query_rdflib,
    "reader": reader,
    "load": load,
    "add": add,
    "export": export,
    "dyad": dyad,
    "grouping": grouping,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="How fast kb is, as ratios of one run.")
    parser.add_argument("--size", default="100k", help="triples in the store: 10k, 100k, 1M (100k)")
    parser.add_argument("--only", default="", metavar="NAME", help=f"of {', '.join(FIGURES)}, those that hold NAME")
    parser.add_argument("--times", type=int, default=9, help="pairs of each figure (9)")
    given = parser.parse_args()
    names = [name for name in FIGURES if given.only in name]
    if not names:
        parser.error(f"no figure holds {given.only}; there are {', '.join(FIGURES)}")
    print(f"{'':<54}{'median':>8} {'':<5}{'from – to':<18}{'cpu':>8}   aim")
    with tempfile.TemporaryDirectory(prefix="kb-benchmark-") as folder:
        place = Place(Path(folder), given.size, given.times)
        for name in names:
            for figure in FIGURES[name](place):
                print(figure, flush=True)


if __name__ == "__main__":
    main()
