"""The lexicon's files: tables of words that a person reads and extends, one row a line, columns parted by tabs.

A line that begins with `#` is a comment; the first comment names the columns.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from kb.errors import BrokenFile

FOLDER = Path(__file__).parent / "lexicon"


def path(name: str) -> Path:
    """The file of a table."""
    return FOLDER / f"{name}.tsv"


def rows(name: str) -> Iterator[list[str]]:
    """The rows of a table. Raises BrokenFile for a row without the columns that the first line names."""
    file = path(name)
    lines = file.read_text("utf-8").splitlines()
    width = lines[0].count("\t") + 1
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            if len(cells) != width:
                raise BrokenFile(f"{file}, line {number}: {len(cells)} columns where {width} are named.")
            yield cells


@cache
def words(name: str) -> frozenset[str]:
    """The words of a class of `lexicon/words.tsv`.

    >>> "sanction" in words("measure")
    True
    """
    return _classes()[name]


def kind(name: str) -> frozenset[str]:
    """The words of a class; of a word that is no class, itself."""
    return _classes().get(name, frozenset((name,)))


@cache
def _classes() -> dict[str, frozenset[str]]:
    return {name: frozenset(said.split()) for name, said, *_ in rows("words")}
