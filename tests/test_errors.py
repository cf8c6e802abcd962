"""One family of errors, drawn as a tree, each with the exit code of its branch."""

import inspect
import re

import pytest

from kb import errors
from kb.errors import AmbiguousName, Findings, KbError, StoreDamaged, UnknownName

FAMILY = {
    name: kind
    for name, kind in vars(errors).items()
    if inspect.isclass(kind) and issubclass(kind, Exception) and kind.__module__ == "kb.errors"
}
DRAWN = re.compile(r"^(?P<branch>[│├└─ ]*)(?P<name>[A-Z]\w+)(?:\s+(?P<code>\d))?", re.MULTILINE)


def drawn() -> dict[str, tuple[str | None, int]]:
    """Name → parent and exit code, as the tree in the module's docstring has it."""
    told: dict[str, tuple[str | None, int]] = {}
    above: list[tuple[str, int]] = []
    tree = errors.__doc__.split("KbError", 1)[1]
    for found in DRAWN.finditer("KbError" + tree):
        if found["name"] not in FAMILY:
            continue
        depth = len(found["branch"]) // 4
        above = above[:depth]
        code = int(found["code"]) if found["code"] else above[-1][1]
        told[found["name"]] = (above[-1][0] if above else None, code)
        above.append((found["name"], code))
    return told


def test_the_tree_is_the_family():
    """What is drawn is what is there: every class, its parent, its exit code."""
    there = {
        name: (kind.__base__.__name__ if kind is not KbError else None, kind.exit_code) for name, kind in FAMILY.items()
    }
    assert drawn() == there


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (UnknownName("state", "Atlantis"), 'No state "Atlantis".'),
        (UnknownName("state", "Russa", ["Russia"]), 'No state "Russa". Did you mean "Russia"?'),
        (UnknownName("state", "x", ["a", "b", "c"]), 'No state "x". Did you mean "a", "b" or "c"?'),
        (UnknownName("query", "x", [], "(kb query lists all)"), 'No query "x". (kb query lists all)'),
        (AmbiguousName("Korea", ["A (KOR)", "B (PRK)"]), '"Korea" may be A (KOR) or B (PRK): name one.'),
        (Findings("2 complaints:", ["one", "two"]), "2 complaints:\n  one\n  two"),
        (Findings("1 complaint.", ()), "1 complaint."),
        (StoreDamaged("It", "gone"), "It is damaged (gone). Restore a backup."),
        (StoreDamaged("It", "a\n b.", undo=True), "It is damaged (a b). Go back with kb undo, or restore a backup."),
    ],
)
def test_an_error_is_worded_by_itself(error, text):
    """Whoever raises it gives the values."""
    assert str(error) == text


def test_values_are_kept():
    """A program that catches it need not read the text."""
    error = UnknownName("state", "Russa", ["Russia"])
    assert (error.kind, error.name, error.near) == ("state", "Russa", ("Russia",))
    assert AmbiguousName("Korea", ["A", "B"]).candidates == ("A", "B")
    assert Findings("x", iter(["one"])).complaints == ("one",)
