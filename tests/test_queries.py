"""Every question in `queries/`: what the seed article answers, the same on two engines, in the same order.

A golden answer in `tests/queries/` is what `kb query … --format tsv` prints, checked by hand. To write them anew:
`pytest tests/test_queries.py --update-golden`, and then read the difference.
"""

import random
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

import pyoxigraph
import pytest
import rdflib

import kb
from kb import packaged, render
from kb.files import queries_folder
from kb.knowledge import KnowledgeBase
from kb.queries import load
from kb.rows import Answer

# rdflib uses what it deprecates.

GOLDEN = Path(__file__).parent / "queries"
FILES = sorted(queries_folder().glob("*.rq"))
ARTICLE = "2025-01-01-new-year-messages"
STARRED = range(1, 22)


class Case(NamedTuple):
    """A question in words, and the command that answers it."""

    number: int
    """Of the competency question; 0 for a query that answers none of them."""
    question: str
    query: str
    options: dict[str, object] = {}  # noqa: RUF012 - never written to
    variant: str = ""

    @property
    def file(self) -> Path:
        """Where the golden answer stands."""
        number = f"{self.number:02}-" if self.number else ""
        return GOLDEN / f"{number}{self.query}{'-' + self.variant if self.variant else ''}.tsv"


CASES = [
    Case(
        1,
        "Who holds a positive stance toward Russia, in which words, spoken by whom?",
        "supporters",
        {"of": "Russia"},
    ),
    Case(2, "Who pressures Russia, and how sure are we?", "opponents", {"of": "Russia"}),
    Case(3, "What exactly did Xi say, at which offsets?", "quotations", {"speaker": "Xi Jinping"}),
    Case(4, "Who rejected whose proposal?", "proposals", {"answered_by": "Moscow"}),
    Case(5, "What are its terms?", "terms", {"by": "USA-TRUMP-TRANSITION-2024"}),
    Case(6, 'Which of it is only "reportedly"?', "hedged"),
    Case(7, "What are Russia's red lines?", "red-lines", {"holder": "RUS"}),
    Case(8, "Which term collides with which red line?", "collisions"),
    Case(
        9,
        "Who held which office at the article's date?",
        "offices",
        {"named_in": ARTICLE, "on": "2025-01-01"},
    ),
    Case(10, "Which stances must not be charged to a state?", "not-the-state"),
    Case(
        11,
        "How do the parties and the outlet describe China–Russia, and do they disagree?",
        "characterizations",
        {"about": "China"},
    ),
    Case(12, "Since when do they have diplomatic relations?", "relations", {"of": ["CHN", "RUS"]}),
    Case(13, "Is there any stance without evidence?", "unevidenced"),
    Case(14, 'Who is "Moscow"?', "who", {"name": "Moscow"}, "moscow"),
    Case(14, 'Who is "Pyongyang"?', "who", {"name": "Pyongyang"}, "pyongyang"),
    Case(14, 'Who is "Sergei Lavrov"?', "who", {"name": "sergei lavrov"}, "sergei-lavrov"),
    Case(15, "How much is quotation, paraphrase, narration?", "evidentiality", {"from": ARTICLE}),
    Case(16, "Is the date stated or inferred?", "dates", {"from": ARTICLE}),
    Case(17, "What was known as of 2024-06-01? Nothing.", "stances", {"known_at": "2024-06-01"}, "known-at"),
    Case(18, "Whose peacekeepers; is the UK apart from Europe?", "peacekeepers"),
    Case(19, "Who backs the target of someone else's pressure?", "triangles"),
    Case(20, "Which text is boilerplate and yields no facts?", "boilerplate"),
    Case(21, "What does Kim hope for, apart from what he says is so?", "hopes", {"speaker": "Kim Jong Un"}),
    Case(
        0,
        "What does the article tell of North Korea and Russia?",
        "stances",
        {"holder": "PRK", "target": "RUS"},
        "pair",
    ),
    Case(0, "What did Lavrov reject?", "stances", {"speaker": "Lavrov", "type": "REJECT"}, "lavrov"),
    Case(0, "Who takes which side on the war in Ukraine?", "stances", {"issue": "war in Ukraine"}, "issue"),
    Case(0, "Which articles are there?", "articles"),
    Case(0, "How much does the built-in store hold?", "counts"),
    Case(
        0,
        "What is said of the outlet's span of Xi's words?",
        "entity",
        {"of": f"evidence:{ARTICLE}-1160-1190"},
    ),
    Case(0, "Which kinds of event are there?", "event-types"),
    Case(0, "On which issues are stances taken?", "issues"),
    Case(
        0,
        "Who belonged to the Shanghai Cooperation Organisation at the end of 2024?",
        "members",
        {"of": "SCO", "on": "2024-12-31"},
    ),
    Case(0, "To which organisations does North Korea belong?", "memberships", {"of": "North Korea"}),
    Case(0, "Under which names are informal blocs found?", "names", {"kind": "InformalBloc"}),
    Case(0, "Which posts has Lavrov held?", "tenures", {"of": "Sergey Lavrov"}),
    Case(0, "What is id:WEST?", "who-is", {"iri": "id:WEST"}),
    Case(
        0,
        "Is article:2025-01-01-new-year-messages an article?",
        "is-article",
        {"iri": "article:2025-01-01-new-year-messages"},
    ),
    Case(0, "What does the index weigh of China toward Russia?", "reports", {"holder": "China", "target": "Russia"}),
    Case(
        0,
        "And what is told of these reports besides?",
        "report-details",
        {"holder": "China", "target": "Russia"},
    ),
    Case(0, "Whose acts toward whom does the article tell of?", "dyads", {"from": f"article:{ARTICLE}"}),
    Case(0, "What does each event type count?", "scale"),
    Case(0, "As of which day is the index reckoned?", "newest"),
    Case(0, "What sort of office is the president of China's?", "office-kinds", {"post": "post:CHN-president"}),
    Case(0, "What are China and its president called?", "labels", {"of": ["id:CHN", "leader:xi-jinping"]}),
    Case(0, "Has anybody judged acts to be the same or different?", "judgements"),
    Case(
        0,
        "Which treaty obligations were in force between China and Russia? None is told of.",
        "treaties",
        {"between": "China", "and": "Russia", "on": "2025-01-01"},
    ),
    Case(0, "Who is bound to whom by treaty?", "treaty-bonds", {"holder": "China", "target": "Russia"}),
    Case(0, "What waits for a review?", "proposed"),
    Case(0, "Who reports stances?", "outlets"),
    Case(0, "By which codes do other data know states?", "states"),
]
"""Every starred question, then at least one case for each other file."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """The built-in data."""
    with kb.open(tmp_path_factory.mktemp("none") / "store") as opened:
        yield opened


@pytest.fixture(scope="module")
def oracle() -> rdflib.Dataset:
    """The same graphs in rdflib's own store, asked by rdflib's own engine."""
    dataset = rdflib.Dataset(default_union=True)
    quads = [quad for graph in (packaged.graphs() | packaged.articles()).values() for quad in graph]
    dataset.parse(data=pyoxigraph.serialize(quads, format=pyoxigraph.RdfFormat.N_QUADS), format="nquads")
    return dataset


def bound(base: KnowledgeBase, case: Case) -> str:
    """The SPARQL text of a case."""
    return base.bound(case.query, **case.options)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file.stem)
def test_the_seed_article_answers_the_question(case: Case, base: KnowledgeBase, update_golden: bool) -> None:
    """The answer is the golden one, row by row."""
    found = render.rows(base.query(case.query, **case.options), "tsv")
    if update_golden:
        case.file.write_text(found, "utf-8")
    assert found == case.file.read_text("utf-8")


def test_every_starred_question_has_a_case() -> None:
    """The twenty-one questions that the seed article can answer, and no other, are numbered."""
    assert {case.number for case in CASES} - {0} == set(STARRED)


def test_every_query_has_a_golden_answer() -> None:
    """No file in `queries/` goes without a case, and no golden answer is left over from a case that is gone."""
    assert FILES
    assert {path.stem for path in FILES} == {case.query for case in CASES}
    assert set(GOLDEN.glob("*.tsv")) == {case.file for case in CASES}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_runs_as_it_stands_on_two_engines(path: Path, base: KnowledgeBase, oracle: rdflib.Dataset) -> None:
    """With nothing filled in, both engines answer alike, and with the declared columns."""
    query = load(path)
    answer = base.store.select(query.text)
    assert answer.columns == tuple(query.columns)
    assert comparable(answer) == by_rdflib(oracle, query.text)


@pytest.mark.parametrize("case", [case for case in CASES if case.options], ids=lambda case: case.file.stem)
def test_a_bound_query_is_answered_alike_on_two_engines(
    case: Case, base: KnowledgeBase, oracle: rdflib.Dataset
) -> None:
    """With its options filled in a query gives equal rows in equal order."""
    text = bound(base, case)
    assert comparable(base.store.select(text)) == by_rdflib(oracle, text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_order_does_not_depend_on_how_the_store_was_filled(
    path: Path, base: KnowledgeBase, shuffled: pyoxigraph.Store
) -> None:
    """ORDER BY leaves no ties: a store that was filled in another order gives the same rows in the same order."""
    text = load(path).text
    found = shuffled.query(text, use_default_graph_as_union=True)
    assert isinstance(found, pyoxigraph.QuerySolutions)
    assert [tuple(row) for row in found] == base.store.select(text).rows


@pytest.fixture(scope="module")
def shuffled() -> pyoxigraph.Store:
    """The same quads in memory, put in by chance."""
    quads = [quad for graph in (packaged.graphs() | packaged.articles()).values() for quad in graph]
    random.Random(1949).shuffle(quads)
    store = pyoxigraph.Store()
    store.extend(quads)
    return store


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_query_is_written_like_the_others(path: Path) -> None:
    """Lines are short enough to read, prefixes are declared only where they are used, and GRAPH is not mentioned."""
    text = path.read_text("utf-8")
    assert max(map(len, text.splitlines())) <= 140
    assert "GRAPH" not in text
    for line in text.splitlines():
        if line.startswith("PREFIX"):
            prefix = line.split()[1]
            assert text.count(prefix) > 1, f"{prefix} is declared and not used"


def comparable(answer: Answer) -> list[tuple[object, ...]]:
    """The rows with numbers as numbers."""
    return [tuple(value(term) for term in row) for row in answer.rows]


def value(term: object) -> object:
    """A term of either library as plain Python: text, language and datatype, numbers by value."""
    if term is None:
        return None
    if isinstance(term, (pyoxigraph.NamedNode, rdflib.URIRef)):
        return ("iri", term.value if isinstance(term, pyoxigraph.NamedNode) else str(term))
    if isinstance(term, pyoxigraph.Literal):
        text, language, datatype = term.value, term.language, term.datatype.value
    else:
        assert isinstance(term, rdflib.Literal)
        text, language, datatype = str(term), term.language, str(term.datatype or rdflib.XSD.string)
    if datatype.endswith(("#integer", "#decimal", "#double")):
        try:
            return Decimal(text)
        except InvalidOperation:
            return text
    return (text, language) if language else (text, datatype)


def by_rdflib(oracle: rdflib.Dataset, text: str) -> list[tuple[object, ...]]:
    """The rows as rdflib's engine gives them."""
    return [tuple(value(term) for term in row) for row in oracle.query(text)]
