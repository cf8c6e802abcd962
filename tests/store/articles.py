"""Articles of a few triples, and how many a store has."""

from pyoxigraph import Literal, NamedNode, Quad

from kb.store.local import LocalStore

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def iri(n: int) -> str:
    """The graph of the n-th article."""
    return f"http://example.org/graph/{n}"


def article(n: int, size: int = 6, word: str = "word") -> list[Quad]:
    """Triples of the n-th article."""
    subject, graph = NamedNode(f"http://example.org/article/{n}"), NamedNode(iri(n))
    return [Quad(subject, NamedNode(f"http://example.org/p{i}"), Literal(f"{word} {i}"), graph) for i in range(size)]


def count(store: LocalStore) -> int:
    """How many triples the store answers from."""
    cell = store.select(COUNT).rows[0][0]
    assert isinstance(cell, Literal)
    return int(cell.value)
