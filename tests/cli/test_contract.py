"""What holds for every command: streams, formats, files, limits, exit codes."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kb.cli import COMMANDS, FAULT
from kb.store.local import LocalStore

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ODD = "=1+1 \\u001B[31mred \\u202Eback [link=http://example.org]x[/link] | `a`\\tb\\nc"


# ── Help ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_arguments_there_is_help(process):
    """`kb` alone tells what there is to do, in the order of work."""
    told = process()
    assert told.code == 2
    commands = [line.split()[0] for line in told.err.split("Commands:\n")[1].splitlines()]
    assert commands == list(COMMANDS)


def test_no_line_of_the_list_of_commands_is_cut(terminal):
    """At 80 columns each command's sentence is whole."""
    told = terminal("--help", columns=80)
    assert told.code == 0
    assert "..." not in told.out.split("Commands:")[1]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(kb, name):
    """--help and -h, no wider than the terminal."""
    told = kb(name, "--help")
    assert told.code == 0
    assert told.out == kb(name, "-h").out
    assert "Usage: kb " in told.out
    assert max(map(len, told.out.splitlines())) <= 100


def test_version(process):
    """The version alone, on standard output."""
    told = process("--version")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("kb 0.")


def test_starting_loads_nothing_heavy():
    """`kb --help` is quick because importing the command line loads click and little else."""
    code = "import sys, kb.cli; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert loaded.isdisjoint({"rdflib", "pyoxigraph", "rich", "networkx", "pyshacl", "pyrudof", "SPARQLWrapper"})


# ── Formats and files ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_terminal_gets_a_table_and_a_pipe_gets_tsv(terminal, process):
    """In a pipe nothing is shortened."""
    shown = terminal("query", "supporters", "--of", "Russia", columns=80, env={"NO_COLOR": "1"})
    assert "…" in shown.out
    assert "\t" not in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80
    piped = process("query", "supporters", "--of", "Russia")
    assert piped.out.startswith("holder\tspeaker\t")
    assert "…" not in piped.out


@pytest.mark.parametrize("columns", [60, 80, 120, 250])
@pytest.mark.parametrize("args", [["query", "stances"], ["show", "Russia"], ["info"], ["query"], ["articles"]])
def test_no_line_is_wider_than_the_terminal(terminal, args, columns):
    """Whatever its width."""
    shown = terminal(*args, columns=columns, env={"NO_COLOR": "1"})
    assert shown.code == 0
    widest = max(shown.out.splitlines(), key=len)
    assert len(widest) <= columns, widest


@pytest.mark.parametrize("args", [("acts", "--half-life", "soon"), ("acts", "--format", "svg"), ("acts", "-o", "a.b")])
def test_a_long_complaint_is_broken_between_words(terminal, process, args):
    """On a narrow terminal no word of it is cut, and none is lost; in a pipe it is one line."""
    told = terminal(*args, columns=60, env={"NO_COLOR": "1"}, together=True)
    lines, whole = told.out.splitlines(), process(*args)
    assert told.code == whole.code == 2
    assert len(lines) > 1
    assert max(map(len, lines)) <= 60
    assert " ".join(lines) == whole.err.rstrip()


@pytest.mark.parametrize(
    ("env", "colored"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": ""}, True)]
)
def test_color_in_a_terminal(terminal, env, colored):
    """NO_COLOR and a dumb terminal are heeded; colour says nothing that the words do not."""
    shown = terminal("query", "stances", env=env)
    assert ("\x1b[" in shown.out) is colored
    assert "supportive" in shown.out


def test_color_in_a_pipe_only_when_forced(process):
    """FORCE_COLOR colours a table, and NO_COLOR outranks it."""
    args = ("query", "stances", "--format", "table")
    assert "\x1b[" not in process(*args).out
    forced = {**os.environ, "FORCE_COLOR": "1"}
    assert "\x1b[" in process(*args, env=forced).out
    assert "\x1b[" not in process(*args, env={**forced, "NO_COLOR": "1"}).out


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "md"])
def test_a_file_gets_the_format_of_its_suffix(kb, form):
    """The same as --format gives on standard output."""
    if form == "table":
        assert kb("articles", "--format", form, "-o", "rows.any").code == 0
        assert Path("rows.any").read_text() == kb("articles", "--format", form).out
        return
    assert kb("articles", "-o", f"rows.{form}").out == ""
    assert Path(f"rows.{form}").read_text("utf-8") == kb("articles", "--format", form).out


@pytest.mark.parametrize(
    "args",
    [
        ["query", "supporters", "--of", "Atlantis", "-o", "rows.csv"],
        ["sparql", ENDLESS, "--timeout", "0.3", "-o", "rows.json"],
        ["sparql", "SELECT * { ?s ?p ?o } LIMIT 1", "-o", "rows.docx"],
        ["sparql", "SELECT * { ?s ?p ?o } LIMIT 1", "-o", "rows.ttl"],
        ["query", "articles", "-o", "no/such/folder.csv"],
        ["query", "articles", "-o", "."],
    ],
)
def test_what_fails_leaves_no_file(kb, tmp_path, args):
    """Neither the file nor a part of it; what was there stays."""
    before = sorted(tmp_path.iterdir())
    assert kb(*args).code != 0
    assert sorted(tmp_path.iterdir()) == before


def test_a_device_is_written_to_and_not_replaced(process):
    """-o /dev/stdout and a named pipe are what they were."""
    os.mkfifo("pipe.csv")
    with subprocess.Popen(["cat", "pipe.csv"], stdout=subprocess.PIPE, text=True) as reader:
        assert process("articles", "-o", "pipe.csv").code == 0
        assert reader.communicate()[0].startswith("article,")
    assert not Path("pipe.csv").is_file()


def test_a_link_is_followed(kb, tmp_path):
    """The file that it leads to is written."""
    (tmp_path / "target.csv").write_text("")
    Path("link.csv").symlink_to("target.csv")
    kb("articles", "-o", "link.csv")
    assert Path("link.csv").is_symlink()
    assert (tmp_path / "target.csv").read_text().startswith("article,")


@pytest.mark.parametrize(
    ("wished", "args", "begins"),
    [
        ("csv", ["articles"], "article,"),
        ("csv", ["export", "--ontology"], "@prefix"),
        ("table", ["export", "--ontology"], "@prefix"),
        ("ttl", ["articles"], "article\t"),
        ("json", ["info"], "{"),
        ("csv", ["info"], "package"),
        ("csv", ["articles", "--format", "json"], "{"),
        ("nt", ["sparql", "SELECT ?s { ?s a kb:State } LIMIT 1"], "s\n"),
    ],
)
def test_the_format_of_the_environment_holds_where_a_command_has_it(kb, monkeypatch, wished, args, begins):
    """KB_FORMAT is a wish: a command without that format goes on as if it were not there, and --format outranks it."""
    monkeypatch.setenv("KB_FORMAT", wished)
    done = kb(*args)
    assert done.code == 0
    assert done.out.startswith(begins)


@pytest.mark.parametrize("args", [["query", "stances"], ["export"], ["show"], ["sparql"]])
def test_the_variable_of_the_format_is_in_the_help(kb, args):
    """Where --format is."""
    assert "[env var: KB_FORMAT]" in " ".join(kb(*args, "--help").out.split())


def test_the_suffix_outranks_the_environment(kb, monkeypatch):
    """-o rows.csv is CSV whatever KB_FORMAT says."""
    monkeypatch.setenv("KB_FORMAT", "json")
    kb("articles", "-o", "rows.csv")
    assert Path("rows.csv").read_text().startswith("article,")


@pytest.mark.parametrize(("name", "value"), [("KB_FORMAT", "tabel"), ("KB_TIMEOUT", "soon"), ("KB_TIMEOUT", "-1")])
def test_a_variable_that_makes_no_sense_is_named(kb, monkeypatch, name, value):
    """With exit code 2."""
    monkeypatch.setenv(name, value)
    done = kb("articles")
    assert done.code == 2
    assert name in done.err


# ── Text from articles is data ───────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def odd(kb, facts):
    """A store with a summary that would like to be a terminal's, a spreadsheet's and a page's command."""
    assert kb("add", str(facts("2025-01-02-odd", ("Dwells on the friendship of China and Russia", ODD)))).code == 0


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "jsonl", "md"])
def test_harmful_text_is_harmless_in_every_format(kb, form):
    """No escape, no turning of direction; what JSON escapes is not lost."""
    out = kb("query", "supporters", "--of", "Russia", "--format", form).out
    assert "1+1" in out
    assert not set(out) & {"\x1b", "\u202e", "\r"}
    summaries = {
        "csv": lambda: [row["summary"] for row in csv.DictReader(io.StringIO(out))],
        "tsv": lambda: [line.split("\t")[3] for line in out.splitlines()],
        "jsonl": lambda: [json.loads(line)["summary"] for line in out.splitlines()],
    }
    if form == "jsonl":
        assert any(text.startswith("=1+1 \x1b[31mred \u202eback") for text in summaries[form]())
    elif form in summaries:
        assert any(text.startswith("'=1+1 ␛[31mred ⟨U+202E⟩back") for text in summaries[form]())
    elif form == "md":
        assert r"\[link=" in out
        assert r"\|" in out


@pytest.mark.usefixtures("odd")
@pytest.mark.parametrize("args", [["show", "Russia"], ["show", "stance:2025-01-02-odd-07"], ["query", "stances"]])
def test_harmful_text_is_harmless_in_a_terminal(terminal, args):
    """There as well, markup is only text."""
    shown = terminal(*args, columns=120, env={"NO_COLOR": "1"}).out
    assert "1+1 ␛[31mred ⟨U+202E⟩back" in shown
    assert not set(shown) & {"\x1b", "\u202e"}


def test_harmful_arguments_are_harmless_in_complaints(kb):
    """What was typed comes back without its escapes."""
    assert "\x1b" not in kb("query", "\x1b[31mred").err
    assert "\x1b" not in kb("show", "\x1b]0;title\x07").err


# ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_query_nested_too_deep(kb):
    """3,000 brackets would end the engine's process; they are refused with 6."""
    done = kb("sparql", "SELECT * " + "{" * 3000 + "}" * 3000)
    assert (done.code, done.out) == (6, "")
    assert "nested" in done.err


def test_a_time_limit_is_kept(process):
    """A query that never ends is stopped, which the message and exit code 6 say."""
    begun = time.monotonic()
    done = process("sparql", ENDLESS, "--timeout", "1")
    assert done.code == 6
    assert time.monotonic() - begun < 3  # half a second more than the limit, and the start
    assert "--timeout" in done.err


def test_the_time_limit_of_the_environment(kb, monkeypatch):
    """KB_TIMEOUT holds for every query."""
    monkeypatch.setenv("KB_TIMEOUT", "0.3")
    assert kb("sparql", ENDLESS).code == 6


def test_ctrl_c_ends_a_query_at_once(start, interrupt):
    """Within half a second, with 130 and one word."""
    with start("sparql", ENDLESS, "--timeout", "0", start_new_session=True) as started:
        time.sleep(1.5)
        pressed = time.monotonic()
        interrupt(started)
        _, err = started.communicate(timeout=10)
    assert time.monotonic() - pressed < 0.5
    assert started.returncode == 130
    assert err.decode().endswith("Stopped.\n")


def test_a_reader_who_has_seen_enough(start):
    """`kb … | head -1` is silent."""
    with start("export", "--format", "nq") as started:
        assert started.stdout is not None
        started.stdout.read(10)
        started.stdout.close()
        assert started.stderr is not None
        err = started.stderr.read().decode()
    assert started.returncode == 0
    assert "built-in article" in err
    assert len(err.splitlines()) == 1


def test_a_full_disk_is_said(process):
    """An answer that cannot be written ends with 1, and what could not be written is named."""
    with Path("/dev/full").open("wb") as full:
        done = process("query", "stances", stdout=full)
    assert (done.code, done.err) == (1, "standard output: No space left on device\n")
    done = process("query", "stances", "--format", "csv", "-o", "/dev/full")
    assert done.code == 1
    assert done.err.endswith("\n/dev/full: No space left on device\n")


@pytest.mark.parametrize("closed", [0, 2])
def test_a_closed_stream(process, closed):
    """Whoever starts kb without a stream gets no traceback, and no store with the answer in it."""
    done = process("info", preexec_fn=lambda: os.close(closed))
    assert done.code == 0
    assert "Traceback" not in done.err


@pytest.mark.parametrize("args", [["info"], ["query", "stances"], ["export", "--ontology"], ["sparql", "ASK { }"]])
def test_a_closed_standard_output(process, args):
    """An answer that goes nowhere is a failure, in one line; without an answer on it there is none."""
    done = process(*args, preexec_fn=lambda: os.close(1))
    assert (done.code, done.err) == (1, "standard output: Bad file descriptor\n")
    assert process("articles", "-o", "rows.csv", preexec_fn=lambda: os.close(1)).code == 0
    assert Path("rows.csv").read_text().startswith("article,")


# ── Stores that cannot be used ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("args", [["articles"], ["export"], ["undo"], ["remove", "x"], ["check"]])
def test_a_folder_that_is_no_store(kb, store, args):
    """It is named, and nothing is written into it."""
    store.mkdir()
    (store / "letter.txt").write_text("dear")
    done = kb(*args)
    assert done.code == 1
    assert str(store) in done.err
    assert [path.name for path in store.iterdir()] == ["letter.txt"]


def test_a_store_without_a_name(kb, monkeypatch, facts, tmp_path):
    """Is no store; a variable that is empty is one that is not set."""
    done = kb("add", str(facts()), "--store", "")
    assert (done.code, done.err) == (2, "--store is empty: name a folder, or leave it out.\n")
    monkeypatch.setenv("KB_STORE", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert kb("add", str(facts())).code == 0
    assert (tmp_path / "data" / "alignment-kb" / "store" / "kb-store.json").is_file()


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("kb-store.json", "{"),
        ("current/generation.json", '{"number": 2, "parent": 1, "published": "", "command": "", "packaged": "x"}'),
        ("current/db/CURRENT", "nonsense"),
    ],
)
def test_a_damaged_store(process, kb, store, facts, file, text):
    """Is called so, in one line, with what to do."""
    kb("add", str(facts()))
    (store / file).write_text(text)
    done = process("articles")
    assert (done.code, done.out) == (1, "")
    assert " is damaged (" in done.err
    assert "estore a backup." in done.err
    assert len(done.err.splitlines()) == 1


def test_a_file_that_is_no_store(kb, store, facts):
    """Neither read nor replaced."""
    store.write_text("dear")
    assert kb("articles").code == 1
    assert kb("add", str(facts())).code == 1
    assert store.read_text() == "dear"


def test_a_store_of_a_later_version(kb, store, facts):
    """It is left alone."""
    kb("add", str(facts()))
    mark = store / "kb-store.json"
    told = json.loads(mark.read_text())
    mark.write_text(json.dumps({**told, "format": told["format"] + 1}))
    for args in (["articles"], ["undo"]):
        done = kb(*args)
        assert done.code == 1
        assert "later version" in done.err or "newer" in done.err


def test_a_store_that_another_process_writes_to(kb, process, store, facts):
    """Reading goes on; a second writer waits and then says who holds it."""
    path = str(facts())
    kb("add", path)
    with LocalStore.open(store) as held, held.writing("a long addition"):
        assert kb("articles").code == 0
        done = process("remove", "2025-01-02-another")
    assert done.code == 1
    assert str(os.getpid()) in done.err


def test_a_store_that_cannot_be_written(kb, store, facts):
    """It can be read; a change is refused."""
    kb("add", str(facts()))
    for path in (store, *store.rglob("*")):
        path.chmod(path.stat().st_mode & ~0o222)
    # Root writes everywhere, unless it gives that right away.
    within = ["setpriv", "--bounding-set=-dac_override"] if os.getuid() == 0 else []
    program = str(Path(sys.executable).with_name("kb"))
    read = subprocess.run([*within, program, "articles"], capture_output=True, text=True)
    assert (read.returncode, len(read.stdout.splitlines())) == (0, 2)
    done = subprocess.run([*within, program, "remove", "2025-01-02-another"], capture_output=True, text=True)
    assert done.returncode == 1
    assert str(store) in done.stderr
    assert "Traceback" not in done.stderr


# ── No traceback ─────────────────────────────────────────────────────────────────────────────────────────────────────

NASTY = [
    [""],
    ["", ""],
    ["query", ""],
    ["query", "--queries"],
    ["query", "--queries", ""],
    ["query", "stances", "--holder", ""],
    ["query", "stances", "--holder", "\udcff"],
    ["query", "stances", "--holder", "<>"],
    ["query", "stances", "--holder", "id:"],
    ["query", "stances", "--holder", "http://[::1"],
    ["query", "stances", "--from", "article:"],
    ["query", "stances", "--since", "2025-13-45"],
    ["query", "entity", "--of", "x y"],
    ["query", "who", "--name", '"} DROP ALL #'],
    ["sparql", ""],
    ["sparql", "\udcff"],
    ["sparql", "SELECT * { ?s ?p '"],
    ["sparql", "SELECT ?s ?s { ?s a kb:State } LIMIT 1"],
    ["sparql", "--file", ""],
    ["sparql", "--file", "."],
    ["show", ""],
    ["show", "."],
    ["show", "\udcff"],
    ["show", "Russia", "--on", "soon"],
    ["show", "Russia", "--on", ""],
    ["add", ""],
    ["add", "."],
    ["add", "/dev/null", "--input", "ttl"],
    ["remove", ""],
    ["check", "."],
    ["verify", "--text", "."],
    ["verify", "", "--text", "/dev/null"],
    ["export", "--article", ""],
    ["export", "--actor", "\udcff"],
    ["export", "-o", ""],
    ["export", "--since", ""],
    ["info", "--store", "\udcff"],
    ["info", "--store", "/proc/self/mem/x"],
    ["completion", "tcsh"],
    ["--store", "x", "info"],
]


@pytest.mark.parametrize("args", NASTY, ids=repr)
def test_no_traceback_whatever_is_typed(kb, args):
    """A line and an exit code, and never a fault of kb itself."""
    done = kb(*args)
    assert done.code in (0, 1, 2, 3)
    assert "Traceback" not in done.err
    assert FAULT not in done.err


WORDS = st.one_of(
    st.sampled_from([*COMMANDS, "stances", "--of", "--store", "-o", "--format", "-", "--", "Russia", "--help"]),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=5))
def test_no_traceback_whatever_comes(kb, args):
    """The same for words put together by chance."""
    done = kb(*args)
    assert done.code in (0, 1, 2, 3)
    assert FAULT not in done.err


def test_a_stopped_process_says_so(start):
    """SIGINT to kb alone ends it with 130 as well."""
    with start("sparql", ENDLESS, "--timeout", "0") as started:
        time.sleep(1)
        started.send_signal(signal.SIGINT)
        started.communicate(timeout=10)
    assert started.returncode == 130
