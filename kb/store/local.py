"""The store in a folder: Oxigraph, read in a child and written in generations."""

import contextlib
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Self

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, Triple

from kb.errors import KbError, QuerySyntax, StoreError
from kb.rows import Answer
from kb.sparql import guard, unparsed
from kb.store.generations import Generation, Generations, Pin
from kb.store.worker import Worker, dump_settings

BULK = 50_000
"""Quads from which on they are written as new table files; for fewer, a transaction is faster."""

_READ_BY_ONE = 2_000
"""Graphs that one child reads whole: the engine's cache cannot be limited, and ends with the child."""

WAIT = 10.0
"""Seconds that a writer waits for another to end."""


class LocalStore:
    """A store in a folder.

    Reading holds on to the generation that was current at the first question; a change of its own, `undo` or
    `refresh` moves it on. Use it as a context manager, or close it.

    >>> import tempfile
    >>> with LocalStore.create(Path(tempfile.mkdtemp()) / "store") as store:
    ...     with store.writing("example") as batch:
    ...         for n in range(3):
    ...             a, p = NamedNode(f"http://example.org/a{n}"), NamedNode("http://example.org/p")
    ...             _ = batch.put_graph(f"http://example.org/g{n}", [Quad(a, p, a)])
    ...     store.select("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").rows[0][0].value
    ...     store.undo().command, store.graphs()
    '3'
    ('create', [])
    """

    def __init__(self, generations: Generations, memory: int | None = None) -> None:
        """Use `open` or `create`; `memory` is the limit of a query's memory in bytes."""
        self._generations = generations
        self._memory = memory
        self._pin: Pin | None = None
        self._reader: Worker | None = None

    @classmethod
    def open(cls, folder: Path, memory: int | None = None) -> Self:
        """Open a store. Raises NotAStore and StoreTooNew."""
        return cls(Generations(folder), memory)

    @classmethod
    def create(cls, folder: Path, by: str = "") -> Self:
        """Make an empty store, or open the one that is there. Raises NotAStore for a folder of other things."""
        return cls(Generations.create(folder, by))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the reading child and let go of its generation."""
        if self._reader:
            self._reader.close()
        if self._pin:
            self._pin.close()
        self._reader = self._pin = None

    def warm(self) -> None:
        """Open the database in the background: the first question then need not wait for it."""
        self._worker().start()

    def refresh(self) -> None:
        """Read the newest generation from now on."""
        self.close()

    @property
    def folder(self) -> Path:
        """Where the store is."""
        return self._generations.folder

    @property
    def published(self) -> Generation:
        """The generation that is read: its number, when and by what it was published, which packaged data it has."""
        return self._pinned().generation

    @property
    def changed(self) -> list[str]:
        """The IRIs of the graphs in which the generation that is read differs from the one before."""
        return self._pinned().changed

    def earlier(self) -> Self:
        """The store as it was before its last change, to read from. Raises StoreError where that is not kept."""
        parent = self.published.parent
        if parent is None:
            raise StoreError(f"Nothing was changed in {self.folder} yet.")
        found = type(self)(self._generations, self._memory)
        found._pin = self._generations.pin(parent)
        return found

    @property
    def database(self) -> str:
        """The database folder of the generation that is read, for other tools: open it read-only, never for writing.

        It stays on disk until the store is closed or refreshed.
        """
        return self._pinned().database

    @property
    def beside(self) -> Path:
        """The folder of the generation that is read, in which files may lie that were made from its database."""
        return self._pinned().folder

    # Reading

    def select(self, text: str, timeout: float | None = None) -> Answer:
        """The rows of a SELECT query. Raises QuerySyntax, QueryTimeout and QueryTooLarge."""
        _expect(text, "SELECT")
        return _answer(self._worker().query(text, timeout))

    def ask(self, text: str, timeout: float | None = None) -> bool:
        """Whether an ASK query holds; raises as `select` does."""
        _expect(text, "ASK")
        return bool(pyoxigraph.parse_query_results(self._worker().query(text, timeout), QueryResultsFormat.JSON))

    def construct(self, text: str, timeout: float | None = None) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query; raises as `select` does."""
        _expect(text, "CONSTRUCT", "DESCRIBE")
        found = self._worker().triples(text, timeout)
        return [quad.triple for quad in pyoxigraph.parse(found, RdfFormat.N_TRIPLES)]

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        found = self.select("SELECT ?g { GRAPH ?g { } }").rows
        return sorted(row[0].value for row in found if isinstance(row[0], NamedNode))

    def quads(self, graph: str | None = None) -> Iterator[Quad]:
        """What one named graph holds, or everything."""
        found = io.BytesIO()
        self.dump(found, "nq" if graph is None else "nt", graph)
        name = None if graph is None else NamedNode(graph)
        for quad in pyoxigraph.parse(found.getvalue(), RdfFormat.N_QUADS):
            yield quad if name is None else Quad(quad.subject, quad.predicate, quad.object, name)

    def lines(self, graphs: Iterable[str]) -> Iterator[bytes]:
        """The triples of each graph as sorted lines of N-Triples, one graph after the other."""
        coming = iter(graphs)
        while some := list(itertools.islice(coming, _READ_BY_ONE)):
            yield from self._worker().lines(some)
            if len(some) == _READ_BY_ONE:
                self._worker().close()

    def dump(
        self, out: IO[bytes], suffix: str, graph: str | None = None, prefixes: Mapping[str, str] | None = None
    ) -> None:
        """Write one graph, or everything, in the format of a file suffix (nq, trig; for one graph also ttl, nt, rdf).

        It streams: memory does not grow with the store.
        """
        self._worker().dump(out.write, dump_settings(suffix, graph, dict(prefixes or {})))

    # Writing

    @contextlib.contextmanager
    def writing(self, command: str, wait: float = WAIT) -> "Iterator[Batch]":
        """Changes that become one generation when the block ends well, and leave no trace when it does not.

        Nothing is published when nothing changed. Raises StoreLocked after `wait` seconds, and StoreReadOnly.
        """
        with self._generations.locked(command, wait), self._generations.building() as (parent, folder):
            batch = Batch(folder, parent)
            try:
                yield batch
                batch.settle()
            finally:
                batch.close()
            if batch.changed:
                self._generations.publish(folder, parent, command, batch.packaged, batch.graphs_changed)
        self.refresh()

    def put_graph(self, iri: str, quads: Iterable[Quad]) -> bool:
        """Make a named graph hold these quads and no others; whether that changed anything."""
        with self.writing("put_graph") as batch:
            return batch.put_graph(iri, quads)

    def delete_graph(self, iri: str) -> bool:
        """Remove a named graph; whether there was one."""
        with self.writing("delete_graph") as batch:
            return batch.delete_graph(iri)

    def update(self, text: str) -> None:
        """Run a SPARQL update, whole or not at all. Raises QuerySyntax."""
        with self.writing("update") as batch:
            batch.update(text)

    def undo(self, wait: float = WAIT) -> Generation:
        """Go back to the generation before the current one, and give it back. Raises StoreError when none is kept."""
        with self._generations.locked("undo", wait):
            back = self._generations.undo()
        self.refresh()
        return back

    def generations(self) -> list[Generation]:
        """The current generation and those that can be gone back to, newest first."""
        return self._generations.chain()

    def _pinned(self) -> Pin:
        if self._pin is None:
            self._pin = self._generations.pin()
        return self._pin

    def _worker(self) -> Worker:
        if self._reader is None:
            self._reader = Worker(self.database, self._memory)
        return self._reader


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
        _expect(text, "SELECT")
        found = self._query(text)
        assert isinstance(found, pyoxigraph.QuerySolutions)
        return Answer(tuple(variable.value for variable in found.variables), [tuple(row) for row in found])

    def ask(self, text: str) -> bool:
        """Whether an ASK query holds. Raises QuerySyntax."""
        _expect(text, "ASK")
        return bool(self._query(text))

    def construct(self, text: str) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query. Raises QuerySyntax."""
        _expect(text, "CONSTRUCT", "DESCRIBE")
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


def _answer(found: bytes) -> Answer:
    results = pyoxigraph.parse_query_results(found, QueryResultsFormat.JSON)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    return Answer(tuple(variable.value for variable in results.variables), [tuple(row) for row in results])


def _expect(text: str, *forms: str) -> None:
    form = guard(text)
    if form not in forms:
        raise QuerySyntax(f"This is a {form} query where {' or '.join(forms)} is meant.")
