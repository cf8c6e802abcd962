"""Network files, read back by another program's reader."""

from collections.abc import Callable
from io import BytesIO
from xml.etree import ElementTree

import networkx
import pytest

from kb import overview
from kb.network import EDGE, GEXF, GRAPHML, NODE, network
from kb.settings import Settings
from kb.standing import Standing

DAY = "2025-01-01"
CODES = {"id:A": ("AAA", "7")}
READERS: dict[str, Callable[..., networkx.DiGraph]] = {
    "gexf": lambda told: networkx.read_gexf(BytesIO(told), version="1.3"),
    "graphml": lambda told: networkx.read_graphml(BytesIO(told)),
}
FORMS = pytest.mark.parametrize("form", READERS)


def written(told: list[Standing], form: str) -> bytes:
    """The file of some standings."""
    return network(form, overview.camps(told), told, CODES, DAY)


def read(told: list[Standing], form: str) -> networkx.DiGraph:
    """The same, read back."""
    return READERS[form](written(told, form))


@pytest.fixture
def world(standings) -> list[Standing]:
    """Three actors; C stands with A, which the camps contradict."""
    return standings({("A", "B"): (6.0, 0.0), ("B", "A"): (0.5, 0.2), ("B", "C"): (0.0, 6.0), ("C", "A"): (1.0, 0.0)})


@FORMS
def test_dyads_are_directed_edges_with_all_their_numbers(world, form):
    """Unrounded; the weight is what a layout can use."""
    graph = read(world, form)
    assert graph.is_directed()
    assert graph.number_of_edges() == len(world)
    for one in world:
        edge, known = graph.edges[one.holder.code, one.target.code], one.alignment
        assert (edge["direction"], edge["low"], edge["high"]) == (known.direction, *known.interval)
        assert (edge["p_aligned"], edge["support"], edge["acts"]) == (known.p_aligned, known.support, known.acts)
        assert edge.get("flags", "").split() == list(known.flags)
        assert edge["weight"] == abs(known.direction)
    assert [ends for *ends, contradicts in graph.edges(data="frustrated") if contradicts] == [["C", "A"]]


@FORMS
def test_nodes_are_actors_with_code_camp_and_stability(world, form):
    """And with the codes that statistics packages know states by, where there are any."""
    told = overview.camps(world)
    graph = read(world, form)
    assert {node: data["label"] for node, data in graph.nodes(data=True)} == {c: f"the {c}" for c in "ABC"}
    camps = dict(told.sides)
    for node, data in graph.nodes(data=True):
        assert node == data["code"]
        assert node in camps[data["camp"]]
        assert data["stability"] == told.stability[node]
    assert (graph.nodes["A"]["iso3"], graph.nodes["A"]["cow"]) == ("AAA", "7")
    assert "iso3" not in graph.nodes["B"]


@FORMS
def test_the_day_that_it_is_reckoned_for_is_said_and_no_other(world, form):
    """The same standings give the same bytes on any day."""
    told = written(world, form)
    assert told == written(world, form)
    assert f"as of {DAY}" in told.decode()
    assert b"lastmodifieddate" not in told
    if form == "graphml":
        assert read(world, form).graph["as_of"] == DAY


@FORMS
@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (Settings(), ""),
        (Settings(weights="goldstein", half_life="x0.5"), "; weights goldstein; half-lives x0.5"),
        (Settings(known_at="2025-01-31", exclude=("hedged",)), "; known by 2025-01-31; without hedged"),
        (Settings(exclude=("outlet=<A> & \x1bB",)), "; without outlet=<A> & ␛B"),
    ],
)
def test_the_description_says_what_is_not_usual(world, form, chosen, said):
    """Where the format has its place for one, and as text that any reader takes."""
    root = ElementTree.fromstring(written([one._replace(settings=chosen) for one in world], form))
    about = root.findtext(f"{{{GEXF}}}meta/{{{GEXF}}}description" if form == "gexf" else f"{{{GRAPHML}}}desc")
    assert about == f"How actors stand toward each other, and their camps, as of {DAY}{said}."


@FORMS
def test_hostile_names_and_codes_stay_text(standings, form):
    """A control character is made visible, since XML has none; an identifier is one whatever the code is."""
    labels = {
        "<b>&'\"": "<script>alert(1)</script>",
        "x y": "\x1b[31mred\x00\ufffe\ud800",
        "]]>": "\u202eevil 中国",
        "U": "",
    }
    names = list(labels)
    told = standings({(names[n], names[(n + 1) % 4]): (1.0, 0.0) for n in range(4)}, labels)
    graph = read(told, form)
    found = {data["code"]: data.get("label", "") for _, data in graph.nodes(data=True)}
    assert found["<b>&'\""] == "<script>alert(1)</script>"
    assert found["x y"] == "␛[31mred␀⟨U+FFFE⟩⟨U+D800⟩"
    assert found["]]>"] == "⟨U+202E⟩evil 中国"
    assert all(node.isalnum() for node in graph.nodes)
    assert graph.number_of_edges() == 4


@FORMS
def test_without_standings_there_is_an_empty_network(form):
    """A program that reads it finds a file, and nobody in it."""
    assert read([], form).number_of_nodes() == 0


def test_a_gexf_has_the_parts_that_its_schema_asks_for(world):
    """In its order: columns are declared before they are used."""
    root = ElementTree.fromstring(written(world, "gexf"))
    name = f"{{{GEXF}}}"
    assert (root.tag, root.get("version")) == (f"{name}gexf", "1.3")
    meta, graph = root
    assert [each.tag.removeprefix(name) for each in meta] == ["creator", "description"]
    assert graph.get("defaultedgetype") == "directed"
    assert [each.tag.removeprefix(name) for each in graph] == ["attributes", "attributes", "nodes", "edges"]
    for declared, columns, rows in zip(graph[:2], (NODE, EDGE), graph[2:], strict=True):
        assert {each.get("id"): each.get("type") for each in declared} == columns
        assert {each.get("for") for each in rows.iter(f"{name}attvalue")} <= set(columns)
