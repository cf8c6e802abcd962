"""What is no part of a report: notices to subscribers, invitations, cookie texts, links to other articles.

A paragraph is set aside whole, and only where a pattern of `boilerplate.tsv` fits it and it is as short as such things
are: a report on subscribers or on cookies stays.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kb.facts import Span

LONGEST = 400
"""Characters of the longest paragraph that can be boilerplate."""


def spans(text: str) -> Iterator[Span]:
    """The paragraphs to set aside, in order, without the spaces around them.

    >>> list(spans("Sign up for our newsletter.\\nPoland protested."))
    [Span(start=0, end=27)]
    """
    start = 0
    for line in text.split("\n"):
        said = line.strip()
        if said and len(said) <= LONGEST and any(pattern.search(said) for pattern in _patterns()):
            begins = start + line.index(said[0])
            yield Span(begins, begins + len(said))
        start += len(line) + 1


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for _, pattern, _ in rows())


def rows() -> Iterator[tuple[str, str, str]]:
    """Each kind of boilerplate, with a pattern and an example."""
    for line in Path(__file__).with_name("boilerplate.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, pattern, example = line.split("\t")
            yield kind, pattern, example
