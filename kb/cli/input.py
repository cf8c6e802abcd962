"""What a command reads: files that its arguments name, or standard input."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kb.cli.notes import note
from kb.errors import KbError, UsageError

if TYPE_CHECKING:
    from kb.facts import Article


def sources(files: tuple[str, ...], suffix: str | None) -> list[str | tuple[str, bytes]]:
    """What the arguments of a command that reads RDF stand for: the name of a file, or - for standard input's bytes.

    Raises UsageError for a file that cannot be read.
    """
    if "-" in files and suffix is None:
        raise UsageError("Say in which format standard input comes, such as --input ttl.")
    return [("standard input", sys.stdin.buffer.read()) if file == "-" else readable(file) for file in files]


def readable(file: str) -> str:
    """The name of a file that can be read. Raises UsageError for another."""
    with _reading(file):
        if not Path(file).is_fifo():  # one that is opened and closed has lost its writer
            Path(file).open("rb").close()
    return file


def text_in(file: str, encoding: str = "utf-8") -> str:
    """What stands in a file, or - for standard input, with its line ends. Raises UsageError."""
    try:
        with _reading(file):
            return (sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()).decode(encoding)
    except UnicodeDecodeError as error:
        raise UsageError(f"{'Standard input' if file == '-' else file} is not UTF-8 text.") from error


@contextmanager
def _reading(file: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"Cannot read {file}: {error.strerror or error}.") from error


def told_in_words(file: str, suffix: str | None) -> bool:
    """Whether a file is an article to be read, and no RDF."""
    return suffix is None and (
        file.startswith(("http://", "https://"))
        or Path(file).suffix.lower() in (".txt", ".md", ".html", ".htm", ".jsonl", ".rss", ".atom")
    )


@contextmanager
def news(files: Iterable[str], kind: str | None, date: str | None) -> Iterator[Iterator["Article"]]:
    """The articles that arguments stand for, as they come.

    What cannot be read is told, and fails the command once the rest is done.
    """
    from kb import feed

    wrong: list[KbError] = []

    def readable() -> Iterator["Article"]:
        for one in feed.articles(files, form=kind, date=date or "", notice=note):
            if isinstance(one, KbError):
                if wrong:  # the first of them is what the command fails with
                    note(str(one))
                wrong.append(one)
            else:
                yield one

    yield readable()
    if wrong:
        raise wrong[0]
