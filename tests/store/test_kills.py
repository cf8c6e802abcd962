"""What the store promises when processes are killed at any moment, and when many read and write at once."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from kb.store.local import LocalStore

pytestmark = pytest.mark.long

KILLS = 200
SECONDS = 30
READERS, WRITERS = 8, 2

ARTICLE = """
import sys, time
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kb.store.local import LocalStore

def article(n):
    graph = NamedNode(f"http://example.org/graph/{n}")
    subject = NamedNode(f"http://example.org/article/{n}")
    size = 10 + n % 50
    return [Quad(subject, NamedNode(f"http://example.org/p{i}"), Literal(f"{n} {i}"), graph) for i in range(size)]

store = LocalStore.open(Path(sys.argv[1]))
"""

ADD_UNTIL_KILLED = (
    ARTICLE
    + """
for n in range(int(sys.argv[2]), 10**9):
    store.put_graph(f"http://example.org/graph/{n}", article(n))
    print(n, flush=True)
"""
)

ADD_FOR_A_WHILE = (
    ARTICLE
    + """
end = time.monotonic() + float(sys.argv[3])
n = first = int(sys.argv[2])
while time.monotonic() < end:
    with store.writing("add", wait=60) as batch:
        assert batch.put_graph(f"http://example.org/graph/{n}", article(n))
        if n > first:  # the one before again: no change
            assert not batch.put_graph(f"http://example.org/graph/{n - 1}", article(n - 1))
    print(n, flush=True)
    n += 1
"""
)

READ_FOR_A_WHILE = """
import sys, time
from pathlib import Path
from kb.store.local import LocalStore

end = time.monotonic() + float(sys.argv[2])
asked = before = 0
while time.monotonic() < end:
    with LocalStore.open(Path(sys.argv[1])) as store:
        for _ in range(3):
            rows = store.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", timeout=30).rows
            torn = [g for g, n in rows if int(n.value) != 10 + int(g.value.rpartition("/")[2]) % 50]
            assert not torn, torn
            assert len(rows) >= before, (len(rows), before)
            before = len(rows)
            asked += 1
            store.refresh()
print(asked)
"""


def sizes(folder: Path) -> dict[int, int]:
    """How many triples each article has, by its number."""
    with LocalStore.open(folder) as store:
        rows = store.select("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    found = {}
    for graph, size in rows:
        assert isinstance(graph, NamedNode)
        assert isinstance(size, Literal)
        found[int(graph.value.rpartition("/")[2])] = int(size.value)
    return found


def torn(found: dict[int, int]) -> list[int]:
    """The articles that are not whole."""
    return [n for n, size in found.items() if size != 10 + n % 50]


def start(code: str, *arguments: object) -> subprocess.Popen[str]:
    """A Python process that runs `code`."""
    command = [sys.executable, "-c", code, *(str(argument) for argument in arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_kills_tear_and_lose_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A writer is killed 200 times: every article it acknowledged is there, each is whole, and reopening is quick."""
    folder = tmp_path / "store"
    LocalStore.create(folder).close()
    moments = random.Random(2)
    acknowledged: set[int] = set()
    following, slowest, silent = 0, 0.0, 0
    begin = time.monotonic()
    for _ in range(KILLS):
        process = start(ADD_UNTIL_KILLED, folder, following)
        time.sleep(moments.uniform(0.12, 0.5))
        process.kill()
        printed, complaints = process.communicate(timeout=20)
        assert complaints == ""
        fresh = [int(line) for line in printed.splitlines()]
        acknowledged.update(fresh)
        silent += not fresh
        opening = time.monotonic()
        found = sizes(folder)
        slowest = max(slowest, time.monotonic() - opening)
        assert not torn(found)
        assert acknowledged <= found.keys()
        following = max(found, default=-1) + 1
    with capsys.disabled():
        print(
            f"\n  {KILLS} kills in {time.monotonic() - begin:.0f} s: {len(acknowledged)} articles acknowledged, "
            f"{len(found)} found, 0 torn, 0 lost; {silent} kills before the first; slowest reopening {slowest:.2f} s"
        )
    assert slowest < 5
    assert len(list((folder / "current" / "db").glob("*.sst"))) < 400
    assert silent < KILLS / 2
    assert found.keys() == set(range(following))


def test_a_crowd_of_readers_and_writers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Eight readers and two writers for half a minute: no reader fails, nothing is lost or doubled."""
    folder = tmp_path / "store"
    LocalStore.create(folder).close()
    writers = [start(ADD_FOR_A_WHILE, folder, k * 10**6, SECONDS) for k in range(WRITERS)]
    readers = [start(READ_FOR_A_WHILE, folder, SECONDS) for _ in range(READERS)]
    asked: list[int] = []
    acknowledged: list[int] = []
    try:
        for process in readers + writers:
            printed, complaints = process.communicate(timeout=SECONDS + 90)
            assert (process.returncode, complaints) == (0, "")
            (acknowledged if process in writers else asked).extend(int(line) for line in printed.splitlines())
    finally:
        for process in readers + writers:
            process.kill()
    found = sizes(folder)
    with capsys.disabled():
        print(
            f"\n  {SECONDS} s: {sum(asked)} questions by {READERS} readers (fewest {min(asked)}), "
            f"{len(acknowledged)} articles by {WRITERS} writers, {len(found)} found"
        )
    assert not torn(found)
    assert sorted(found) == sorted(acknowledged)
    assert len(asked) == READERS
    assert min(asked) > 0
