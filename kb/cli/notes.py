"""Words to the reader that are no part of the answer, on standard error."""

import os
import sys
from typing import IO

import click


def note(text: str) -> None:
    """A word to the reader that is no part of the answer."""
    make_remarks()
    for line in lines(text, sys.stderr):
        click.secho(line, err=True, dim=True, color=colored(sys.stderr))


def lines(text: str, stream: IO[str]) -> list[str]:
    """A sentence made harmless, in lines that fit a terminal without breaking words; elsewhere on one."""
    from kb.terminal import harmless, wrapped

    if not stream.isatty():
        return [harmless(text)]
    import shutil

    return wrapped(harmless(text), shutil.get_terminal_size().columns)


_REMARKS = "kb.remarks"


def remark(text: str) -> None:
    """A note about the answer, made when there is one: what fails is told without it."""
    click.get_current_context().meta.setdefault(_REMARKS, []).append(text)


def make_remarks() -> None:
    """Now that there is an answer, the remarks on it."""
    context = click.get_current_context(silent=True)
    for text in context.meta.pop(_REMARKS, ()) if context else ():
        note(text)


def colored(stream: IO[str]) -> bool:
    """Whether to use colour on a stream: NO_COLOR and FORCE_COLOR say, else whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")
