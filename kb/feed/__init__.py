"""Articles out of files and streams: text, and JSON lines."""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from kb.errors import KbError, UsageError
from kb.facts import Article
from kb.feed import lines, plain


def articles(
    sources: Iterable[str],
    form: str | None = None,
    date: str = "",
    notice: Callable[[str], None] = print,  # noqa: ARG001
) -> Iterator[Article | KbError]:
    """Each article of some sources, or what is wrong with one of them; they are read as they are needed."""
    for source in sources:
        try:
            if source == "-":
                data, name = sys.stdin.buffer, "standard input"
                if form is None:
                    raise UsageError("Say what standard input is, such as --input text.")
                kind = form
            else:
                path = Path(source)
                kind, name = form or {".jsonl": "jsonl"}.get(path.suffix, "text"), path.stem
                data = io.BytesIO(path.read_bytes())
            if kind == "jsonl":
                yield from lines.articles(data, source, date)
            else:
                yield plain.article(data.read(), name, date)
        except OSError as error:
            yield KbError(f"Cannot read {source}: {error.strerror or error}.")
        except KbError as error:
            yield error
