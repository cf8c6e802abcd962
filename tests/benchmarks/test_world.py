"""The made-up world is one that a store would take: valid, consistent with its texts, and the same each time."""

from itertools import islice
from pathlib import Path

import pyshacl
import rdflib
from pyoxigraph import Quad, RdfFormat, serialize

from kb import evidence, packaged, shapes
from kb.files import ontology_folder
from kb.graphs import arranged, completed
from kb.terms import ADDITIONS_GRAPH, KB
from tests.benchmarks import world

SAMPLE = 40  # articles


def sample(*, derived: bool = False) -> dict[str, list[Quad]]:
    return {article.iri: article.quads() for article in islice(world.articles(derived=derived), SAMPLE)}


def people() -> list[Quad]:
    return next(world.graphs(0))[1]


def facts() -> list[Quad]:
    return [*people(), *(quad for quads in sample().values() for quad in quads)]


def reference() -> list[Quad]:
    return [quad for quads in packaged.graphs().values() for quad in quads]


def test_all_that_is_told_is_valid() -> None:
    """Shapes and evidence find nothing wrong with articles, people and their offices."""
    assert shapes.validate(facts(), reference()) == []
    assert evidence.agree(facts()) == []


def test_a_thorough_validator_agrees() -> None:
    """pySHACL conforms, with a few of the people."""
    spoken_of = {quad.object for quads in sample().values() for quad in quads}
    some = [quad for quad in people() if quad.subject in spoken_of]
    told = [quad for quads in sample().values() for quad in quads]
    lines = serialize({quad.triple for quad in [*some, *told, *reference()]}, format=RdfFormat.N_TRIPLES)
    conforms, _, report = pyshacl.validate(
        rdflib.Graph().parse(data=lines, format="nt"),
        shacl_graph=rdflib.Graph().parse(ontology_folder() / "shapes" / "facts.ttl"),
    )
    assert conforms, report


def test_every_span_stands_in_its_text() -> None:
    """Offsets and digests of the evidence are those of the article's text."""
    for article in islice(world.articles(), SAMPLE):
        found, complaints = evidence.verify(article.quads(), article.iri, article.text)
        assert found
        assert complaints == []


def test_the_same_seed_gives_the_same_world(tmp_path: Path) -> None:
    """One seed gives equal files, byte for byte, another seed another one, and a small world begins a large one."""
    one, again, other, larger = (tmp_path / name for name in ("one.nq", "again.nq", "other.nq", "larger.nq"))
    for path, triples, seed in ((one, 2_000, 1), (again, 2_000, 1), (other, 2_000, 2), (larger, 3_000, 1)):
        world.write_quads(path, triples, seed)
    assert one.read_bytes() == again.read_bytes()
    assert one.read_bytes() != other.read_bytes()
    assert larger.read_bytes().startswith(one.read_bytes())


def test_an_article_is_arranged_as_it_is_told() -> None:
    """What `kb add` makes of an article's Turtle, rules and all, is what a store is filled with."""
    known = {quad.subject.value for quad in [*people(), *reference()]}
    filled = sample(derived=True)
    for graph, quads in sample().items():
        added = completed(arranged(quads, graph, known))
        assert added.keys() == {graph}
        assert set(added[graph]) == set(filled[graph])


def test_the_world_is_as_large_as_it_says() -> None:
    """195 states, 2,000 people, one graph for each article, and at least the triples that were asked for."""
    graphs = dict(world.graphs(10_000))
    assert len(world.states()) == 195
    leaders = [quad for quad in graphs.pop(ADDITIONS_GRAPH) if quad.object.value == KB + "Leader"]
    assert len(leaders) == world.PEOPLE
    assert 10_000 <= sum(map(len, graphs.values())) < 10_500
    assert all(quad.graph_name.value == graph for graph, quads in graphs.items() for quad in quads)


def test_a_store_is_filled(tmp_path: Path) -> None:
    """A filled store answers for the packaged data and for the world."""
    with world.fill(tmp_path / "store", 1_000) as store:
        assert len(store.graphs()) == 3 + 1 + sum(1 for _ in world.graphs(1_000)) - 1
