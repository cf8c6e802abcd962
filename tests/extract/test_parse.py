"""The parser is the one that is known, or says what is wanting."""

import sys

import pytest

from kb.errors import KbError, MissingExtra
from kb.extract import parse


def test_the_version_says_what_parsed(engine):
    """With the model's."""
    assert engine.version.startswith("spacy-3.8.")
    assert engine.version.endswith("-3.8.0")


def test_without_the_extra_one_line_says_what_to_install(monkeypatch):
    """No traceback."""
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(MissingExtra, match=r"pip install 'alignment-kb\[extract\]'"):
        parse.load()


def test_a_model_whose_files_were_changed_is_refused(monkeypatch):
    """Whoever offers it."""
    name = next(name for name in parse.MODELS if parse.load().meta["name"] in name)
    monkeypatch.setattr(parse, "MODELS", {name: "0" * 64})
    with pytest.raises(KbError, match="not those that kb knows"):
        parse.load()


def test_a_digest_hangs_on_names_and_contents(tmp_path):
    """Of every file, in any folder."""
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a").write_text("one")
    first = parse.digest(tmp_path)
    (tmp_path / "inner" / "a").rename(tmp_path / "inner" / "b")
    second = parse.digest(tmp_path)
    (tmp_path / "inner" / "b").write_text("two")
    assert len({first, second, parse.digest(tmp_path)}) == 3
