"""The one place where an answer leaves the program: in which format, to which file, whole or not at all."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

from kb.cli.notes import colored, make_remarks, note
from kb.errors import UsageError

if TYPE_CHECKING:
    from kb.rows import Answer

ROWS = ("table", "csv", "tsv", "json", "jsonl", "md")
GRAPHS = ("ttl", "trig", "nt", "nq", "jsonld", "rdf")
PAGE = ("text", "json")
PICTURES = ("svg", "png")
NETWORKS = ("gexf", "graphml")


class Output(NamedTuple):
    """Where an answer goes, and in which format."""

    formats: tuple[str, ...]
    """Those that the command has."""
    given: str | None = None
    """The one that --format names."""
    file: str | None = None
    """The file that -o names; None for standard output."""

    def form(self, among: tuple[str, ...]) -> str:
        """The format of an answer that can be written in the formats `among`; the first is what people read.

        It is what --format says, else the suffix of the file, else KB_FORMAT where that is one of them, else what suits
        standard output. Raises UsageError.
        """
        told = self.given or self._of_suffix()
        if told is None:
            wished = _wished()
            return self._fit(wished) if wished in among else _usual(among)
        if told not in among:
            raise UsageError(f"This answer cannot be written as {told}: --format {'|'.join(among)}.")
        return self._fit(told)

    def _fit(self, form: str) -> str:
        """The format, where it can be made here and go where it is to. Raises UsageError, KbError."""
        if form in PICTURES:
            from kb.pictures.sheet import must_be_possible

            must_be_possible()
        if form == "png" and self.file is None and sys.stdout.isatty():
            raise UsageError("A PNG is nothing for a terminal: write a file with -o FILE.png.")
        return form

    def show(self, answer: "Answer", empty: str = "No rows.") -> None:
        """Rows."""
        from kb import render

        form = self.form(ROWS)
        text = render.rows(answer, form, self.width, self.color)
        if not answer.rows and form == "table":
            note(empty)
        self.write(text)

    def write(self, text: str | bytes) -> None:
        """A text that is the answer, whole or not at all."""
        with self.opened() as out:
            out.write(text.encode() if isinstance(text, str) else text)

    @contextmanager
    def opened(self) -> Iterator[IO[bytes]]:
        """What the answer is written to: standard output, or a file that appears when all is written."""
        if self.file is None:
            with _named("standard output"):
                os.write(sys.stdout.fileno(), b"")  # a closed one fails here, before there is any remark
                make_remarks()
                yield sys.stdout.buffer
                sys.stdout.buffer.flush()
            return
        make_remarks()
        path = Path(self.file)
        if path.exists() and not path.is_file():  # a pipe or a device is written to, and never replaced
            with _named(self.file), path.open("wb") as out:
                yield out
            return
        from kb.files import replaced

        with replaced(path.resolve()) as out:
            yield out

    @property
    def width(self) -> int | None:
        """Columns of the terminal; None where the answer goes elsewhere and is not to be shortened."""
        if self.file is not None or not sys.stdout.isatty():
            return None
        import shutil

        return shutil.get_terminal_size().columns

    @property
    def color(self) -> bool:
        """Whether colour helps."""
        return self.file is None and colored(sys.stdout)

    def _of_suffix(self) -> str | None:
        if self.file is None:
            return None
        suffix = Path(self.file).suffix[1:].lower()
        known = {"txt": "text", "json-ld": "jsonld"}.get(suffix, suffix)
        if known not in self.formats:
            formats = ", ".join(self.formats)
            raise UsageError(f"Cannot tell the format from {self.file}: say --format, one of {formats}.")
        return known


def say(text: str) -> None:
    """A line of the answer of a command that has no formats."""
    from kb.terminal import harmless

    Output(PAGE).write(harmless(text) + "\n")


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Whatever cannot be written is told with a name."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, error.filename or name) from error


def _wished() -> str | None:
    """The format of KB_FORMAT. A command that does not have it goes on without; one that nobody has is an error."""
    wished = os.environ.get("KB_FORMAT") or None
    known = dict.fromkeys((*ROWS, *GRAPHS, *PAGE, *PICTURES, *NETWORKS))
    if wished and wished not in known:
        raise UsageError(f'KB_FORMAT is "{wished}", which is no format: {", ".join(known)}.')
    return wished


def _usual(among: tuple[str, ...]) -> str:
    return "tsv" if among[: len(ROWS)] == ROWS and not sys.stdout.isatty() else among[0]
