"""The camps and the standings that they come from as a network file: GEXF for Gephi, GraphML for Cytoscape and others.

Nodes are actors, directed edges are dyads, a holder to its target. Programs that lay out networks take only positive
weights, so that an edge's weight is its |direction|; the direction itself stands beside it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from kb.overview import Camps, code
from kb.standing import Standing
from kb.terminal import harmless

NODE = {"code": "string", "camp": "string", "stability": "double", "iso3": "string", "cow": "string"}
"""What a file says of an actor beside its label, and the types: `stability` is the share of draws in its camp."""

EDGE = {
    "direction": "double", "low": "double", "high": "double", "p_aligned": "double", "support": "double",
    "acts": "integer", "newest": "string", "flags": "string", "frustrated": "boolean",
}  # fmt: skip
"""What a file says of a dyad beside its weight; `frustrated` where both ways added up contradict the camps."""

GEXF, GRAPHML = "http://gexf.net/1.3", "http://graphml.graphdrawing.org/xmlns"

_Table = list[tuple[dict[str, str], dict[str, Any]]]
"""For each node or edge what identifies it, and its values."""


def network(
    form: str, told: Camps, standings: Sequence[Standing], codes: Mapping[str, tuple[str, str]], at: str
) -> bytes:
    """The file as gexf or graphml. `codes`: IRI of a state → its ISO alpha-3 and Correlates-of-War code.

    Nothing in it is of the day on which it is written.
    """
    nodes = _nodes(told, standings, codes)
    edges = _edges(told, standings, {values["code"]: head["id"] for head, values in nodes})
    basis = harmless(standings[0].basis) if standings else at
    about = f"How actors stand toward each other, and their camps, as of {basis}."
    tree = _gexf(nodes, edges, about) if form == "gexf" else _graphml(nodes, edges, at, about)
    indent(tree)
    return bytes(tostring(tree, "utf-8", xml_declaration=True)) + b"\n"


def _nodes(told: Camps, standings: Sequence[Standing], codes: Mapping[str, tuple[str, str]]) -> _Table:
    camp = {name: called for called, side in told.sides for name in side}
    actors = {code(actor): actor for one in standings for actor in (one.holder, one.target)}
    found: _Table = []
    for n, (name, actor) in enumerate(sorted(actors.items())):
        iso3, cow = codes.get(actor.iri, ("", ""))
        values = {"code": name, "camp": camp[name], "stability": told.stability.get(name), "iso3": iso3, "cow": cow}
        found.append(({"id": name if re.fullmatch(r"[A-Z0-9-]+", name) else f"n{n}", "label": actor.label}, values))
    return found


def _edges(told: Camps, standings: Sequence[Standing], ids: Mapping[str, str]) -> _Table:
    frustrated = {(edge.first, edge.second) for edge in told.balance.frustrated}
    found: _Table = []
    for n, one in enumerate(standings):
        ends = code(one.holder), code(one.target)
        known = one.alignment
        values = {
            "direction": known.direction,
            "low": known.interval[0],
            "high": known.interval[1],
            "p_aligned": known.p_aligned,
            "support": known.support,
            "acts": known.acts,
            "newest": known.newest.isoformat() if known.newest else "",
            "flags": " ".join(known.flags),
            "frustrated": tuple(sorted(ends)) in frustrated,
        }
        found.append(({"id": f"e{n}", "source": ids[ends[0]], "target": ids[ends[1]]}, values))
    return found


def _gexf(nodes: _Table, edges: _Table, about: str) -> Element:
    root = Element("gexf", {"xmlns": GEXF, "version": "1.3"})
    meta = SubElement(root, "meta")
    SubElement(meta, "creator").text = "kb"
    SubElement(meta, "description").text = about
    graph = SubElement(root, "graph", {"mode": "static", "defaultedgetype": "directed"})
    for kind, columns in (("node", NODE), ("edge", EDGE)):
        declared = SubElement(graph, "attributes", {"class": kind})
        for name, of in columns.items():
            SubElement(declared, "attribute", {"id": name, "title": name, "type": of})
    for kind, table in (("node", nodes), ("edge", edges)):
        group = SubElement(graph, f"{kind}s")
        for head, values in table:
            weight = {"weight": _text(abs(values["direction"]))} if kind == "edge" else {}
            element = SubElement(group, kind, {name: harmless(text) for name, text in head.items()} | weight)
            listed = SubElement(element, "attvalues")
            for name, text in _told(values):
                SubElement(listed, "attvalue", {"for": name, "value": text})
    return root


def _graphml(nodes: _Table, edges: _Table, at: str, about: str) -> Element:
    root = Element("graphml", {"xmlns": GRAPHML})
    SubElement(root, "desc").text = about
    _key(root, "graph", "as_of", "string")
    for kind, columns in (("node", {"label": "string"} | NODE), ("edge", {"weight": "double"} | EDGE)):
        for name, of in columns.items():
            _key(root, kind, name, of)
    graph = SubElement(root, "graph", {"id": "camps", "edgedefault": "directed"})
    SubElement(graph, "data", {"key": "as_of"}).text = at
    for kind, table in (("node", nodes), ("edge", edges)):
        for head, values in table:
            ends = {name: text for name, text in head.items() if name != "label"}
            first = {"label": head["label"]} if kind == "node" else {"weight": abs(values["direction"])}
            element = SubElement(graph, kind, ends)
            for name, text in _told(first | values):
                SubElement(element, "data", {"key": name}).text = text
    return root


def _key(root: Element, kind: str, name: str, of: str) -> None:
    SubElement(root, "key", {"id": name, "for": kind, "attr.name": name, "attr.type": {"integer": "int"}.get(of, of)})


def _told(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What there is to tell; an empty value is none."""
    return ((name, _text(value)) for name, value in values.items() if value not in (None, ""))


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else harmless(str(value))
