"""What a parser must not see is refused before it, and every complaint says where and what was expected."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, serialize

from kb.errors import BrokenFile, KbError, UsageError
from kb.files import ontology_folder
from kb.literals import fault
from kb.reading import DEEPEST, FORMATS, format_of, read, read_bytes
from kb.terms import XSD

CASES = Path(__file__).parent / "reading"

# File → how the complaint goes on after the file's name.
EXPECTED = {
    "annotation.ttl": ", line 1: RDF 1.2 triple terms are not stored",
    "broken.jsonld": ", line 3: no JSON: Expecting ':' delimiter",
    "broken.nq": ", line 2, column 51: ",
    "broken.nt": ", line 2, column 47: The object of a triple must be",
    "broken.rdf": ", line 3: no XML: mismatched tag",
    "broken.trig": ", line 3, column 1: Unexpected end",
    "day.rdf": ': a blank node <http://example.org/p>: "2025-13-01" is no xsd:date',
    "decimal-with-exponent.ttl": ': <http://example.org/a> <http://example.org/p>: "1e999999999" is no xsd:decimal',
    "direction.ttl": ": <http://example.org/a> <http://example.org/p>: a literal with a direction",
    "doctype-lower-case.rdf": ", line 3: a document type",
    "doctype-utf-16.rdf": ", line 1: this is not UTF-8",
    "doctype.rdf": ", line 2: a document type",
    "dropped.jsonld": " holds no facts",
    "empty.ttl": " holds no facts",
    "foreign-digits.ttl": ': <http://example.org/a> <http://example.org/p>: "٣" is no xsd:integer',
    "huge-exponent-quoted.ttl": ": <http://example.org/a> <http://example.org/p>: a numeral of 11 characters",
    "huge-exponent.jsonld": ": a numeral of 11 characters or with an exponent beyond 400",
    "huge-exponent.ttl": ": <http://example.org/a> <http://example.org/p>: a numeral of 11 characters",
    "imported-context.jsonld": ': the context "https://example.org/context" lies elsewhere',
    "latin-1.ttl": ", line 2: this is not UTF-8",
    "literal-as-predicate.ttl": ', line 2, column 24: "p" is not a valid predicate',
    "no-date.ttl": ': <http://example.org/a> <http://example.org/p>: "yesterday" is no xsd:dateTime',
    "not-rdf.rdf": ": XML namespaces are required",
    "null-escape.ttl": ": <http://example.org/a> <http://example.org/p>: a literal with a null",
    "null.ttl": ", line 2: a null character",
    "only-prefixes.ttl": " holds no facts",
    "other-encoding.rdf": ", line 1: it says that it is UTF-7, and is UTF-8",
    "out-of-range.ttl": ': <http://example.org/a> <http://example.org/p>: "300" is no xsd:byte',
    "relative-iri.ttl": ", line 2, column 1: a relative IRI where a whole one is expected",
    "remote-context.jsonld": ': the context "https://example.org/context" lies elsewhere',
    "scoped-context.jsonld": ': the context "https://example.org/context" lies elsewhere',
    "space-in-iri.ttl": ", line 1, column 47: Invalid IRI code point ' '",
    "thirtieth-of-february.ttl": ': <http://example.org/a> <http://example.org/p>: "2025-02-30" is no xsd:date',
    "triple-term.ttl": ", line 3: RDF 1.2 triple terms are not stored",
    "undeclared-prefix.ttl": ", line 3, column 1: The prefix other: has not been declared",
    "unfinished.ttl": ", line 3, column 1: A dot is expected",
}


def test_every_case_has_its_complaint() -> None:
    """The folder of broken files and the table of complaints name the same files."""
    assert {path.name for path in CASES.iterdir()} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_broken_file_says_where_and_what(name: str) -> None:
    """The complaint is one line: the file, its line if there is one, what was expected, and that nothing was stored."""
    path = CASES / name
    with pytest.raises(BrokenFile) as told:
        read(path)
    message = str(told.value)
    assert message.startswith(f"{path}{EXPECTED[name]}")
    assert message.endswith("Nothing was stored.")
    assert "\n" not in message


SUBJECT = "<http://example.org/a> <http://example.org/p> "
RDF = (
    '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/"><e:A><e:p{}</e:p></e:A>'
    "</r:RDF>"
)
DIGITS = "7" * 1_000_000


@pytest.mark.parametrize(
    ("suffix", "text"),
    [
        ("ttl", f"{SUBJECT}{DIGITS} ."),
        ("ttl", f"{SUBJECT}{DIGITS}.5 ."),
        ("ttl", f"{SUBJECT}{DIGITS}e5 ."),
        ("ttl", f'{SUBJECT}"{DIGITS}"^^<{XSD}integer> .'),
        ("nt", f'{SUBJECT}"{DIGITS}"^^<{XSD}decimal> .'),
        ("jsonld", f'{{"@id": "http://example.org/a", "http://example.org/p": {DIGITS}}}'),
        ("jsonld", f'{{"@id": "http://example.org/a", "http://example.org/p": {DIGITS}.5e3}}'),
        ("rdf", RDF.format(f' r:datatype="{XSD}integer">{DIGITS}')),
    ],
    ids=["integer", "decimal", "double", "quoted", "nt", "json-integer", "json-double", "xml"],
)
def test_a_numeral_of_a_million_digits_is_refused_from_its_text(suffix: str, text: str) -> None:
    """Nobody makes a number of it, which would take minutes: the time is that of reading the text."""
    began = time.process_time()
    with pytest.raises(BrokenFile, match=r"(numeral|literal) of 1,000,\d+ characters"):
        read_bytes(text.encode(), suffix)
    assert time.process_time() - began < 2


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf"])
def test_a_literal_above_a_megabyte_is_refused(suffix: str) -> None:
    """A literal has at most a million characters."""
    long = "x" * 1_000_001
    text = {
        "ttl": f'{SUBJECT}"{long}" .',
        "jsonld": f'{{"@id": "http://example.org/a", "http://example.org/p": "{long}"}}',
        "rdf": RDF.format(f">{long}"),
    }[suffix]
    with pytest.raises(BrokenFile, match="a literal of 1,000,001 characters"):
        read_bytes(text.encode(), suffix)


DEEP = 100_000
NESTED: dict[str, tuple[str, Callable[[int], str]]] = {
    "open lists": ("ttl", lambda n: SUBJECT + "(" * n),
    "lists": ("ttl", lambda n: SUBJECT + "(" * n + ")" * n + " ."),
    "open blank nodes": ("ttl", lambda n: SUBJECT + "[" * n),
    "blank nodes": ("ttl", lambda n: SUBJECT + "[ <http://example.org/p> " * n + "1" + "]" * n + " ."),
    "triple terms": ("ttl", lambda n: SUBJECT + f"<<( {SUBJECT}" * n + "1" + " )>>" * n + " ."),
    "annotations": ("ttl", lambda n: SUBJECT + "1" + "{| <http://example.org/p> 1 " * n + "|}" * n + " ."),
    "graphs": ("trig", lambda n: "<http://example.org/g> {" * n),
    "json objects": ("jsonld", lambda n: '{"http://example.org/p":' * n + "1" + "}" * n),
    "json arrays": ("jsonld", lambda n: "[" * n + "]" * n),
    "json lists": ("jsonld", lambda n: '{"http://example.org/p":' + '{"@list":[' * n + "1" + "]}" * n + "}"),
    "json contexts": ("jsonld", lambda n: '{"@context":' * n + "{}" + "}" * n),
    "xml": ("rdf", lambda n: RDF.format(">" + "<e:A><e:p>" * n + "</e:p></e:A>" * n)),
    "xml literal": ("rdf", lambda n: RDF.format(' r:parseType="Literal">' + "<b>" * n + "</b>" * n)),
}


@pytest.mark.parametrize("name", NESTED)
def test_deep_nesting_never_ends_the_process(name: str, tmp_path: Path) -> None:
    """A hundred thousand levels are read or refused, in seconds, by a process that lives to say so."""
    suffix, nested = NESTED[name]
    path = tmp_path / f"deep.{suffix}"
    path.write_text(nested(DEEP))
    program = (
        "import sys; from pathlib import Path; from kb.errors import KbError; from kb.reading import read\n"
        "from kb.graphs import arranged\n"
        "try: arranged(read(Path(sys.argv[1])), 'deep')\n"
        "except KbError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.endswith("Nothing was stored.\n")
    assert len(done.stdout) < 600


@pytest.mark.parametrize("suffix", ["jsonld", "rdf"])
def test_what_is_nested_within_reason_is_read(suffix: str) -> None:
    """The limit of levels is far above what facts need."""
    depth = DEEPEST // 4
    text = {
        "jsonld": '{"http://example.org/p":' * depth + "1" + "}" * depth,
        "rdf": RDF.format(">" + "<e:A><e:p>" * depth + "</e:p></e:A>" * depth),
    }[suffix]
    assert len(read_bytes(text.encode(), suffix)) >= depth


def test_what_only_looks_like_a_triple_term_is_read() -> None:
    """The marks of RDF 1.2 may stand in texts, comments and escapes."""
    text = f"""# << a comment {{|
    @prefix ex: <http://example.org/> .
    {SUBJECT} "<<", 'it\\'s <<', \"\"\"<< "" {{| \"\"\", '''<<''' ; ex:a\\#b "#" . # <<
    """
    assert len(read_bytes(text.encode(), "ttl")) == 5


def test_a_context_inside_the_file_is_read() -> None:
    """A JSON-LD context that needs no other file is followed."""
    text = '{"@context": {"p": "http://example.org/p"}, "@id": "http://example.org/a", "p": "x"}'
    assert [str(quad.object) for quad in read_bytes(text.encode(), "jsonld")] == ['"x"']


def test_every_packaged_file_is_read() -> None:
    """What kb itself brings passes its own gate."""
    paths = sorted(ontology_folder().rglob("*.ttl"))
    assert paths
    for path in paths:
        if path.name != "prefixes.ttl":
            assert read(path), path


@pytest.mark.parametrize("suffix", sorted(FORMATS))
def test_each_format_is_told_by_its_suffix(suffix: str, tmp_path: Path) -> None:
    """The same fact comes from each of the six formats, also under an upper-case suffix and a byte order mark."""
    fact = Quad(
        NamedNode("http://example.org/a"), NamedNode("http://example.org/p"), Literal("naïve \x1b[31m", language="en")
    )
    form = FORMATS[suffix]
    if suffix == "rdf":
        fact = Quad(fact.subject, fact.predicate, Literal("naïve", language="en"))
    written = serialize([fact if form.supports_datasets else fact.triple], format=form)
    assert written is not None
    for name, data in ((f"fact.{suffix}", written), (f"FACT.{suffix.upper()}", b"\xef\xbb\xbf" + written)):
        (tmp_path / name).write_bytes(data)
        assert [quad.triple for quad in read(tmp_path / name)] == [fact.triple]


def test_other_suffixes_of_the_same_formats_are_known() -> None:
    """JSON-LD is also .json, and RDF/XML also .xml and .owl."""
    assert [format_of(Path(f"x.{suffix}")) for suffix in ("json", "xml", "owl")] == ["jsonld", "rdf", "rdf"]


def test_an_unknown_suffix_asks_for_the_format(tmp_path: Path) -> None:
    """A name that tells no format is a matter of usage, with the choices."""
    path = tmp_path / "facts.txt"
    path.write_text(f"{SUBJECT}1 .")
    with pytest.raises(UsageError, match=r"say --input ttl\|trig\|nt\|nq\|jsonld\|rdf"):
        read(path)
    assert read(path, "ttl")


def test_what_is_no_readable_file_is_named(tmp_path: Path) -> None:
    """A folder, a missing file and one behind a file are told apart in the system's own words."""
    (tmp_path / "file.ttl").touch()
    for path, words in (
        (tmp_path, "Is a directory"),
        (tmp_path / "missing.ttl", "No such file or directory"),
        (tmp_path / "file.ttl" / "facts.ttl", "Not a directory"),
    ):
        with pytest.raises(BrokenFile) as told:
            read(path)
        assert str(told.value) == f"Cannot read {path}: {words}. Nothing was stored."


def test_a_control_character_is_stored_as_it_is() -> None:
    """Escape sequences in a text are data: they are made harmless where they are shown, not where they are read."""
    quads = read_bytes(f'{SUBJECT}"\\u001B[31m \\u202E" .'.encode(), "ttl")
    assert [quad.object for quad in quads] == [Literal("\x1b[31m \u202e")]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from(sorted(FORMATS)))
def test_any_bytes_are_read_or_refused(data: bytes, suffix: str) -> None:
    """Whatever comes, there are facts or one clear complaint."""
    try:
        quads = read_bytes(data, suffix)
    except KbError as error:
        complaint = str(error)
    else:
        complaint = ""
        assert quads
    assert complaint == "" or complaint.endswith("Nothing was stored.")


@pytest.mark.parametrize(
    ("datatype", "good", "bad"),
    [
        ("date", ["2024-02-29", "2025-01-01+14:00", "12025-01-01"], ["2023-02-29", "2025-1-1", "2025-01-01+15:00"]),
        ("dateTime", ["2025-01-01T24:00:00Z", "2025-01-01T10:00:00.5"], ["2025-01-01", "2025-02-30T00:00:00"]),
        ("gYear", ["2025", "-0044"], ["25", "2025-01"]),
        ("gYearMonth", ["2025-12"], ["2025-13"]),
        ("duration", ["P20Y", "PT5M", "-P1DT2H"], ["P", "PT", "20Y", "P1Y2"]),
        ("decimal", ["1.", ".5", "-0.50"], ["1e9", "", "."]),
        ("double", ["1e400", "-INF", "NaN", ".5E-3"], ["1e401", "inf", "1e"]),
        ("boolean", ["true", "0"], ["True", "yes"]),
        ("nonNegativeInteger", ["0", "-0", "+7"], ["-1", "1.0"]),
        ("positiveInteger", ["007"], ["0", "-1"]),
        ("unsignedByte", ["255"], ["256", "-1"]),
        ("long", ["-9223372036854775808"], ["9223372036854775808"]),
    ],
)  # fmt: skip
def test_a_literal_stands_in_the_space_of_its_datatype(datatype: str, good: list[str], bad: list[str]) -> None:
    """XML Schema's forms are taken and others are not, whatever a library would make of them."""
    kind = NamedNode(XSD + datatype)
    assert [value for value in good if fault(Literal(value, datatype=kind))] == []
    assert [value for value in bad if not fault(Literal(value, datatype=kind))] == []
