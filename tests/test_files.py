"""Where the packaged knowledge lies, and how a file is written whole or not at all."""

from importlib import resources

import pytest

from kb.errors import KbError
from kb.files import articles_folder, ontology_folder, queries_folder, replaced


@pytest.mark.parametrize(
    ("folder", "holds"),
    [
        (ontology_folder(), ["alignment.ttl", "states.ttl", "shapes/facts.ttl", "rules/dyad.rq", "weights/plover.ttl"]),
        (queries_folder(), ["supporters.rq", "stances.rq", "proposals.rq"]),
        (articles_folder(), ["2025-01-01-new-year-messages.ttl"]),
    ],
)
def test_a_folder_is_found_with_what_belongs_in_it(folder, holds):
    """In a checkout beside the package, in an installed one inside it."""
    assert folder.is_absolute()
    for name in holds:
        assert (folder / name).stat().st_size > 0


def test_the_package_is_a_folder_on_disk():
    """`importlib.resources` agrees about where the package is."""
    assert articles_folder().samefile(resources.files("kb") / "articles")


def test_a_file_is_replaced_as_a_whole(tmp_path):
    """Until the end the old content stands, and nothing else is left in the folder."""
    path = tmp_path / "answer.txt"
    path.write_text("old")
    with replaced(path) as out:
        out.write(b"new")
        out.flush()
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, OSError])
def test_what_fails_leaves_the_old_file(tmp_path, error):
    """Whatever went wrong."""
    path = tmp_path / "answer.txt"
    path.write_text("old")

    def fail() -> None:
        with replaced(path) as out:
            out.write(b"new")
            raise error

    with pytest.raises((error, KbError)):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
