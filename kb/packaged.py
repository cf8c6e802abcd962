"""What comes with the package: ontology, reference data, with which every store begins, and the built-in articles."""

import zlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad, parse

from kb.files import articles_folder, ontology_folder
from kb.terms import ONTOLOGY_GRAPH, REFERENCE_GRAPH

_REFERENCE = ("leaders.ttl", "organizations.ttl", "states.ttl")


def version() -> str:
    """The version of the package."""
    from importlib import metadata

    return metadata.version("alignment-kb")


def state() -> str:
    """A short name for the packaged files as they lie on disk; it changes when one is replaced. None is read."""
    marks = [(str(path), path.stat()) for path in (*_ontology(), *_reference(), *_rules(), *_articles())]
    told = repr([(path, mark.st_size, mark.st_mtime_ns, mark.st_ctime_ns) for path, mark in marks])
    return f"{zlib.crc32(told.encode()):08x}-{len(told):x}"


@cache
def digest() -> str:
    """The SHA-256 of all packaged files: two packages with the same digest give the same graphs."""
    import hashlib

    found = hashlib.sha256()
    for path in (*_ontology(), *_reference(), *_rules(), *_articles()):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def mark() -> dict[str, str]:
    """What a store notes of the packaged data that it carries."""
    return {"version": version(), "digest": digest()}


def graphs() -> dict[str, list[Quad]]:
    """The graphs of the ontology and of the reference data, which a new version of the package replaces."""
    return {
        ONTOLOGY_GRAPH: _parsed(ONTOLOGY_GRAPH, _ontology()),
        REFERENCE_GRAPH: _parsed(REFERENCE_GRAPH, _reference()),
    }


def articles() -> dict[str, list[Quad]]:
    """The graphs of the built-in articles."""
    from kb.graphs import arranged, completed

    found: dict[str, list[Quad]] = {}
    for path in _articles():
        found.update(completed(arranged(parse(path=path), path.name)))
    return found


def _parsed(graph: str, paths: Iterable[Path]) -> list[Quad]:
    name = NamedNode(graph)
    return [Quad(quad.subject, quad.predicate, quad.object, name) for path in paths for quad in parse(path=path)]


def _ontology() -> list[Path]:
    folder = ontology_folder()
    return [
        path for path in sorted([*folder.glob("*.ttl"), *folder.glob("weights/*.ttl")]) if path.name not in _REFERENCE
    ]


def _reference() -> list[Path]:
    return [ontology_folder() / name for name in _REFERENCE]


def _rules() -> list[Path]:
    return sorted((ontology_folder() / "rules").glob("*.rq"))


def _articles() -> list[Path]:
    return sorted(articles_folder().glob("*.ttl"))
