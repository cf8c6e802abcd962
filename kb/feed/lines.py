"""JSON lines: an article each, with id and text, and perhaps date, title, url and publisher."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kb.errors import BrokenFile, KbError
from kb.facts import Article
from kb.feed.plain import LARGEST, cleaned


def articles(lines: Iterable[bytes], name: str) -> Iterator[Article | KbError]:
    """The article of each line, or what is wrong with it; read as they are needed."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield _article(line)
            except (ValueError, TypeError) as error:
                yield BrokenFile(f"{name}, line {number}: {error}. The line was left out.")


def _article(line: bytes) -> Article:
    """Raises ValueError and TypeError, which say what is wrong."""
    if len(line) > LARGEST:
        raise ValueError(f"more than {LARGEST // 1_000_000} MB")
    try:
        told: Any = json.loads(line)
    except ValueError as error:
        raise ValueError(f"no JSON: {error}") from None
    except RecursionError:
        raise ValueError("JSON that is nested too deeply") from None
    if not isinstance(told, dict):
        raise TypeError("an object is wanted")
    for field in ("id", "text"):
        if not isinstance(told.get(field), str) or not told[field].strip():
            raise TypeError(f'it has no "{field}"')
    given = {field: _text(told, field) for field in ("date", "title", "url", "publisher")}
    return Article(
        told["id"], cleaned(told["text"]), _day(given["date"]), given["title"], given["url"], given["publisher"]
    )


def _text(told: dict[str, Any], field: str) -> str:
    value = told.get(field)
    if value is not None and not isinstance(value, str):
        raise TypeError(f'its "{field}" is no text')
    return cleaned(value or "").strip()


def _day(said: str) -> str:
    """The day of a date or a time. Raises ValueError for another."""
    if not said:
        return ""
    found = re.match(r"\d{4}-\d\d-\d\d(?=$|[T ])", said)
    if not found:
        raise ValueError(f'its date "{said}" is no day: YYYY-MM-DD is wanted')
    return date.fromisoformat(found[0]).isoformat()
