"""A query runs in a child that can be stopped."""

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kb.errors import LimitReached, QuerySyntax, QueryTimeout, QueryTooLarge, StoreDamaged, StoreError
from kb.store import worker as module
from kb.store.worker import Worker

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . ?g ?s ?h }"
GRAPH = NamedNode("http://example.org/g")


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two thousand triples in one graph."""
    folder = str(tmp_path_factory.mktemp("worker") / "db")
    store = pyoxigraph.Store(folder)
    subjects = [NamedNode(f"http://example.org/s{n}") for n in range(2000)]
    store.bulk_extend(Quad(s, NamedNode("http://example.org/p"), Literal(n), GRAPH) for n, s in enumerate(subjects))
    del store
    return folder


@pytest.fixture
def worker(database: str) -> Iterator[Worker]:
    """A worker on those triples."""
    with Worker(database) as it:
        yield it


def living() -> dict[int, int]:
    """Each process that has not ended, and the one that started it."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            try:
                state, parent, *_ = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def children() -> list[int]:
    """The processes that this one has started and that have not ended."""
    return [child for child, parent in living().items() if parent == os.getpid()]


def soon(holds: Callable[[], bool]) -> bool:
    """Whether something holds within a second: nobody waits for a child to end."""
    end = time.monotonic() + 1
    while not holds() and time.monotonic() < end:
        time.sleep(0.005)
    return holds()


def test_answers_are_standard_formats(worker: Worker) -> None:
    """Rows and booleans come as SPARQL results in JSON, graphs as N-Triples."""
    assert worker.query("ASK { <http://example.org/s1> ?p 1 }") == b'{"head":{},"boolean":true}'
    assert b'"2000"' in worker.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    line = worker.triples("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o FILTER(?o = 7) }")
    assert line == (
        b'<http://example.org/s7> <http://example.org/p> "7"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )


def test_one_child_answers_many_queries(worker: Worker) -> None:
    """A second query costs no second start."""
    worker.query("ASK { }")
    before = children()
    worker.query("ASK { }")
    assert children() == before


def test_a_syntax_error_says_where_and_the_child_lives_on(worker: Worker) -> None:
    """The place, and what stands there."""
    with pytest.raises(QuerySyntax, match=r'near line 1, column 16, "SELECT WHERE \{ \}"'):
        worker.query("SELECT WHERE { }")
    before = children()
    assert worker.query("ASK { }")
    assert children() == before


def test_a_query_ends_at_its_time_limit(worker: Worker) -> None:
    """Within half a second, with advice, and the next query is answered."""
    start = time.monotonic()
    with pytest.raises(QueryTimeout, match="--timeout"):
        worker.query(ENDLESS, timeout=0.5)
    assert time.monotonic() - start < 1.0
    assert soon(lambda: not children())
    assert worker.query("ASK { }", timeout=5)


def test_ctrl_c_ends_a_query(database: str) -> None:
    """Within half a second, as KeyboardInterrupt, and no child is left."""
    code = f"""
import sys, time
from kb.store.worker import Worker
worker = Worker({database!r})
worker.query("ASK {{ }}")
print(worker._pid, flush=True)
try:
    worker.query({ENDLESS!r})
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    child = int(process.stdout.readline())
    time.sleep(0.5)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.stdout.readline() == "interrupted\n"
    assert time.monotonic() - start < 0.5
    assert process.wait(5) == 0
    process.stdout.close()
    assert soon(lambda: child not in living())


def test_a_killed_parent_leaves_no_child(database: str) -> None:
    """Even in the midst of an endless query."""
    code = f"""
from kb.store.worker import Worker
worker = Worker({database!r})
worker.query("ASK {{ }}")
print(worker._pid, flush=True)
worker.query({ENDLESS!r})
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    child = Path("/proc", process.stdout.readline().strip())
    time.sleep(0.3)
    process.kill()
    process.wait(5)
    process.stdout.close()
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline and child.exists() and ") Z " not in (child / "stat").read_text():
        time.sleep(0.02)
    assert not child.exists() or ") Z " in (child / "stat").read_text()


def test_a_crash_of_the_engine_is_an_error_and_not_the_end(worker: Worker) -> None:
    """Thousands of brackets end the child, not the program; the next query has a new child."""
    with pytest.raises(QueryTooLarge, match="engine stopped"):
        worker.query("ASK " + "{" * 100_000 + "}" * 100_000)
    assert worker.query("ASK { }")


def test_memory_is_limited(database: str) -> None:
    """A query that needs more than it may have is stopped with advice."""
    # The child begins with the address space of this process, which other tests' libraries have made large.
    pages = Path("/proc/self/statm")
    own = int(pages.read_text().split()[0]) * resource.getpagesize() if pages.exists() else 0
    with Worker(database, memory=own + (1500 << 20)) as worker, pytest.raises(LimitReached, match="LIMIT"):
        worker.query("SELECT ?a ?b ?c { ?a ?p ?x . ?b ?q ?y . ?c ?r ?z } ORDER BY ?x", timeout=60)


def test_the_size_of_an_answer_is_limited(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless answer does not fill the parent."""
    monkeypatch.setattr(module, "LARGEST_ANSWER", 1 << 20)
    with pytest.raises(QueryTooLarge, match="1 MB"):
        worker.query("SELECT * { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f }", timeout=30)
    assert worker.query("ASK { }")


def test_a_long_query_and_a_long_answer_pass(worker: Worker) -> None:
    """Longer than a pipe holds, in both directions."""
    values = " ".join(f"<http://example.org/s{n}>" for n in range(30_000))
    assert worker.query(f"SELECT * {{ VALUES ?s {{ {values} }} ?s ?p ?o }}").count(b'"2000"') == 0
    assert worker.query(f"SELECT * {{ VALUES ?s {{ {values} }} }}").count(b"example.org") == 30_000


def test_the_child_says_nothing_of_its_own(database: str) -> None:
    """Unwritten output of the parent is not written twice, and a stopping engine keeps quiet."""
    code = f"""
import sys
from kb.store.worker import Worker
sys.stdout.write("once ")
worker = Worker({database!r})
try:
    worker.query("ASK " + "{{" * 100000)
except Exception as error:
    print(type(error).__name__)
worker.query("ASK {{ }}")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert (done.stdout, done.stderr) == ("once QueryTooLarge\n", "")


def test_a_missing_database_is_an_error(tmp_path: Path) -> None:
    """Said by the first query, with what to do."""
    with Worker(str(tmp_path / "nothing")) as worker, pytest.raises(StoreDamaged, match=r"nothing is damaged.*kb undo"):
        worker.query("ASK { }")


@pytest.mark.parametrize("size", [0, 100])
def test_a_truncated_database_is_told_from_a_query_too_large(database: str, tmp_path: Path, size: int) -> None:
    """The child cannot open it, which is not the query's fault; it lives on and says so again."""
    broken = tmp_path / "broken"
    shutil.copytree(database, broken)
    for table in broken.glob("*.sst"):
        os.truncate(table, size)
    with Worker(str(broken)) as worker:
        for _ in range(2):
            with pytest.raises(StoreDamaged, match="kb undo, or restore a backup"):
                worker.query("ASK { }")


def test_a_child_that_ends_while_it_opens_is_not_ended_by_a_query(database: str) -> None:
    """Here for want of memory."""
    with Worker(database, memory=1 << 20) as worker, pytest.raises(StoreError, match="could not be opened"):
        worker.query("ASK { }")


def test_the_prefixes_of_the_ontology_need_not_be_declared(worker: Worker) -> None:
    """Unless a query means something else by one of them."""
    assert b"/ns#a" in worker.query("SELECT * { VALUES ?x { kb:a } }")
    assert b"org/a" in worker.query("PREFIX kb: <http://example.org/> SELECT * { VALUES ?x { kb:a } }")


def test_no_heavy_import() -> None:
    """Reading starts no helper process and loads neither multiprocessing nor subprocess."""
    heavy = ["multiprocessing", "subprocess", "rdflib", "asyncio"]
    code = f"import sys, kb.store.local; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=20)
    assert done.stdout == "[]\n"
