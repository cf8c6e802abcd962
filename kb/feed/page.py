"""The article of a page: its text, and what the page itself states of title, day and publisher."""

from kb.errors import BrokenFile, MissingExtra
from kb.facts import Article
from kb.feed.plain import cleaned

LEAST = 120
"""Characters below which what is found on a page is no article but a menu or a notice."""


def article(html: str, name: str, source: str, url: str = "") -> Article:
    """The article that a page holds; a day only where the page states one, never a guess.

    Raises BrokenFile where there is none, MissingExtra.
    """
    found = _extracted(html, url)
    text = cleaned(found.text or "").strip() if found else ""
    if len(text) < LEAST:
        raise BrokenFile(f"{source} holds no article.")
    return Article(
        name, text, found.date or "", cleaned(found.title or ""), url or found.url or "", found.sitename or ""
    )


def words(html: str) -> str:
    """The text of a piece of HTML, such as an entry of a feed. Raises MissingExtra."""
    try:
        from lxml.html import fromstring
    except ImportError as error:
        raise MissingExtra("extract", "Reading feeds needs more") from error
    blocks = fromstring(f"<div>{html}</div>").xpath(".//text()")
    return cleaned(" ".join(" ".join(str(block).split()) for block in blocks if str(block).strip()))


def _extracted(html: str, url: str):  # type: ignore[no-untyped-def]
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtra("extract", "Reading pages needs more") from error
    return trafilatura.bare_extraction(
        html,
        url=url or None,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        # A day is what metadata state: no search for something in the text that looks like one.
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
