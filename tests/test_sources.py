"""Sources are read once each, and their graphs are made together."""

from pathlib import Path

import pytest

from kb.errors import BrokenFile, KbError
from kb.sources import together, told
from kb.terms import ADDITIONS_GRAPH, ID, PREFIXES

FACTS = Path(__file__).parent / "facts"
FIRST, SECOND = FACTS / "first.ttl", FACTS / "second.ttl"
HEAD = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
NAMED = ("a name", f'{HEAD} id:XYZ skos:altLabel "Zet"@en .'.encode())
DESCRIBED = ("an actor", f'{HEAD} id:XYZ a kb:ArmedGroup ; kb:code "XYZ" .'.encode())


def test_one_file_counts_once() -> None:
    """However its path is written: `kb add *.ttl second.ttl` is no mistake."""
    ((name, quads),) = told([SECOND, str(FACTS / ".." / "facts" / "second.ttl")])
    assert name == str(FACTS / ".." / "facts" / "second.ttl")
    assert quads


def test_bytes_are_told_under_their_name() -> None:
    """They say the same as the file, and a fault in them is named by it."""
    ((name, quads),) = told([("mine", SECOND.read_bytes())])
    assert (name, len(quads)) == ("mine", len(told([SECOND])[0][1]))
    with pytest.raises(BrokenFile, match="mine, line 1"):
        told([("mine", b"x")])


def test_each_article_has_its_graph() -> None:
    """Whichever file tells of it."""
    assert together(told([FIRST, SECOND]), ()).keys() == {ID + "article/first", ID + "article/second"}


def test_one_article_in_two_files_is_refused() -> None:
    """The second would replace the first, or half of it."""
    with pytest.raises(KbError, match=r"article:second is told by .*second.ttl and by also: put it into one file"):
        together(told([SECOND, ("also", SECOND.read_bytes())]), ())


def test_files_lean_on_what_others_describe() -> None:
    """A name alone belongs nowhere, unless another file or the store tells what it is the name of."""
    with pytest.raises(BrokenFile, match="a name: id:XYZ belongs to no article"):
        together(told([NAMED]), ())
    assert len(together(told([NAMED, DESCRIBED]), ())[ADDITIONS_GRAPH]) == 3
    assert len(together(told([NAMED]), {ID + "XYZ"})[ADDITIONS_GRAPH]) == 1
