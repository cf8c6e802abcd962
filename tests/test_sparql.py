"""Which SPARQL texts an engine may be given."""

import pyoxigraph
import pytest

from kb.errors import LimitReached, QuerySyntax, QueryTooLarge, UsageError
from kb.sparql import DEEPEST, LONGEST, form, guard, must_know_prefixes, tokens, undeclared, unparsed

EX = "PREFIX ex: <http://example.org/> "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("select?s{?s ?p ?o}", "SELECT"),
        ("# a title\n\nPREFIX ex: <http://example.org/#ask>\nBASE <http://example.org/> ASK { }", "ASK"),
        ("prefix : <http://example.org/> construct { ?s :p ?o } where { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE <http://example.org/select>", "DESCRIBE"),
        (EX + "INSERT DATA { ex:a ex:b ex:c }", "INSERT"),
        ("WITH <http://example.org/g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH"),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text: str, expected: str) -> None:
    """Comments, prefixes and lower case do not hide the form."""
    assert form(text) == expected


@pytest.mark.parametrize(
    "text", ["", "  # only a remark", "PREFIX ex: <http://example.org/>", "{ ?s ?p ?o }", "SHOW 1"]
)
def test_a_text_without_a_form_is_no_query(text: str) -> None:
    """The complaint is about syntax, in one line."""
    with pytest.raises(QuerySyntax) as complaint:
        form(text)
    assert "\n" not in str(complaint.value)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service ?from ?load { ?service ?from ?load }",
        "PREFIX service: <http://example.org/> SELECT * { service:x ?p service:y }",
        "PREFIX from: <http://example.org/> SELECT * { ?s from:x ?o }",
        EX + "SELECT * { ?s ex:from ex:service ; ex:load ex:insert }",
        "SELECT * { ?s ?p 'SERVICE <http://example.org/> { }' }",
        'SELECT * { ?s ?p """a " quote, "" two, and\nFROM <file:///x>""" }',
        r"SELECT * { ?s ?p 'it\'s FROM here', '\\', ''''SERVICE'' \u0027''' }",
        "SELECT * { ?s ?p 'word'@from-service }",
        "SELECT * { ?s ?p ?o } # LOAD <http://example.org/>",
        "SELECT * { ?s <http://example.org/#FROM> <http://example.org/it's> }",
        "SELECT * { ?s ?p ?o FILTER(?o<5 && ?o >-1 || ?o<?p&&?p>?o) }",
        "SELECT * { ?s ?p ?o FILTER(?o IN (<http://example.org/#a>, <http://example.org/#b>)) }",
        r"PREFIX ex: <http://example.org/> SELECT * { ex:it\'s ex:a\#b ex:c\(d, ex:e%27f }",
        "SELECT * { GRAPH <http://example.org/g> { ?s ?p 1.5e3, .5, -2 } }",
    ],
)
def test_words_that_only_look_like_keywords_pass(text: str) -> None:
    """Variables, names, strings, IRIs, language tags and comments may say what they like."""
    assert guard(text) == "SELECT"


@pytest.mark.parametrize(
    ("text", "keyword"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", "SERVICE"),
        ("select * { service silent ?x { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "FROM"),
        ("SELECT * from named <http://example.org/> { ?s ?p ?o }", "FROM"),
        (EX + "SELECT * { SERVICEex:a{ ?s ?p ?o } }", "SERVICE"),
        (EX + "SELECT * { ?s ?p trueSERVICE ex:a{ ?s ?p ?o } }", "SERVICE"),
        (EX + "SELECT * { ?s ?p trueSERVICEex:a{ ?s ?p ?o } }", "SERVICE"),
        (EX + "SELECT * { ?s ?p 1.SERVICE<http://example.org/>{ } }", "SERVICE"),
        ("PREFIX : <http://example.org/> SELECT * { ?s ?p ?o . service:x { } }", "SERVICE"),
        (EX + "SELECT *FROMex:a{ ?s ?p ?o }", "FROM"),
        ("SELECT * { ?s ?p 1 . # remark\rSERVICE <http://example.org/> { } \n}", "SERVICE"),
        ("SELECT * { ?s ?p ?o FILTER(1=1)SERVICE<http://example.org/>{ } }", "SERVICE"),
        ("LOAD <http://example.org/>", "LOAD"),
        ("LOADSILENT<http://example.org/>", "LOAD"),
    ],
)
def test_reaching_outside_the_store_is_refused(text: str, keyword: str) -> None:
    """SERVICE, LOAD and FROM are found even where a lenient parser needs no blank before or after them."""
    with pytest.raises(UsageError, match=keyword):
        guard(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?s ?p ?o FILTER(?s<?p#>'''\n)SERVICE<http://example.org/>{}#'''\n}",
        "SELECT * { ?s ?p ('''a') . SERVICE<http://example.org/>{} #\\q'''\n}",
        "SELECT * { ?s ?p 'never closed }",
        "SELECT * { ?s ?p 'half \ud800 a character' }",
    ],
)
def test_a_text_that_can_be_read_in_two_ways_is_refused(text: str) -> None:
    """What one reader takes for a string or an IRI must not be code for another."""
    with pytest.raises(QuerySyntax):
        guard(text)


@pytest.mark.parametrize(
    "verb", ["INSERT DATA { }", "delete where { ?s ?p ?o }", "CLEAR ALL", "DROP ALL", "ADD <a> TO <b>"]
)
def test_a_query_that_writes_is_refused_with_advice(verb: str) -> None:
    """An update is not a query, and the complaint says what to use."""
    with pytest.raises(QuerySyntax, match="kb add"):
        guard(verb)


def test_an_update_may_write_but_not_load() -> None:
    """The same guard, asked about an update."""
    assert guard("INSERT DATA { <a:a> <a:b> 1 }", update=True) == "INSERT"
    with pytest.raises(QuerySyntax, match="LOAD"):
        guard("CLEAR ALL; LOAD <http://example.org/>", update=True)
    with pytest.raises(QuerySyntax, match="not an update"):
        guard("SELECT * { ?s ?p ?o }", update=True)


@pytest.mark.parametrize(("left", "right"), ["{}", "()", "[]"])
def test_deep_nesting_is_refused(left: str, right: str) -> None:
    """Each kind of bracket counts, and brackets in strings do not."""
    deep = "SELECT * { ?s ?p " + left * 3000 + right * 3000 + " }"
    with pytest.raises(QueryTooLarge, match=str(DEEPEST)):
        guard(deep)
    assert guard(f"SELECT * {{ ?s ?p '{left * 3000}' }}") == "SELECT"


def test_a_long_text_is_refused() -> None:
    """Before it is looked at."""
    with pytest.raises(LimitReached, match=f"{LONGEST:,}"):
        guard("SELECT * { } #" + "x" * LONGEST)


def test_the_guard_is_quick_on_the_longest_text() -> None:
    """A megabyte of almost-strings and almost-IRIs takes no more than seconds."""
    for filler in ('""', "'''''' ", "<", "a:b ", "<a ", "?x.", "a.", "\\"):
        text = "SELECT * { " + filler * ((LONGEST - 20) // len(filler)) + " }"
        try:
            guard(text)
        except QuerySyntax:
            continue


def test_tokens_keep_their_place() -> None:
    """Each piece is found again at its position."""
    text = "SELECT ?s { ?s ?p 'x'@en, <a:b>, 1.5 } # end"
    assert all(text.startswith(token.text, token.at) for token in tokens(text))
    assert [token.kind for token in tokens(text) if token.kind != "mark"][-4:] == [
        "string",
        "language",
        "iri",
        "number",
    ]


def unread(text: str) -> str:
    """The complaint about a text, from the real parser."""
    with pytest.raises(SyntaxError) as caught:
        pyoxigraph.Store().query(text, prefixes={"kb": "http://example.org/"})
    return str(unparsed(caught.value.msg, text))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?x { ?x a kb:State . FILTER(?x = ) }", 'near line 1, column 43, "?x = ) }".'),
        ("SELECT ?x {\n  ?x a kb:State .\n  ?x ?y }\nLIMIT 3", 'near line 4, column 1, "?x ?y } LIMIT".'),
        ("SELECT ?x { ?x a kb:State } LIMIT", 'near line 1, column 29, "a kb:State } LIMIT".'),
        ("SELECT ?é { ?é kb:é 'ééé' ?x ?y }", '?x ?y }".'),
        ("SELECT ?x {\n ?x a <a b> }", '"<a b>": IRI parsing failed.'),
        ("SELECT ?y (COUNT(?x) AS ?n) { ?x a ?y }", "The SELECT contains a variable that is unbound."),
        ("SELECT ?x { ?x nope:y ?z }", "Prefix not found."),
    ],
)
def test_a_complaint_about_syntax_is_in_plain_words(text: str, said: str) -> None:
    """On one line: where, what stands there, and nothing of the grammar."""
    complaint = unread(text)
    assert complaint.startswith("The query does not parse near line ")
    assert complaint.endswith(said)
    assert not set(complaint) & set("[]\\\n")


def test_a_complaint_without_a_place_is_kept() -> None:
    """Cut to the length of a line."""
    assert str(unparsed("no such\n thing.", "ASK { }")) == "The query does not parse: no such thing."
    assert len(str(unparsed("x" * 1000, "ASK { }"))) < 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?x { ?x a kb:State ", "the { at line 1, column 11 is not closed."),
        ("SELECT ?x {\n { ?x ?p ?o }\n { ?x ?p '}' # }\n}", "the { at line 1, column 11 is not closed."),
        ("ASK { }\n}", "the } at line 2, column 1 closes nothing."),
    ],
)
def test_braces_that_do_not_match_are_named(text: str, said: str) -> None:
    """Those in strings and comments do not count."""
    with pytest.raises(QuerySyntax) as caught:
        guard(text)
    assert str(caught.value) == f"The query does not parse: {said}"
    assert guard("ASK { ?s ?p '{', <a:b> # {\n }") == "ASK"


def test_names_without_a_declared_prefix() -> None:
    """Blank nodes have none, and the empty prefix is one."""
    text = (
        "prefix a: <http://example.org/> PREFIX : <http://example.org/> ASK { a:x :y _:z ; b:x 'c:d', 1 . B:c ?p a:b }"
    )
    assert [token.text for token in undeclared(text)] == ["b:x", "B:c"]


def test_a_prefix_that_nobody_knows_is_named_with_its_place() -> None:
    """And with the one that may be meant, or with what would declare it."""
    must_know_prefixes("PREFIX ex: <http://example.org/> ASK { ex:a a kb:State }", {"kb"})
    with pytest.raises(QuerySyntax, match=r'^No prefix "kbb" is declared: line 1, column 10\. Did you mean "kb"\?$'):
        must_know_prefixes("ASK { ?a kbb:x ?b }", {"kb"})
    with pytest.raises(QuerySyntax, match=r"column 10\. Put PREFIX zz: <…> in front of the query\.$"):
        must_know_prefixes("ASK { ?a zz:x ?b }", {"kb"})
