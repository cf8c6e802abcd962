"""Where the packaged knowledge lies, and how a file is written whole or not at all."""

import stat
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


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_the_mode_of_the_file_that_is_replaced_is_kept(tmp_path, mode):
    """A private file does not become everybody's."""
    path = tmp_path / "answer.txt"
    path.touch()
    path.chmod(mode)
    with replaced(path) as out:
        out.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_any_has(tmp_path):
    """As the user's mask says."""
    (tmp_path / "other").touch()
    with replaced(tmp_path / "answer.txt"):
        pass
    assert (tmp_path / "answer.txt").stat().st_mode == (tmp_path / "other").stat().st_mode
