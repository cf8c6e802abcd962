"""The entries of an RSS or Atom feed, each an article."""

import calendar
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from kb.errors import BrokenFile, MissingExtra
from kb.facts import Article
from kb.feed.page import words
from kb.feed.plain import cleaned


def articles(data: bytes, name: str, notice: Callable[[str], None]) -> Iterator[Article]:
    """The article of each entry that has a text. Raises BrokenFile for what is no feed, MissingExtra."""
    try:
        import feedparser
    except ImportError as error:
        raise MissingExtra("extract", "Reading feeds needs more") from error
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise BrokenFile(f"{name} has a document type, which may hold endless entities. Nothing was read.")
    feed = feedparser.parse(data)
    if not feed.entries:
        raise BrokenFile(f"{name} is no feed, or one without entries.")
    publisher = cleaned(feed.feed.get("title", ""))
    for number, entry in enumerate(feed.entries, 1):
        html = entry.content[0].value if entry.get("content") else entry.get("summary", "")
        text = words(html) if html else ""
        if not text:
            notice(f"{name}, entry {number} has no text, and was left out.")
            continue
        url = entry.get("link", "")
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        day = datetime.fromtimestamp(calendar.timegm(moment), UTC).date().isoformat() if moment else ""
        yield Article(
            url or entry.get("id") or f"{name}-{number}", text, day, cleaned(entry.get("title", "")), url, publisher
        )
