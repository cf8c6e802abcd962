"""The store in a folder."""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kb.errors import (
    KbError,
    NotAStore,
    QuerySyntax,
    QueryTimeout,
    QueryTooLarge,
    StoreDamaged,
    StoreError,
    StoreLocked,
    StoreReadOnly,
    StoreTooNew,
)
from kb.store import Store
from kb.store.generations import KEPT
from kb.store.local import LocalStore
from tests.store.articles import COUNT, article, count, iri

DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


def folders(store: LocalStore) -> list[str]:
    """What lies where the generations are."""
    return sorted(entry.name for entry in (store.folder / "generations").iterdir())


def test_a_new_store_is_empty_and_is_a_store(store: LocalStore) -> None:
    """It has one generation, no graph, and satisfies the protocol."""
    anything: Store = store
    assert anything.graphs() == []
    assert count(store) == 0
    assert [generation.number for generation in store.generations()] == [1]


def test_the_three_kinds_of_question(store: LocalStore) -> None:
    """Rows with named columns, a boolean, triples: all in pyoxigraph's terms."""
    store.put_graph(iri(1), article(1, 2))
    answer = store.select("SELECT ?o ?nothing { ?s <http://example.org/p1> ?o }")
    assert answer.columns == ("o", "nothing")
    assert answer.rows == [(Literal("word 1"), None)]
    assert store.ask(f"ASK {{ GRAPH <{iri(1)}> {{ ?s ?p 'word 0' }} }}")
    assert not store.ask(f"ASK {{ GRAPH <{iri(2)}> {{ ?s ?p ?o }} }}")
    assert set(store.construct("CONSTRUCT WHERE { ?s ?p ?o }")) == {quad.triple for quad in article(1, 2)}
    assert store.graphs() == [iri(1)]
    assert set(store.quads(iri(1))) == set(store.quads()) == set(article(1, 2))


def test_text_and_terms_survive(store: LocalStore) -> None:
    """Every kind of literal comes back as it went in."""
    subject, predicate = NamedNode("http://example.org/é"), NamedNode("http://example.org/p")
    cells = [Literal('"\\\n\t\r\x0b\U0001f600'), Literal("x", language="zh-hant"), Literal("2024-01", datatype=DECIMAL)]
    store.put_graph(iri(1), [Quad(subject, predicate, cell) for cell in cells])
    assert {row[0] for row in store.select("SELECT ?o { ?s ?p ?o }").rows} == set(cells)
    assert {triple.object for triple in store.construct("CONSTRUCT WHERE { ?s ?p ?o }")} == set(cells)
    assert {quad.object for quad in store.quads(iri(1))} == set(cells)


def test_a_question_of_the_wrong_kind_is_refused(store: LocalStore) -> None:
    """With the kind that was meant."""
    with pytest.raises(QuerySyntax, match="ASK query where SELECT"):
        store.select("ASK { }")
    with pytest.raises(QuerySyntax, match="SELECT query where CONSTRUCT or DESCRIBE"):
        store.construct(COUNT)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("SELECT * { " + "{" * 3000 + "}" * 3000 + " }", QueryTooLarge),
        ("SELECT * { SERVICE <http://example.org/> { } }", QuerySyntax),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", QuerySyntax),
        ("CLEAR ALL", QuerySyntax),
        ("SELECT", QuerySyntax),
        ("", QuerySyntax),
    ],
)
def test_a_query_that_must_not_run_is_refused(store: LocalStore, text: str, error: type[KbError]) -> None:
    """In one line, from the store and from a batch alike."""
    with pytest.raises(error) as complaint:
        store.select(text)
    assert "\n" not in str(complaint.value)
    with store.writing("test") as batch, pytest.raises(error):
        batch.select(text)


def test_an_endless_query_ends_at_its_limit(store: LocalStore) -> None:
    """Within half a second of it, and the store goes on answering."""
    store.put_graph(iri(1), article(1, 2000))
    start = time.monotonic()
    with pytest.raises(QueryTimeout):
        store.select("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.5)
    assert time.monotonic() - start < 1.0
    assert count(store) == 2000


def test_a_graph_is_replaced_whole(store: LocalStore) -> None:
    """What it held before is gone, other graphs are untouched, and the same again is no change."""
    store.put_graph(iri(2), article(2))
    assert store.put_graph(iri(1), article(1))
    assert store.put_graph(iri(1), article(1, 3, "other"))
    assert set(store.quads(iri(1))) == set(article(1, 3, "other"))
    assert set(store.quads(iri(2))) == set(article(2))
    before = store.published
    assert not store.put_graph(iri(1), article(1, 3, "other"))
    assert store.published == before


def test_an_update_runs_whole_or_not_at_all(store: LocalStore) -> None:
    """And never loads a file or asks a server."""
    store.update(f"INSERT DATA {{ GRAPH <{iri(1)}> {{ <a:a> <a:b> 1 }} }}")
    assert store.graphs() == [iri(1)]
    for text in ("LOAD <file:///etc/passwd>", "INSERT DATA {", "SELECT * { ?s ?p ?o }"):
        with pytest.raises(QuerySyntax):
            store.update(text)
    assert count(store) == 1
    assert store.delete_graph(iri(1))
    assert not store.delete_graph(iri(1))


def test_undo_goes_back_step_by_step(store: LocalStore) -> None:
    """An addition after it takes a new number, and what was undone does not come back."""
    for n in (1, 2, 3):
        store.put_graph(iri(n), article(n))
    assert store.undo().number == 3
    assert store.graphs() == [iri(1), iri(2)]
    store.put_graph(iri(4), article(4))
    assert store.published.number == 5
    assert store.published.parent == 3
    assert store.undo().number == 3
    assert store.undo().number == 2
    assert store.graphs() == [iri(1)]
    assert store.undo().number == 1
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()


def test_a_few_generations_are_kept(store: LocalStore) -> None:
    """The newest, by descent from the current one."""
    for n in range(8):
        store.put_graph(iri(n), article(n))
    assert [generation.number for generation in store.generations()] == [9, 8, 7, 6, 5]
    assert len(folders(store)) == KEPT


def test_the_state_before_can_be_read(store: LocalStore) -> None:
    """As long as it is kept."""
    with pytest.raises(StoreError, match="Nothing was changed"):
        store.earlier()
    store.put_graph(iri(1), article(1))
    store.put_graph(iri(2), article(2))
    with store.earlier() as earlier:
        assert (earlier.graphs(), store.graphs()) == ([iri(1)], [iri(1), iri(2)])
        assert earlier.published.number == store.published.parent


def test_a_reader_keeps_its_generation(store: LocalStore) -> None:
    """However many are published meanwhile; it moves on when told, and then the old one goes."""
    store.put_graph(iri(0), article(0))
    with LocalStore.open(store.folder) as reader:
        assert reader.graphs() == [iri(0)]
        for n in range(1, 9):
            store.put_graph(iri(n), article(n))
        assert reader.graphs() == [iri(0)]
        assert reader.published.number == 2
        reader.refresh()
        assert len(reader.graphs()) == 9
        store.put_graph(iri(9), article(9))
        assert "000002" not in folders(store)


def test_a_dump_streams_every_format(store: LocalStore) -> None:
    """One graph in formats of triples, all of them in formats of quads."""
    store.put_graph(iri(1), article(1))
    for suffix, graph in (("ttl", iri(1)), ("nt", iri(1)), ("rdf", iri(1)), ("nq", None), ("trig", None)):
        out = io.BytesIO()
        store.dump(out, suffix, graph, {"ex": "http://example.org/"})
        format_ = pyoxigraph.RdfFormat.from_extension(suffix)
        assert {quad.triple for quad in pyoxigraph.parse(out.getvalue(), format_)} == {q.triple for q in article(1)}
    with pytest.raises(StoreError, match="one graph"):
        store.dump(io.BytesIO(), "ttl")


def test_a_second_writer_waits_and_then_names_the_first(store: LocalStore) -> None:
    """With its process, its command and since when."""
    with LocalStore.open(store.folder) as other, store.writing("kb add news.ttl"):
        start = time.monotonic()
        with (
            pytest.raises(StoreLocked, match=rf"process {os.getpid()} \(kb add news.ttl\) since 20"),
            other.writing("kb undo", wait=0.2),
        ):
            pass
        assert 0.2 <= time.monotonic() - start < 1


def test_a_killed_writer_leaves_nothing(store: LocalStore) -> None:
    """Its lock is free, its half-built generation is swept by the next writer."""
    code = f"""
import os, signal
from pathlib import Path
from kb.store.local import LocalStore
with LocalStore.open(Path({str(store.folder)!r})).writing("add") as batch:
    batch.update("INSERT DATA {{ GRAPH <a:g> {{ <a:a> <a:b> 1 }} }}")
    os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", code], timeout=20)
    assert any(name.startswith(".") for name in folders(store))
    assert store.graphs() == []
    assert store.put_graph(iri(1), article(1))
    assert folders(store) == ["000001", "000002"]


@pytest.mark.parametrize("what", ["missing", "file", "empty folder", "other files"])
def test_a_folder_that_is_no_store_is_refused_and_left_alone(tmp_path: Path, what: str) -> None:
    """Nothing is created by trying to open."""
    folder = tmp_path / "store"
    if what == "file":
        folder.write_text("a file")
    elif what != "missing":
        folder.mkdir()
    if what == "other files":
        (folder / "thesis.doc").write_text("mine")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(NotAStore, match="--store"):
        LocalStore.open(folder)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_store_is_made_only_where_nothing_is(tmp_path: Path) -> None:
    """In a new or an empty folder; a store that is there is opened."""
    with LocalStore.create(tmp_path / "deep" / "er" / "store") as store:
        store.put_graph(iri(1), article(1))
    with LocalStore.create(store.folder) as again:
        assert again.graphs() == [iri(1)]
    (tmp_path / "empty").mkdir()
    assert LocalStore.create(tmp_path / "empty").generations()
    (tmp_path / "file").write_text("")
    for taken in (tmp_path / "file", tmp_path / "deep"):
        with pytest.raises(NotAStore):
            LocalStore.create(taken)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["deep", "empty", "file"]


def test_a_store_of_a_later_version_is_refused(store: LocalStore) -> None:
    """With what to do."""
    (store.folder / "kb-store.json").write_text(json.dumps({"format": 2, "by": "9.1"}))
    with pytest.raises(StoreTooNew, match=r"by 9\.1.*install a newer"):
        LocalStore.open(store.folder)


def test_a_damaged_store_says_so(store: LocalStore) -> None:
    """Rather than answering from nothing."""
    (store.folder / "current").unlink()
    with pytest.raises(StoreError, match="damaged"):
        count(store)
    (store.folder / "current").symlink_to("generations/000099")
    with pytest.raises(StoreError, match="damaged"):
        count(store)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "one"}', '{"by": "0.1"}'])
def test_a_broken_mark_is_not_called_missing(store: LocalStore, text: str) -> None:
    """The folder is a store."""
    (store.folder / "kb-store.json").write_text(text)
    with pytest.raises(StoreDamaged, match=r"kb-store\.json tells no format"):
        LocalStore.open(store.folder)


@pytest.mark.parametrize(
    "wrong", [{"packaged": "0.1"}, {"number": "1"}, {"parent": "0"}, {"command": None}, {"published": 7}, {"more": 1}]
)
def test_what_is_known_of_a_generation_is_of_the_right_kind(store: LocalStore, wrong: dict[str, object]) -> None:
    """Else the field is named."""
    path = store.folder / "current" / "generation.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **wrong}))
    with pytest.raises(StoreDamaged, match=next(iter(wrong))):
        store.published  # noqa: B018 - reading it raises


def test_a_damaged_database_is_told_to_a_writer_and_can_be_undone(store: LocalStore) -> None:
    """Nothing is published from it, and the state before is whole."""
    store.put_graph(iri(1), article(1))
    store.close()
    for table in (store.folder / "generations" / "000002" / "db").glob("*.sst"):
        table.unlink()  # and not emptied: the generation before has it too
    with pytest.raises(StoreDamaged, match="kb undo"):
        store.put_graph(iri(2), article(2))
    assert folders(store) == ["000001", "000002"]
    store.undo()
    assert store.graphs() == []


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_store_that_cannot_be_written_is_still_read() -> None:
    """Another user's store: questions are answered, a change is refused with advice."""
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        with LocalStore.create(folder / "store") as store:
            store.put_graph(iri(1), article(1))
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o555 if path.is_dir() else 0o444)
        pid = os.fork()
        if not pid:
            code = 1
            try:
                if os.getuid() == 0:
                    os.setgid(65534)
                    os.setuid(65534)
                with LocalStore.open(folder / "store") as store:
                    assert count(store) == 6
                    try:
                        store.put_graph(iri(2), article(2))
                    except StoreReadOnly as error:
                        code = 0 if "--store" in str(error) else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
        for path in (folder, *folder.rglob("*")):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o755)


def test_the_database_can_be_lent_to_other_tools(store: LocalStore) -> None:
    """Read-only, while this process also asks through its child and writes new generations."""
    store.put_graph(iri(1), article(1))
    lent = pyoxigraph.Store.read_only(store.database)
    store.put_graph(iri(2), article(2))
    assert len(lent) == 6
    assert count(store) == 12
