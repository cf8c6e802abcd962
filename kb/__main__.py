"""The program, as `kb` and as `python -m kb`: what comes before and after the command line."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.store.local import LocalStore

ASKING = frozenset(
    {
        "align",
        "trend",
        "acts",
        "diff",
        "matrix",
        "blocs",
        "deeds",
        "proposals",
        "query",
        "sparql",
        "show",
        "articles",
        "export",
    }
)
"""Commands that are going to ask the store, whatever their options."""


def main() -> None:
    """Run the command line; the program ends with the exit code of what happened."""
    gc.set_threshold(100_000)  # a command is short, and what it makes is seldom circular
    _have_streams()
    stores = _opened(sys.argv[1:])
    from kb.cli import run

    code = run(sys.argv[1:], stores)
    for store in stores.values():
        store.close()
    # Taking the interpreter down in order costs as much as a query: only what asked to be told is told.
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _have_streams() -> None:
    # A stream that the caller has closed is missing, and a file of ours would take its number. What is written to
    # standard output is missed, so writing there fails; nobody is there to be told on standard error.
    for name, mode, flags in (("stdin", "r", os.O_RDONLY), ("stdout", "w", os.O_RDONLY), ("stderr", "w", os.O_WRONLY)):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.open(os.devnull, flags), mode))  # noqa: SIM115, PTH123 - until the program ends


def _opened(words: list[str]) -> "dict[str | None, LocalStore]":
    """The store that some words are going to ask, by the name that they give it, None for the default one.

    Its database opens in a child while the command line is still being loaded.
    """
    if not words or words[0] not in ASKING or {"-h", "--help", "--show"} & set(words):
        return {}
    from kb import whereabouts
    from kb.errors import KbError

    named = [words[n + 1] for n, word in enumerate(words[:-1]) if word == "--store"]
    named += [word.partition("=")[2] for word in words if word.startswith("--store=")]
    chosen = (named[-1] if named else os.environ.get("KB_STORE")) or None
    with suppress(KbError, OSError):  # told when the store is asked
        store = whereabouts.answering(Path(chosen) if chosen else whereabouts.default_folder())
        store.warm()
        return {chosen: store}
    return {}


if __name__ == "__main__":
    main()
