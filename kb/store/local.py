"""The store in a folder: Oxigraph, read in a child and written in generations by batches."""

import contextlib
import io
import itertools
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Self

import pyoxigraph
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, RdfFormat, Triple

from kb.errors import StoreError
from kb.rows import Answer
from kb.sparql import expect
from kb.store.batch import Batch
from kb.store.generations import Generation, Generations, Pin
from kb.store.worker import Worker, dump_settings

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
        expect(text, "SELECT")
        return _answer(self._worker().query(text, timeout))

    def ask(self, text: str, timeout: float | None = None) -> bool:
        """Whether an ASK query holds; raises as `select` does."""
        expect(text, "ASK")
        return bool(pyoxigraph.parse_query_results(self._worker().query(text, timeout), QueryResultsFormat.JSON))

    def construct(self, text: str, timeout: float | None = None) -> list[Triple]:
        """The triples of a CONSTRUCT or DESCRIBE query; raises as `select` does."""
        expect(text, "CONSTRUCT", "DESCRIBE")
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
    def writing(self, command: str, wait: float = WAIT) -> Iterator[Batch]:
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


def _answer(found: bytes) -> Answer:
    results = pyoxigraph.parse_query_results(found, QueryResultsFormat.JSON)
    assert isinstance(results, pyoxigraph.QuerySolutions)
    return Answer(tuple(variable.value for variable in results.variables), [tuple(row) for row in results])
