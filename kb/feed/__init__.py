"""Articles out of files, pages of the web, feeds and streams: each with its text as it is kept.

One room for each kind of source. The text is cleaned once, before anything counts offsets in it; what is no part of a
report is not cut out but marked.
"""

import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date as day
from pathlib import Path
from typing import BinaryIO

from kb.errors import KbError, UsageError
from kb.facts import Article
from kb.feed import address, boilerplate, entries, lines, page, plain

FORMS = ("text", "html", "feed", "jsonl")
"""What a source can be."""

_SUFFIXES = {"txt": "text", "md": "text", "text": "text", "html": "html", "htm": "html", "xhtml": "html"}
_SUFFIXES |= {"rss": "feed", "atom": "feed", "xml": "feed", "jsonl": "jsonl", "ndjson": "jsonl"}

Notice = Callable[[str], None]


def articles(
    sources: Iterable[str], form: str | None = None, date: str = "", notice: Notice = lambda _said: None
) -> Iterator[Article | KbError]:
    """Each article of some sources, or what is wrong with one; nothing is read before it is needed.

    A source is a file, an address that begins with http, or - for standard input. `form` is one of `FORMS`; without it
    a file's suffix tells, else its first characters. `date` is given to articles that state none. `notice` is told what
    a reader should know, such as an encoding that was guessed. Of two articles of one name the second is an error.
    Raises UsageError for a date that is none.
    """
    if date:
        _must_be_day(date)
    named: set[str] = set()
    for source in sources:
        try:
            for one in _read(source, form, notice):
                if isinstance(one, Article):
                    one = _completed(one, date, notice)  # noqa: PLW2901 - what is known is added
                    if one.id in named:
                        yield UsageError(f'{source}: there is another article "{one.id}". It was left out.')
                        continue
                    named.add(one.id)
                yield one
        except OSError as error:
            yield KbError(f"Cannot read {source}: {error.strerror or error}.")
        except KbError as error:
            yield error


def _read(source: str, form: str | None, notice: Notice) -> Iterator[Article | KbError]:
    if source.startswith(("http://", "https://")):
        found = address.fetched(source)
        kind = form or ("feed" if "xml" in found.kind and "html" not in found.kind else "html")
        kind = "text" if form is None and found.kind == "text/plain" else kind
        yield from _parsed(io.BytesIO(found.data), kind, identifier(source), source, notice, found.url)
    elif source == "-":
        if form is None:
            raise UsageError(f"Say what standard input is: --input {'|'.join(FORMS)}.")
        yield from _parsed(sys.stdin.buffer, form, "standard-input", "standard input", notice)
    else:
        path = Path(source)
        with path.open("rb") as file:
            kind = form or _SUFFIXES.get(path.suffix[1:].lower()) or _kind(file)
            yield from _parsed(file, kind, identifier(path.stem), source, notice)


def _parsed(
    file: BinaryIO, kind: str, name: str, source: str, notice: Notice, url: str = ""
) -> Iterator[Article | KbError]:
    if kind == "jsonl":
        yield from lines.articles(file, source)
        return
    data = plain.limited(file, source)
    if kind == "feed":
        yield from entries.articles(data, source, notice)
    elif kind == "html":
        yield page.article(plain.decoded(data, source, notice), name, source, url)
    else:
        yield Article(name, plain.cleaned(plain.decoded(data, source, notice)), url=url)


def _kind(file: BinaryIO) -> str:
    """What a file without a telling suffix is, by how it begins."""
    begins = file.read(512).lstrip().lower()
    file.seek(0)
    if begins.startswith((b"<!doctype html", b"<html")):
        return "html"
    return "feed" if begins.startswith(b"<?xml") else "jsonl" if begins.startswith(b"{") else "text"


def _completed(article: Article, date: str, notice: Notice) -> Article:
    found = article._replace(
        id=identifier(article.id), date=article.date or date, aside=tuple(boilerplate.spans(article.text))
    )
    if found.date > day.today().isoformat():
        notice(f"{found.id} says that it was published on {found.date}, a day yet to come.")
    return found


def _must_be_day(date: str) -> None:
    try:
        if day.fromisoformat(date).isoformat() != date:
            raise ValueError
    except ValueError:
        raise UsageError(f'"{date}" is no day: write YYYY-MM-DD.') from None


def identifier(name: str) -> str:
    """A name as part of an IRI: of an address its path; letters, digits, dots and dashes.

    >>> identifier("https://example.org/world/raid-over-poland?id=7"), identifier("A raid, and after")
    ('example.org-world-raid-over-poland-id-7', 'A-raid-and-after')
    """
    bare = re.sub(r"^https?://(www\\.)?", "", name)
    return re.sub(r"[^A-Za-z0-9._-]+", "-", bare).strip("-._")[:120] or "unnamed"
