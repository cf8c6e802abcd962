"""What every store can do, whether it is a folder here or an endpoint elsewhere."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from kb.rows import Answer


class Store(Protocol):
    """SPARQL in, terms out; one named graph for each article, written whole or not at all.

    A query sees the union of all graphs, unless it names one with GRAPH.
    """

    def select(self, text: str, timeout: float | None = None) -> "Answer":
        """The rows of a SELECT query; `timeout` in seconds, None for no limit."""
        ...

    def ask(self, text: str, timeout: float | None = None) -> bool:
        """Whether an ASK query holds."""
        ...

    def construct(self, text: str, timeout: float | None = None) -> "list[Triple]":
        """The triples of a CONSTRUCT or DESCRIBE query."""
        ...

    def graphs(self) -> list[str]:
        """The IRIs of the named graphs, sorted."""
        ...

    def quads(self, graph: str) -> "Iterator[Quad]":
        """What one named graph holds."""
        ...

    def lines(self, graphs: Iterable[str]) -> Iterator[bytes]:
        """The triples of each graph as sorted lines of N-Triples, one graph after the other."""
        ...

    def put_graph(self, iri: str, quads: "Iterable[Quad]") -> bool:
        """Make a named graph hold these quads and no others; whether that changed anything."""
        ...

    def delete_graph(self, iri: str) -> bool:
        """Remove a named graph; whether there was one."""
        ...

    def update(self, text: str) -> None:
        """Run a SPARQL update, whole or not at all."""
        ...
