"""Reading `.rq` files: what header and body must agree on, and what filling in a parameter can and cannot do."""

import re
from pathlib import Path

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from kb.errors import BadParameter, BrokenQuery, UnknownName, UsageError
from kb.files import queries_folder
from kb.queries import CLASSES, Library, NamedQuery, load

BAD = Path(__file__).parent / "query_files" / "bad"

TYPES = (
    "It is text, name, date, integer, decimal, boolean, iri, or a class whose names are known: "
    "Actor, State, InternationalOrganization, InformalBloc, GovernmentBody, ArmedGroup, Leader, Post, Issue, "
    "EventType, Article."
)

COMPLAINTS = {
    "no-title": "line 1: no title. Begin the file with a comment of one line that says what it asks.",
    "empty-title": "line 1: no title. Begin the file with a comment of one line that says what it asks.",
    "parameter-without-block": "line 3: no line VALUES ?of { … } for the parameter of.",
    "block-without-parameter": "line 6: ?of has a block to fill and no @param of.",
    "block-in-a-comment": "line 3: no line VALUES ?of { … } for the parameter of.",
    "block-in-a-string": "line 3: no line VALUES ?of { … } for the parameter of.",
    "block-shares-a-line": "line 3: no line VALUES ?of { … } for the parameter of.",
    "two-blocks": "line 8: a second VALUES block for ?of, unlike the first.",
    "required-without-example": "line 7: the block of ?of holds no example, so the file does not run as it is.",
    "block-empty": "line 7: the block of ?of holds no example, so the file does not run as it is.",
    "column-not-selected": "line 5: the column code is not selected.",
    "column-not-declared": "line 5: ?state is selected and has no @column state.",
    "columns-in-another-order": (
        "line 6: the columns are declared in another order than they are selected: state, code."
    ),
    "select-star": "line 5: name the columns in place of SELECT *.",
    "no-order": "no ORDER BY, so two stores may answer in two orders. End the file with one without ties.",
    "order-in-a-sub-select-only": (
        "no ORDER BY, so two stores may answer in two orders. End the file with one without ties."
    ),
    "parameter-twice": "line 4: the parameter of is declared twice.",
    "column-twice": "line 4: the column state is declared twice.",
    "option-of-every-query": "line 3: --format is an option of every query. Choose another name.",
    "one-bracket": "line 3: [of] has one bracket only.",
    "unknown-type": f"line 3: no type state. Did you mean State? {TYPES}",
    "unknown-class": f"line 3: no type Stat. Did you mean State? {TYPES}",
    "graph": "line 6: a named query asks all graphs: leave GRAPH out.",
    "brace-not-closed": "The query does not parse: the { at line 5, column 21 is not closed.",
    "prefix-not-declared": "line 5: no PREFIX kb: is declared, so other tools cannot run the file.",
    "unknown-annotation": "line 3: cannot read this. Write @param NAME TYPE help, or @column NAME help.",
    "parameter-without-help": "line 3: cannot read this. Write @param NAME TYPE help, or @column NAME help.",
    "service": (
        "The query reaches outside the store at line 6, column 3: SERVICE asks another server: ask that one by itself."
    ),
    "update": "DELETE is an update, and a query only reads: change the store with kb add or kb remove.",
    "ask": "line 4: ASK gives no rows. A named query is a SELECT.",
}
"""File in `query_files/bad/` → what is said of it."""

GOOD = """\
# States by name.
#
# Says which state has a name. Two lines
# of prose.
#
# @param  name          text   the name
# @param  [since]       date   from this day on
# @param  [near-to...]  State  whose neighbours
# @column state  who
# @column count  how many
PREFIX kb: <https://w3id.org/alignment-kb/ns#>
SELECT DISTINCT ?state (COUNT(DISTINCT IF(BOUND(?x), ?x, "(")) AS ?count) WHERE {
  VALUES ?name { "Mali" }
  VALUES ?since { UNDEF }
  # VALUES ?name { "in a comment" }
  VALUES ?near_to { UNDEF }
  ?state kb:name ?name .
}
GROUP BY ?state
ORDER BY ?state
"""

ECHO = """\
# The text itself.
#
# @param  [name]  text  any text
# @column name  the same
SELECT ?name WHERE {
  VALUES ?name { "x" }
}
ORDER BY ?name
"""


def written(folder: Path, text: str | bytes, name: str = "named") -> NamedQuery:
    """The query of a file with this text."""
    path = folder / f"{name}.rq"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return load(path)


def test_a_header_is_the_manual(tmp_path: Path) -> None:
    """Title, prose, parameters and columns are read from the comments at the head of the file."""
    query = written(tmp_path, GOOD)
    assert (query.name, query.title) == ("named", "States by name")
    assert query.description == "Says which state has a name. Two lines\nof prose."
    assert [(p.name, p.type, p.required, p.many) for p in query.params] == [
        ("name", "text", True, False),
        ("since", "date", False, False),
        ("near-to", "State", False, True),
    ]
    assert query.columns == {"state": "who", "count": "how many"}


def test_every_bad_file_has_its_complaint() -> None:
    """The folder of bad files and the list of complaints name the same files."""
    assert {path.stem for path in BAD.glob("*.rq")} == set(COMPLAINTS)


@pytest.mark.parametrize("name", COMPLAINTS)
def test_a_bad_file_is_refused_in_words(name: str) -> None:
    """The complaint says which file, on which line, and what is wrong."""
    with pytest.raises(BrokenQuery) as caught:
        load(BAD / f"{name}.rq")
    assert re.sub(r"^.*?\.rq(, |: )", "", str(caught.value)) == COMPLAINTS[name]
    assert f"{name}.rq" in str(caught.value)


@pytest.mark.parametrize("taken", ["store", "queries", "format", "timeout", "output", "show", "help"])
def test_an_option_of_every_query_is_no_parameter(taken: str, tmp_path: Path) -> None:
    """A parameter cannot be called as an option that every query has."""
    with pytest.raises(BrokenQuery, match=f"--{taken} is an option of every query"):
        written(tmp_path, ECHO.replace("[name]", f"[{taken}]"))


def test_the_classes_of_parameters_are_those_that_have_names() -> None:
    """And `Actor`, which stands for several, and `Article`, which is called by its IRI."""
    names = Library([queries_folder()])["names"]
    (kind,) = [param.help for param in names.params if param.name == "kind"]
    assert set(CLASSES) == {*re.findall(r"[A-Z]\w+", kind), "Actor", "Article"}


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """A file in another encoding is a broken one, not a traceback."""
    with pytest.raises(BrokenQuery, match="cannot be read as UTF-8 text"):
        written(tmp_path, "# Città\n".encode("latin-1"))


@pytest.mark.parametrize("text", [ECHO.replace("\n", "\r\n"), "\ufeff" + ECHO], ids=["crlf", "bom"])
def test_a_file_from_windows_is_read_like_any_other(text: str, tmp_path: Path) -> None:
    """Line ends and a byte-order mark do not matter."""
    query = written(tmp_path, text)
    assert query.title == "The text itself"
    assert echoed(query, "Mali") == Literal("Mali")


def test_a_number_sign_in_an_iri_begins_no_comment(tmp_path: Path) -> None:
    """Only a comment is a comment: `#` in an IRI or in a string is text."""
    written(
        tmp_path, GOOD.replace("?state kb:name ?name", '?state <http://example.org/#n> ?name FILTER(?name != "# {")')
    )


def test_binding_replaces_the_block_and_nothing_else(tmp_path: Path) -> None:
    """What is filled in stands between the braces; every other line is as it was."""
    query = written(tmp_path, GOOD)
    bound = query.bind({"name": [Literal("Chad")], "near-to": [NamedNode("http://a/1"), NamedNode("http://a/2")]})
    changed = [new for old, new in zip(GOOD.splitlines(), bound.splitlines(), strict=True) if old != new]
    assert changed == ['  VALUES ?name { "Chad" }', "  VALUES ?near_to { <http://a/1> <http://a/2> }"]


def test_a_comment_or_a_string_is_never_filled(tmp_path: Path) -> None:
    """A line in a string that looks like a block stays what it is."""
    text = ECHO.replace("}\nORDER", '  BIND("""\n  VALUES ?name { "y" }\n""" AS ?other)\n}\nORDER')
    assert written(tmp_path, text).bind({"name": [Literal("z")]}).count('{ "z" }') == 1


def test_a_required_parameter_left_out_is_named_with_its_help(tmp_path: Path) -> None:
    """The complaint names the option and says what it is."""
    with pytest.raises(BadParameter) as caught:
        written(tmp_path, GOOD).bind({})
    assert str(caught.value) == "named needs --name: the name."


def test_an_unknown_parameter_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    """The complaint lists what the query takes."""
    with pytest.raises(BadParameter) as caught:
        written(tmp_path, GOOD).bind({"nam": [Literal("x")]})
    assert str(caught.value) == "named takes no --nam. It takes: --name, --since, --near-to."


def test_a_parameter_that_is_taken_once_is_not_taken_twice(tmp_path: Path) -> None:
    """Several values are for a parameter with three dots."""
    with pytest.raises(BadParameter, match="takes --name once; it was given 2 times"):
        written(tmp_path, GOOD).bind({"name": [Literal("x"), Literal("y")]})


def test_half_a_character_is_refused(tmp_path: Path) -> None:
    """A lone surrogate, which a terminal makes of bytes that are no UTF-8, is no text."""
    with pytest.raises((BadParameter, ValueError)):
        written(tmp_path, ECHO).bind({"name": [Literal("a\ud800")]})


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> NamedQuery:
    """A query that gives back the text it was given."""
    return written(tmp_path_factory.mktemp("echo"), ECHO)


def echoed(query: NamedQuery, text: str) -> object:
    """What comes back for a text."""
    found = pyoxigraph.Store().query(query.bind({"name": [Literal(text)]}))
    assert isinstance(found, pyoxigraph.QuerySolutions)
    (row,) = found
    return row[0]


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.text(list("\"'\\{}\r\n#@?$<>u0041^`")))
@settings(max_examples=300, deadline=None)
def test_any_text_comes_back_as_it_went_in(echo: NamedQuery, text: str) -> None:
    """No text leaves its literal, whatever quotes, braces, line ends and backslashes it holds."""
    assert echoed(echo, text) == Literal(text)


@pytest.mark.parametrize(
    "text", ['" } # ', '"""', "\\u0022 } DROP ALL", "\\", "}\nVALUES ?name { 'y' }", "\x00", "\u2028", "🕊"]
)
def test_a_text_that_tries_to_leave_stays_a_text(echo: NamedQuery, text: str) -> None:
    """The known tricks are text like any other."""
    assert echoed(echo, text) == Literal(text)


def test_a_readers_file_takes_the_place_of_a_packaged_one(tmp_path: Path) -> None:
    """The later folder wins, and the rest is still there."""
    (tmp_path / "counts.rq").write_text(ECHO)
    library = Library([queries_folder(), tmp_path])
    assert library["counts"].title == "The text itself"
    assert library["supporters"].columns


def test_an_empty_folder_adds_nothing(tmp_path: Path) -> None:
    """A folder without a query is a folder of no queries."""
    assert list(Library([queries_folder(), tmp_path]).paths) == list(Library([queries_folder()]).paths)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The complaint says which folder and what to do."""
    with pytest.raises(
        UsageError, match=r"No folder of queries at .*none\. Name one that holds \.rq files with --queries"
    ):
        Library([tmp_path / "none"]).paths  # noqa: B018 - reading it raises


def test_a_misspelt_query_is_answered_with_what_is_near() -> None:
    """The complaint says what may have been meant."""
    with pytest.raises(UnknownName, match=r'No query "suporters"\. Did you mean "supporters"'):
        Library([queries_folder()])["suporters"]
