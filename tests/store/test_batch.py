"""Many changes that become one generation."""

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from kb.errors import KbError
from kb.store.local import LocalStore
from tests.store.articles import COUNT, article, count, iri

DECIMAL = NamedNode("http://www.w3.org/2001/XMLSchema#decimal")


def test_a_number_in_another_form_is_no_change(store: LocalStore) -> None:
    """Oxigraph writes 0.50 as 0.5; putting 0.50 again must be seen as the same."""
    quads = [
        Quad(NamedNode("http://example.org/s"), NamedNode("http://example.org/p"), Literal("0.50", datatype=DECIMAL))
    ]
    assert store.put_graph(iri(1), quads)
    assert not store.put_graph(iri(1), quads)


def test_many_graphs_are_one_generation(store: LocalStore) -> None:
    """A batch sees its own changes; readers see all of them at once, when it ends."""
    with LocalStore.open(store.folder) as other, store.writing("add") as batch:
        for n in range(20):
            assert batch.put_graph(iri(n), article(n))
        assert batch.delete_graph(iri(3))
        assert not batch.delete_graph(iri(3))
        assert len(batch.graphs()) == 19
        assert len(batch.quads(iri(4))) == 6
        assert batch.ask("ASK { ?s ?p 'word 5' }")
        assert batch.select(COUNT).rows[0][0] == Literal(19 * 6)
        assert len(batch.construct("CONSTRUCT WHERE { ?s <http://example.org/p1> ?o }")) == 19
        other.refresh()
        assert count(other) == 0
    assert count(store) == 19 * 6
    assert store.published.number == 2
    assert store.published.command == "add"
    with pytest.raises(KbError, match="begin another"):
        batch.put_graph(iri(1), article(1))


def test_a_batch_that_fails_leaves_no_trace(store: LocalStore) -> None:
    """Neither a graph nor a generation nor a file."""
    store.put_graph(iri(1), article(1))

    def fail() -> None:
        with store.writing("add") as batch:
            batch.put_graph(iri(2), article(2))
            raise RuntimeError("in the midst")

    with pytest.raises(RuntimeError):
        fail()
    assert store.graphs() == [iri(1)]
    assert sorted(path.name for path in (store.folder / "generations").iterdir()) == ["000001", "000002"]


@pytest.mark.parametrize("bulk", [10, 100, 100_000])
def test_many_graphs_in_one_call(store: LocalStore, monkeypatch: pytest.MonkeyPatch, bulk: int) -> None:
    """Whichever way is taken, the outcome is the same, and only what changed is named."""
    monkeypatch.setattr("kb.store.batch.BULK", bulk)
    with store.writing("add") as batch:
        assert batch.put_graphs((iri(n), article(n)) for n in range(30)) == [iri(n) for n in range(30)]
    with store.writing("add") as batch:
        given = [(iri(n), article(n, 6, "other" if n == 7 else "word")) for n in range(60)]
        assert batch.put_graphs(given) == [iri(n) for n in (7, *range(30, 60))]
    assert count(store) == 360
    assert set(store.quads()) == {quad for _, quads in given for quad in quads}
    with pytest.raises(ValueError, match="twice"), store.writing("add") as batch:
        batch.put_graphs([(iri(70), article(70)), (iri(70), article(70))])
    assert count(store) == 360


def test_the_graphs_that_a_change_wrote_are_remembered(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """New ones, replaced ones and removed ones, in bulk too; not those that were the same already."""
    monkeypatch.setattr("kb.store.batch.BULK", 10)
    assert store.changed == []
    with store.writing("many") as batch:
        batch.put_graphs((iri(n), article(n)) for n in (1, 2, 3))
    assert store.changed == [iri(1), iri(2), iri(3)]
    with store.writing("some") as batch:
        batch.put_graphs([(iri(1), article(1)), (iri(2), article(2, word="other")), (iri(4), article(4))])
        batch.delete_graph(iri(3))
    assert store.changed == [iri(2), iri(3), iri(4)]


def test_the_packaged_data_are_remembered(store: LocalStore) -> None:
    """Which version and digest a generation carries passes on to the next, and a change of it is a change."""
    with store.writing("upgrade") as batch:
        batch.packaged = {"version": "1.0", "digest": "abc"}
    store.put_graph(iri(1), article(1))
    assert store.published.packaged == {"version": "1.0", "digest": "abc"}
    assert store.published.number == 3
