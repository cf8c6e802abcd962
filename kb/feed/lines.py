"""JSON lines."""

import json
from collections.abc import Iterable, Iterator

from kb.errors import BrokenFile, KbError
from kb.facts import Article


def articles(data: Iterable[bytes], source: str, date: str) -> Iterator[Article | KbError]:
    """An article for each line."""
    for number, line in enumerate(data, 1):
        if not line.strip():
            continue
        try:
            told = json.loads(line)
            yield Article(str(told["id"]), told["text"], told.get("date") or date, told.get("title") or "")
        except (ValueError, KeyError, TypeError) as error:
            yield BrokenFile(f"{source}, line {number}: {error}.")
