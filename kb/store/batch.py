"""Writing: changes to the generation of a store that is being built."""

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, Quad, Triple

from kb.errors import KbError
from kb.rows import Answer
from kb.sparql import expect, guard, unparsed
from kb.store.generations import Generation

BULK = 50_000
"""Quads from which on they are written as new table files; for fewer, a transaction is faster."""


class Batch:
    """Changes to the generation that is being built; `LocalStore.writing` gives one.

    Its queries run here and now, without a limit of time: they are for the program's own questions.
    """

    def __init__(self, folder: Path, parent: Generation) -> None:
        self._open: pyoxigraph.Store | None = pyoxigraph.Store(str(folder / "db"))
        self._parent = parent
        self.beside = folder
        """The folder that becomes the generation: for files that are made from the database and change with it."""
        self.beside_parent = parent.within(folder.parent)
        """The folder of the generation before, with its files. Each generation has its own, or none."""
        self._wrote = False
        self._bulky = False
        self.packaged: dict[str, str] = dict(parent.packaged)
        """Which packaged data the generation carries; set it when they are replaced."""
        self.graphs_changed: set[str] = set()
        """The IRIs of the graphs that were written, as far as they are known: an update does not tell."""

    @property
    def changed(self) -> bool:
        """Whether there is anything to publish."""
        return self._wrote or self.packaged != self._parent.packaged

    def put_graph(self, iri: str, quads: Iterable[Quad]) -> bool:
        """Make a named graph hold these quads and no others; whether that changed anything."""
        name = NamedNode(iri)
        return self._put(name, _in_graph(name, quads))

    def put_graphs(self, graphs: Iterable[tuple[str, Iterable[Quad]]]) -> list[str]:
        """`put_graph` for many, faster from `BULK` quads on or into an empty store; the IRIs of those that changed.

        They are read one after the other and need not fit into memory. Raises ValueError for an IRI given twice.
        """
        store, changed, seen = self._store, [], set[str]()

        def fresh() -> Iterator[list[Quad]]:
            for iri, given in graphs:
                if iri in seen:
                    raise ValueError(f"the graph {iri} is given twice")
                seen.add(iri)
                name = NamedNode(iri)
                quads = _in_graph(name, given)
                if store.contains_named_graph(name):
                    if self._put(name, quads):
                        changed.append(iri)
                elif quads:
                    changed.append(iri)
                    yield quads

        coming = fresh()
        few: list[list[Quad]] = []
        count = 0
        empty = not store
        for quads in coming:
            few.append(quads)
            count += len(quads)
            if count >= BULK:
                break
        self._wrote = self._wrote or bool(few)
        if empty or count >= BULK:
            store.bulk_extend(quad for quads in itertools.chain(few, coming) for quad in quads)
            self._bulky = count >= BULK
        else:
            for quads in few:
                store.extend(quads)
        self.graphs_changed.update(changed)
        return changed

    def delete_graph(self, iri: str) -> bool:
        """Remove a named graph; whether there was one."""
        name = NamedNode(iri)
        if not self._store.contains_named_graph(name):
            return False
        self._store.remove_graph(name)
        self._wrote = True
        self.graphs_changed.add(iri)
        return True

    def update(self, text: str) -> None:
        """Run a SPARQL update. It counts as a change whatever it does. Raises QuerySyntax."""
        guard(text, update=True)
        try:
            self._store.update(text)
        except SyntaxError as error:
            raise unparsed(error.msg, text) from error
        self._wrote = True

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self._store.named_graphs())

    def quads(self, iri: str) -> list[Quad]:
        """What one named graph holds."""
        return list(self._store.quads_for_pattern(None, None, None, NamedNode(iri)))

    def select(self, text: str) -> Answer:
        """The rows of a SELECT query. Raises QuerySyntax."""
        expect(text, "SELECT")
        found = self._query(text)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return Answer(tuple(variable.value for variable in found.variables), [tuple(row) for row in found])

    def ask(self, text: str) -> bool:
        """Whether an ASK query holds. Raises QuerySyntax."""
        expect(text, "ASK")
        return bool(self._query(text))

    def construct(self, text: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query. Raises QuerySyntax."""
        expect(text, "CONSTRUCT", "DESCRIBE")
        found = self._query(text)
        assert isinstance(found, pyoxigraph.QueryTriples)
        return list(found)

    def settle(self) -> None:
        """Bring everything to disk."""
        # optimize() once after a bulk load: a cold query then reads half as long. Not after small generations: it moves
        # their files about without merging them, and RocksDB's own merging, which keeps them below 300, never begins.
        if self.changed:
            self._store.flush()
        if self._bulky:
            self._store.optimize()

    def close(self) -> None:
        """Close the database; the batch is of no use afterwards."""
        self._open = None

    @property
    def _store(self) -> pyoxigraph.Store:
        if self._open is None:
            raise KbError("This batch was already published or given up: begin another with writing().")
        return self._open

    def _query(self, text: str) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
        try:
            return self._store.query(text, use_default_graph_as_union=True)
        except SyntaxError as error:
            raise unparsed(error.msg, text) from error

    def _put(self, name: NamedNode, quads: list[Quad]) -> bool:
        store = self._store
        if not quads:
            return self.delete_graph(name.value)
        if not store.contains_named_graph(name):
            store.extend(quads)
            self._wrote = True
            self.graphs_changed.add(name.value)
            return True
        before = set(store.quads_for_pattern(None, None, None, name))
        after = set(quads)
        if before == after:
            return False
        after = _as_stored(quads)
        if before == after:
            return False
        for quad in before - after:
            store.remove(quad)
        store.extend(after - before)
        self._wrote = True
        self.graphs_changed.add(name.value)
        return True


def _in_graph(name: NamedNode, quads: Iterable[Quad]) -> list[Quad]:
    return [
        quad if quad.graph_name == name else Quad(quad.subject, quad.predicate, quad.object, name) for quad in quads
    ]


def _as_stored(quads: Iterable[Quad]) -> set[Quad]:
    # Oxigraph writes numbers and times in its own form ("0.50" becomes "0.5"), so it has to be asked.
    memory = pyoxigraph.Store()
    memory.extend(quads)
    return set(memory)
