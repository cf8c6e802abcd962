"""Are the facts complete, and do their spans stand in the text?"""

import pytest

from kb import knowledge
from kb.errors import AmbiguousName

ARTICLE = "articles/new-year-messages.txt"


def test_the_built_in_facts_have_no_complaints(kb):
    """Standard output is empty, standard error says so."""
    done = kb("check")
    assert (done.code, done.out) == (0, "")
    assert "nothing to complain about" in done.err


def test_a_file_with_complaints_ends_with_3_and_a_line_for_each(kb, facts):
    """The complaints are the answer and stand on standard output, each with its file."""
    path = str(facts("2025-01-02-another", ("kb:polarity kb:supportive", "kb:polarity kb:delighted")))
    done = kb("check", path)
    assert done.code == 3
    lines = done.out.splitlines()
    assert lines
    assert all(line.startswith(f"{path}: ") for line in lines)
    assert f"{len(lines)} complaints about 1 file." in done.err


@pytest.mark.parametrize("name", ["file", "-"])
def test_a_file_without_complaints(kb, facts, name):
    """By name, and from standard input."""
    path = facts()
    args = ["-", "--input", "ttl"] if name == "-" else [str(path)]
    assert kb("check", *args, stdin=path.read_bytes()).code == 0


def test_every_span_is_compared_with_the_text(kb, shared):
    """The article is found by the digest of its text."""
    done = kb("verify", "--text", str(shared / ARTICLE))
    assert (done.code, done.out) == (0, "")
    assert "spans stand where they are said to" in done.err


def test_a_text_that_was_changed(kb, shared, tmp_path):
    """It is no longer found by its digest; with the article named, each span that differs is a line."""
    path = tmp_path / "changed.txt"
    path.write_text((shared / ARTICLE).read_text("utf-8")[1:], "utf-8")
    assert kb("verify", "--text", str(path)).code == 2
    done = kb("verify", "2025-01-01-new-year-messages", "--text", str(path))
    assert done.code == 3
    assert len(done.out.splitlines()) > 10


def test_every_article_that_has_the_text_is_compared(kb, shared, facts):
    """A syndicated copy has a line of its own, and its own complaints."""
    kb("add", str(facts()), str(facts("2025-01-03-copy")))
    done = kb("verify", "--text", str(shared / ARTICLE))
    assert (done.code, done.out) == (0, "")
    assert done.err == "".join(
        f"article:{key}: 36 spans stand where they are said to\n" for key in ("2025-01-02-another", "2025-01-03-copy")
    )
    kb("add", str(facts("2025-01-03-copy", ("oa:start 364 ; oa:end 436", "oa:start 365 ; oa:end 437"))))
    done = kb("verify", "--text", str(shared / ARTICLE))
    assert done.code == 3
    assert done.out.splitlines() == ["evidence:2025-01-03-copy-364-436 has another digest than the words at 365–437"]
    first, last = done.err.splitlines()
    assert first == "article:2025-01-02-another: 36 spans stand where they are said to"
    assert last.startswith("1 complaint about article:2025-01-03-copy and ")
    with knowledge.open() as base, pytest.raises(AmbiguousName, match="2025-01-02-another or article:2025-01-03-copy"):
        base.verify((shared / ARTICLE).read_text("utf-8"))


def test_the_text_from_standard_input(kb, shared):
    """- stands for it."""
    text = (shared / ARTICLE).read_bytes()
    done = kb("verify", "--text", "-", stdin=text)
    assert (done.code, done.out) == (0, "")
    assert "36 spans" in done.err
    changed = kb("verify", "2025-01-01-new-year-messages", "--text", "-", stdin=text[1:])
    assert changed.code == 3
    assert "and standard input." in changed.err
    assert "Standard input is not UTF-8 text." in kb("verify", "--text", "-", stdin=b"\xff").err


@pytest.mark.parametrize("args", [["check"], ["add"], ["verify", "--text"], ["sparql", "--file"]])
@pytest.mark.parametrize("name", ["nothing.ttl", "."])
def test_a_file_that_cannot_be_read(kb, args, name):
    """Is a slip of the one who names it, for every command alike."""
    done = kb(*args, name)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"Cannot read {name}: ")
    assert len(done.err.splitlines()) == 1


def test_a_text_that_cannot_be_read(kb, tmp_path):
    """It is named."""
    (tmp_path / "bytes.txt").write_bytes(b"\xff")
    assert "not UTF-8" in kb("verify", "--text", "bytes.txt").err
    assert kb("verify", "--text", "nothing.txt").code == 2


def test_facts_are_compared_with_the_text_before_they_are_added(kb, shared, tmp_path):
    """A file in place of an article."""
    path = tmp_path / "facts.ttl"
    kb("export", "--article", "2025-01-01-new-year-messages", "-o", str(path))
    assert kb("verify", str(path), "--text", str(shared / ARTICLE)).code == 0
    path.write_text(path.read_text().replace("oa:start 1160", "oa:start 1159"))
    done = kb("verify", str(path), "--text", str(shared / ARTICLE))
    assert done.code == 3
    assert "another digest" in done.out
