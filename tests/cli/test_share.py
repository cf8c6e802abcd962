"""Exports as files, and the shell's completion."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nt", "nq", "jsonld", "rdf"])
def test_a_file_gets_what_standard_output_gets(kb, tmp_path, suffix):
    """The suffix tells the format, as --format does."""
    assert kb("export", "--ontology", "-o", f"ontology.{suffix}").code == 0
    assert (tmp_path / f"ontology.{suffix}").read_text("utf-8") == kb("export", "--ontology", "--format", suffix).out


def test_parts_are_smaller_than_the_whole(kb):
    """An article, an actor and a time span are parts of everything; the number of triples is said on standard error."""
    whole = set(kb("export", "--format", "nt").out.splitlines())
    article = set(kb("export", "--format", "nt", "--article", "2025-01-01-new-year-messages").out.splitlines())
    actor = set(kb("export", "--format", "nt", "--actor", "China").out.splitlines())
    span = set(kb("export", "--format", "nt", "--until", "2024-12-31").out.splitlines())
    assert actor < article < whole
    assert span < whole
    assert any("stance/2025-01-01-new-year-messages-09" in line for line in actor)
    assert not any("stance/2025-01-01-new-year-messages-01>" in line for line in actor)
    assert kb("export", "--article", "2025-01-01-new-year-messages").err.endswith(f"\n{len(article):,} triples\n")


def test_actor_and_span_together_are_what_both_have(kb):
    """Records of the year 2025 that touch China are none of those of 2024."""
    both = kb("export", "--format", "nt", "--actor", "Russia", "--since", "2025-01-01").out
    assert "stance/2025-01-01-new-year-messages-01>" in both
    assert "stance/2025-01-01-new-year-messages-09>" not in both
    assert kb("export", "--format", "nt", "--actor", "China", "--since", "2030-01-01").out == ""


@pytest.mark.parametrize(
    "args",
    [
        ["--ontology", "--actor", "China"],
        ["--article", "2025-01-01-new-year-messages", "--since", "2025-01-01"],
        ["--since", "2025-02-30"],
        ["--since", "2025-01-02", "--until", "2025-01-01"],
        ["--article", "nothing"],
        ["--actor", "Atlantis"],
        ["-o", "facts.docx"],
    ],
)
def test_what_does_not_go_together(kb, tmp_path, args):
    """Ends with 2 and leaves nothing behind."""
    done = kb("export", *args)
    assert (done.code, done.out) == (2, "")
    assert list(tmp_path.iterdir()) == []


def test_what_xml_cannot_hold_is_said_and_nothing_is_left_behind(kb, facts, tmp_path):
    """RDF/XML has no control characters; other formats are named."""
    kb("add", str(facts("2025-01-02-another", ("Dwells on the friendship", "Dwells\\u001B on the friendship"))))
    before = sorted(tmp_path.iterdir())
    done = kb("export", "-o", "all.rdf")
    assert done.code == 1
    assert "U+001B" in done.err
    assert "ttl, trig, nt, nq, jsonld" in done.err
    assert sorted(tmp_path.iterdir()) == before
    assert kb("export", "-o", "all.ttl").code == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_valid(kb, program, tmp_path, shell):
    """The shell itself reads it without a complaint, where it is installed."""
    script = kb("completion", shell)
    assert script.code == 0
    assert "_KB_COMPLETE" in script.out
    if shell == "bash":
        (tmp_path / "script").write_text(script.out)
        subprocess.run([program(shell), "-n", "script"], check=True)


@pytest.mark.parametrize(
    ("words", "completed"),
    [
        ("kb qu", ["query"]),
        ("kb query sup", ["supporters"]),
        ("kb query stances --tar", ["--target"]),
        ("kb query supporters --of Russ", ["Russia"]),
        ("kb query supporters --of North", [r"North\ Korea"]),
        ("kb query tenures --of 'Xi J", [r"Xi\ Jinping"]),
        ("kb export --form", ["--format"]),
        ("kb export --actor Chi", ["China"]),
        ("kb export --article 2", ["2025-01-01-new-year-messages"]),
        ("kb show Nor", [r"North\ Korea"]),
        ("kb verify 20", ["2025-01-01-new-year-messages"]),
        ("kb nonsense --x", []),
        ("kb query nonsense --of", []),
    ],
)
def test_commands_queries_options_and_names_are_completed(process, words, completed):
    """Bash is given what may follow, a name of several words in one piece; nothing else is printed."""
    env = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split("'")[0].split()) - ("'" not in words))}
    done = process(env={**os.environ, **env, "_KB_COMPLETE": "bash_complete"})
    found = [line.partition(",")[2] for line in done.out.splitlines()]
    assert set(completed) <= set(found)
    assert done.err == ""


def test_bash_inserts_the_completion(program, tmp_path, kb):
    """The function that the script defines fills COMPREPLY."""
    (tmp_path / "script").write_text(kb("completion", "bash").out)
    asked = "source ./script; COMP_WORDS=(kb query suppo); COMP_CWORD=2; _kb_completion kb; echo ${COMPREPLY[@]}"
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [program("bash"), "-c", asked], capture_output=True, text=True, env={**os.environ, "PATH": path}
    )
    assert done.stdout == "supporters\n", done.stderr
