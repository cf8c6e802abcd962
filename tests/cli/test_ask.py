"""Named queries, SPARQL, one thing on one screen, what the store holds."""

import json
import os
from pathlib import Path

import pytest

from kb.files import queries_folder

QUERIES = sorted(path.stem for path in queries_folder().glob("*.rq"))
GREETING = """# Greetings that somebody sent.
#
# @column who  the sender
SELECT ?who WHERE { VALUES ?who { "nobody" } }
ORDER BY ?who
"""
BROKEN = "# A title.\n#\n# @param of\nSELECT ?s WHERE { ?s ?p ?o }\nORDER BY ?s\n"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A reader's own folder of queries, one of them broken."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "greetings.rq").write_text(GREETING)
    (folder / "broken.rq").write_text(BROKEN)
    return folder


def test_the_list_has_every_query_with_its_title(kb):
    """`kb query` lists name and title, tab-separated in a pipe."""
    listed = kb("query")
    assert listed.code == 0
    header, *rows = listed.out.splitlines()
    assert header == "name\ttitle"
    assert [row.split("\t")[0] for row in rows] == QUERIES
    assert all(row.split("\t")[1] for row in rows)


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_has_help_with_options_and_columns(kb, name):
    """The header of the file is the manual of the command."""
    told = kb("query", name, "--help")
    assert told.code == 0
    assert "Columns:" in told.out
    assert "--store FOLDER" in told.out
    assert "-o, --output FILE" in told.out


def test_supporters_of_russia(kb):
    """The first question of the README is answered from the built-in article, which standard error says."""
    answer = kb("query", "supporters", "--of", "Russia")
    assert answer.code == 0
    rows = [line.split("\t") for line in answer.out.splitlines()[1:]]
    assert {row[0] for row in rows} == {"China", "North Korea"}
    assert "built-in article" in answer.err


def test_a_required_option_is_asked_for(kb):
    """Without --of nobody knows whose supporters are meant."""
    answer = kb("query", "supporters")
    assert answer.code == 2
    assert "--of" in answer.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["query", "suporters", "--of", "Russia"], 'No query "suporters". Did you mean "supporters"?'),
        (["query", "supporters", "--of", "Russa"], 'Did you mean "Russia"'),
        (["query", "stances", "--target", "Congo"], '"Congo" may be '),
        (["query", "stances", "--target", "Korea"], '"Korea" may be '),
        (["query", "stances", "--targt", "Russia"], "--target"),
        (["query", "stances", "--since", "yesterday"], "2025-01-01"),
        (["shwo", "Russia"], 'Did you mean "show"?'),
        (["show", "Russa"], 'Did you mean "Russia"'),
        (["show", "article:nothing"], "nothing"),
        (["sparql"], "Give one query"),
        (["sparql", "SELECT"], "does not parse"),
        (["sparql", "SELECT ?x { ?x a kb:State "], "the { at line 1, column 11 is not closed"),
        (["sparql", "SELECT ?x { ?x a kb:State ;; }\nLIMIT"], "near line 2, column 1,"),
        (["sparql", "SELECT ?x { ?x kbb:y ?z }"], 'No prefix "kbb" is declared: line 1, column 16. Did you mean "kb"?'),
        (["sparql", "SELECT ?x { ?x q7:y ?z }"], "line 1, column 16. Put PREFIX q7: <…> in front of the query."),
        (["query", "supporters", "--of", "Russia", "--of", "China"], "--of is taken once, and was given 2 times"),
        (["query", "stances", "--format", "csv", "--format", "csv"], "--format is taken once"),
        (["articles", "-o", "a.csv", "--output", "b.csv"], "--output is taken once"),
        (["articles", "--store", ""], "--store is empty"),
        (["sparql", "INSERT DATA { id:RUS a kb:State }"], "kb add"),
        (["sparql", "DROP ALL"], "update"),
        (["sparql", "LOAD <http://example.org/>"], "LOAD"),
        (["sparql", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"], "outside the store"),
        (["sparql", "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"], "outside the store"),
        (["sparql", "--format", "ttl", "SELECT * { ?s ?p ?o } LIMIT 1"], "table|csv"),
        (["sparql", "--format", "csv", "DESCRIBE id:RUS"], "ttl|trig"),
        (["query", "stances", "--since", "2025-03-01", "--until", "2024-01-01"], "--since 2025-03-01 is later than"),
        (["query", "stances", "--timeout", "inf"], "--timeout takes seconds from 0"),
        (["query", "stances", "--timeout", "nan"], "--timeout takes seconds from 0"),
        (["members"], "It is a question: kb query members."),
    ],
)
def test_what_cannot_be_understood_ends_with_2_and_a_way_on(kb, args, said):
    """One line on standard error, nothing on standard output."""
    answer = kb(*args)
    assert (answer.code, answer.out) == (2, "")
    assert said in answer.err
    assert len(answer.err.splitlines()) == 1


def test_an_option_that_may_be_repeated_is(kb):
    """As its help says."""
    of = [kb("query", "stances", "--target", name).out.splitlines() for name in ("Russia", "China")]
    both = kb("query", "stances", "--target", "Russia", "--target", "China")
    assert set(both.out.splitlines()) == {*of[0], *of[1]}


def test_what_answers_is_told_once_and_with_an_answer_only(kb):
    """Not in front of a complaint."""
    assert kb("query", "supporters", "--of", "Russia").err.count("built-in article") == 1
    assert "built-in article" not in kb("query", "supporters", "--of", "Russa").err
    assert "built-in article" not in kb("sparql", "SELECT").err
    assert "built-in article" not in kb("export", "--actor", "Atlantis").err


def test_a_query_in_place_of_a_packaged_one_is_told(kb, mine):
    """Once, when it is used and not when it is listed."""
    (mine / "articles.rq").write_text(GREETING)
    answer = kb("query", "articles", "--queries", str(mine))
    assert answer.out == "who\nnobody\n"
    assert answer.err.count(f"articles: from {mine}, in place of the packaged one\n") == 1
    assert "in place of" not in kb("query", "greetings", "--queries", str(mine)).err
    assert "in place of" not in kb("query", "--queries", str(mine)).err


def test_candidates_of_an_ambiguous_name_are_listed(kb):
    """Both Congos are named with their codes."""
    answer = kb("query", "stances", "--target", "Congo")
    assert "(COG)" in answer.err
    assert "(COD)" in answer.err


@pytest.mark.parametrize("position", ["before", "behind", "joined", "variable"])
def test_a_readers_own_queries(kb, mine, position, monkeypatch):
    """--queries is heard before and behind the name; KB_QUERIES as well."""
    args = {
        "before": ["query", "--queries", str(mine), "greetings"],
        "behind": ["query", "greetings", "--queries", str(mine)],
        "joined": ["query", "greetings", f"--queries={mine}"],
        "variable": ["query", "greetings"],
    }[position]
    if position == "variable":
        monkeypatch.setenv("KB_QUERIES", str(mine))
    answer = kb(*args)
    assert (answer.code, answer.out) == (0, "who\nnobody\n")


def test_several_folders_in_the_variable(kb, mine, tmp_path, monkeypatch):
    """KB_QUERIES takes folders as PATH does."""
    (tmp_path / "other").mkdir()
    monkeypatch.setenv("KB_QUERIES", os.pathsep.join([str(tmp_path / "other"), str(mine)]))
    assert kb("query", "greetings").code == 0


def test_a_broken_query_tells_its_complaint_and_the_rest_still_lists(kb, mine):
    """File and line are named in the list and when it is called, which ends with 1."""
    listed = kb("query", "--queries", str(mine))
    assert listed.code == 0
    lines = dict(line.split("\t") for line in listed.out.splitlines())
    assert "broken.rq, line 3" in lines["broken"]
    assert "greetings" in lines
    assert "supporters" in lines
    called = kb("query", "--queries", str(mine), "broken")
    assert (called.code, called.out) == (1, "")
    assert "broken.rq, line 3" in called.err


def test_a_folder_of_queries_that_is_not_there(kb):
    """It is named."""
    answer = kb("query", "--queries", "/nowhere")
    assert answer.code == 2
    assert "/nowhere" in answer.err


def test_show_prints_sparql_that_runs(kb):
    """What --show prints gives, as SPARQL, the rows of the query."""
    shown = kb("query", "supporters", "--of", "Russia", "--show")
    assert "id/RUS" in shown.out
    assert kb("sparql", shown.out).out == kb("query", "supporters", "--of", "Russia").out


@pytest.mark.parametrize("way", ["text", "file", "stdin"])
def test_sparql_as_text_from_a_file_and_from_standard_input(kb, tmp_path, way):
    """All three ways give the same."""
    text = "SELECT ?s { ?s kb:code 'RUS' }"
    path = tmp_path / "question.rq"
    path.write_text(text)
    args = {"text": [text], "file": ["--file", str(path)], "stdin": ["-"]}[way]
    answer = kb("sparql", *args, stdin=text.encode())
    assert answer.out == "s\nhttps://w3id.org/alignment-kb/id/RUS\n"


def test_a_file_that_is_not_text_or_not_there(kb, tmp_path):
    """It is named."""
    (tmp_path / "bytes.rq").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in kb("sparql", "--file", "bytes.rq").err
    assert "Cannot read no.rq" in kb("sparql", "--file", "no.rq").err


def test_ask_answers_with_a_truth_value(kb):
    """As text, and as W3C JSON."""
    assert kb("sparql", "ASK { id:RUS a kb:State }").out == "true\n"
    answer = json.loads(kb("sparql", "--format", "json", "ASK { id:RUS a kb:Leader }").out)
    assert answer == {"head": {}, "boolean": False}


@pytest.mark.parametrize(
    ("args", "of"), [([], b"kb:code"), (["--format", "nt"], b"ns#code"), (["-o", "-"], b"kb:code")]
)
def test_construct_gives_turtle_unless_told_otherwise(kb, args, of):
    """A query for triples is answered with triples."""
    answer = kb("sparql", "CONSTRUCT { ?s kb:code ?c } WHERE { ?s kb:code ?c }", *args)
    assert answer.code == 0
    assert of.decode() in answer.out


@pytest.mark.parametrize(
    ("entity", "named", "section"),
    [
        ("Russia", "Russia (RUS)", "Stances toward it (12)"),
        ("id:RUS", "Russia (RUS)", "Offices"),
        ("Moscow", "Russia (RUS)", "Belongs to"),
        ("NATO", "NATO", "Members"),
        ("Xi Jinping", "Xi Jinping", "Own words"),
        ("article:2025-01-01-new-year-messages", "article:2025-01-01-new-year-messages", "Evidentiality"),
        ("stance:2025-01-01-new-year-messages-09", "stance:2025-01-01-new-year-messages-09", "Properties"),
    ],
)
def test_one_thing_on_one_screen(kb, entity, named, section):
    """A heading, what is known of it, sections."""
    answer = kb("show", entity)
    assert answer.code == 0
    assert answer.out.startswith(named)
    assert section in answer.out


def test_one_thing_as_json_has_everything(kb, tmp_path):
    """JSON has all rows and columns, on standard output and in a file."""
    answer = json.loads(kb("show", "Russia", "--format", "json").out)
    assert answer["iri"].endswith("/RUS")
    assert len(answer["stances_toward_it"]) == 12
    assert {"speaker", "type", "article"} <= answer["stances_toward_it"][0].keys()
    assert kb("show", "Russia", "-o", "russia.json").code == 0
    assert json.loads(Path("russia.json").read_text()) == answer


def test_articles_and_info(kb):
    """What is there, and of which version."""
    assert kb("articles").out.count("\n") == 2
    facts = json.loads(kb("info", "--format", "json").out)
    assert facts["store"] == "built in"
    assert facts["up to date"] is True
    assert (facts["articles"], facts["can be undone"]) == (1, 0)


def test_a_store_that_was_named_and_is_not_there_is_told(kb, store):
    """The built-in article answers, and the note says in place of what."""
    done = kb("articles", "--store", str(store))
    assert done.code == 0
    assert f"no store at {store} yet" in done.err
