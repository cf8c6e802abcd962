"""Articles into a store: each with its facts as proposals, and its text as a file named by its digest.

What is stored already is left alone, so a run that was stopped goes on where it ended. An article whose text has
changed becomes a revision beside the one before it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import NamedNode, Quad

from kb.facts import Article, Fact
from kb.files import replaced
from kb.graphs import arranged
from kb.rows import Answer
from kb.terms import ID, PREFIXES, text
from kb.triples import proposed

AT_ONCE = 200
"""Articles that one change brings: a run that is stopped loses no more than these."""

TEXTS = "texts"
"""The folder, in a store's, in which texts lie."""

Select = Callable[[str], Answer]
Read = tuple[Article, Sequence[Fact]]


class Ingested(NamedTuple):
    """What became of an article."""

    iri: str
    verb: str
    """added, revised or unchanged."""
    facts: int


def chunks(articles: Iterable[Article], size: int = AT_ONCE) -> Iterator[list[Article]]:
    """The articles, so many at a time."""
    coming = iter(articles)
    while some := list(islice(coming, size)):
        yield some


def new(select: Select, articles: Sequence[Article]) -> tuple[list[tuple[Article, str]], list[Ingested]]:
    """Of some articles, those to be read, each with the IRI of what it revises or nothing; and those that are there.

    One that is there under another name is not read again.
    """
    by_name, by_digest = _known(select, articles)
    fresh: list[tuple[Article, str]] = []
    there: list[Ingested] = []
    for article in articles:
        if article.digest in by_digest:
            there.append(Ingested(by_digest[article.digest], "unchanged", 0))
            continue
        earlier = by_name.setdefault(f"{ID}article/{article.id}", [])
        name = f"{article.id}-r{len(earlier) + 1}" if earlier else article.id
        fresh.append((article._replace(id=name), earlier[-1] if earlier else ""))
        earlier.append(f"{ID}article/{name}")
        by_digest[article.digest] = earlier[-1]
    return fresh, there


def _known(select: Select, articles: Sequence[Article]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Name → the articles of that name, the oldest first; digest → the article that has it."""
    names = " ".join(f'"{article.id}"' for article in articles)
    digests = " ".join(f'"{article.digest}"' for article in articles)
    by_digest = {
        text(row[1]): text(row[0])
        for row in select(
            f"SELECT ?a ?d {{ VALUES ?d {{ {digests} }} ?a a schema:NewsArticle ; schema:sha256 ?d }}"
        ).rows
    }
    by_name: dict[str, list[str]] = {}
    query = f"""SELECT ?a ?name {{ VALUES ?name {{ {names} }} ?a a schema:NewsArticle
        FILTER(STR(?a) = CONCAT("{ID}article/", ?name) || STRSTARTS(STR(?a), CONCAT("{ID}article/", ?name, "-r"))) }}
        ORDER BY STRLEN(STR(?a)) ?a"""
    for row in select(query).rows:
        by_name.setdefault(f"{ID}article/{text(row[1])}", []).append(text(row[0]))
    return by_name, by_digest


def graphs(read: Iterable[Read], revises: Iterable[str], names: dict[str, str]) -> dict[str, list[Quad]]:
    """The graphs of some articles as they were read now."""
    at = datetime.now(tz=UTC)
    found: dict[str, list[Quad]] = {}
    for (article, facts), earlier in zip(read, revises, strict=True):
        quads = [Quad(*triple) for triple in proposed(article, facts, names, at)]
        if earlier:
            node, revision = NamedNode(f"{ID}article/{article.id}"), NamedNode(PREFIXES["prov"] + "wasRevisionOf")
            quads.append(Quad(node, revision, NamedNode(earlier)))
        for graph, own in arranged(quads, article.id).items():
            found.setdefault(graph, []).extend(own)
    return found


def keep(folder: Path, articles: Iterable[Article]) -> None:
    """Write the texts of some articles into a store's folder, each whole or not at all."""
    home = folder / TEXTS
    home.mkdir(exist_ok=True)
    for article in articles:
        file = home / f"{article.digest}.txt"
        if not file.exists():
            with replaced(file) as out:
                out.write(article.text.encode())


def texts(select: Select, folder: Path, article: str = "") -> Iterator[tuple[str, str | None]]:
    """Each article, or the one of an IRI, and its text; None where the store's folder does not hold it."""
    wanted = f"VALUES ?a {{ <{article}> }}" if article else ""
    for row in select(f"SELECT ?a ?d {{ {wanted} ?a a schema:NewsArticle ; schema:sha256 ?d }} ORDER BY ?a").rows:
        file = folder / TEXTS / f"{text(row[1])}.txt"
        yield text(row[0]), file.read_bytes().decode() if file.is_file() else None


def called(select: Select) -> dict[str, str]:
    """What each actor is called in English, by its code."""
    rows = select('SELECT ?code ?name { ?a kb:code ?code ; skos:prefLabel ?name FILTER(LANG(?name) = "en") }').rows
    return {text(row[0]): text(row[1]) for row in rows}
