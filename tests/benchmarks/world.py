"""A made-up world of any size: articles whose facts the shapes accept, between the real states, over sixteen years.

Everything follows from a seed and an article's number, so that a smaller world is the beginning of a larger one. 2,000
people hold three offices in each of 195 states, for four years each. Facts are written as Turtle, one text for each
article, as a person would write them.

    python -m tests.benchmarks.world world.nq --size 100k       people and articles, each in its graph, as N-Quads
    python -m tests.benchmarks.world folder --size 100k         people.ttl, and a Turtle file for each article
"""

import argparse
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import chain, count
from pathlib import Path
from random import Random

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from kb import packaged, register
from kb.files import ontology_folder
from kb.store.local import LocalStore
from kb.terms import ADDITIONS_GRAPH, ID, PREFIXES

PEOPLE = 2_000
OUTLETS = 40
FIRST_DAY, DAYS = date(2010, 1, 1), 16 * 365 + 4
TERM_OF_OFFICE = 4  # years

PROMINENT = ("USA", "CHN", "RUS", "UKR", "ISR", "IRN", "GBR", "FRA", "DEU", "IND", "PRK", "TUR")
"""States that half of all stances are about, as in the news."""

_OFFICES = (
    ("president", "headOfState"),
    ("prime minister", "headOfGovernment"),
    ("foreign minister", "foreignMinister"),
)
_SIDES = {
    "supportive": (("AGREE", "agrees with"), ("SUPPORT", "supports"), ("COOPERATE", "works with"), ("AID", "helps"),
                   ("CONSULT", "meets")),
    "opposed": (("ACCUSE", "accuses"), ("REJECT", "turns down"), ("SANCTION", "sanctions"), ("PROTEST", "defies")),
    "neutral": (("REQUEST", "asks"), ("COMMIT", "promises"), ("PROPOSE", "makes an offer to")),
}  # fmt: skip
_GIVEN = "Ada Bela Cato Dora Elio Fenna Gita Hugo Ines Jori Kaia Lido Mira Nilo Orla Pavo Quim Rosa Sami Tova"
_FAMILY = "Ald Ber Cor Dal Est Fal Gor Hal Ist Jor"
_ENDINGS = "ane eki imo oru usa aris elen inda ovic ulu"


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its name, its text, and what is told of it in Turtle."""

    name: str
    text: str
    turtle: str

    @property
    def iri(self) -> str:
        """The IRI of the article, which is that of its graph too."""
        return f"{ID}article/{self.name}"

    def quads(self) -> list[Quad]:
        """The facts, in the article's graph."""
        return _quads(self.turtle, self.iri)


def articles(seed: int = 1, *, derived: bool = False) -> Iterator[Article]:
    """Articles without end, of 100 triples on average; `derived` adds the triples that rules would add."""
    return (_article(seed, number, derived) for number in count(1))


def graphs(triples: int, seed: int = 1) -> Iterator[tuple[str, list[Quad]]]:
    """Graph IRI and quads: the people, then as many whole articles as tell this many triples beside them."""
    yield ADDITIONS_GRAPH, _quads(people(), ADDITIONS_GRAPH)
    told = 0
    for article in articles(seed, derived=True):
        if told >= triples:
            return
        quads = article.quads()
        told += len(quads)
        yield article.iri, quads


def write_quads(path: Path, triples: int, seed: int = 1) -> int:
    """Write a world as N-Quads; gives back the number of quads."""
    written = 0

    def counted() -> Iterator[Quad]:
        nonlocal written
        for _, quads in graphs(triples, seed):
            written += len(quads)
            yield from quads

    with path.open("wb") as out:
        serialize(counted(), out, RdfFormat.N_QUADS)
    return written


def write_turtle(folder: Path, number: int, seed: int = 1) -> list[Path]:
    """Write people.ttl and the first `number` articles, a Turtle file each; gives back the articles' files."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "people.ttl").write_text(people(), "utf-8")
    files = []
    for article, _ in zip(articles(seed), range(number), strict=False):
        files.append(folder / f"{article.name}.ttl")
        files[-1].write_text(article.turtle, "utf-8")
    return files


def fill(folder: Path, triples: int, seed: int = 1) -> LocalStore:
    """A new store with the packaged ontology, reference data and article, and a world."""
    store = LocalStore.create(folder)
    with store.writing("made up") as batch:
        packed = packaged.graphs() | packaged.articles()
        batch.put_graphs(chain(packed.items(), graphs(triples, seed)))
        batch.packaged = packaged.mark()
        register.renew(batch)
    return store


def size(text: str) -> int:
    """A number of triples as people write it.

    >>> size("10k"), size("1M")
    (10000, 1000000)
    """
    return int(float(text.rstrip("kM")) * {"k": 1_000, "M": 1_000_000}.get(text[-1], 1))


@cache
def states() -> tuple[str, ...]:
    """The codes of the 195 members and observers of the United Nations, from `ontology/states.ttl`."""
    blocks = (ontology_folder() / "states.ttl").read_text("utf-8").split("\n\n")
    found = (re.match(r"id:(\w+) a kb:State ;[^.]*?kb:unStatus kb:un(?:Member|Observer)\b", block) for block in blocks)
    return tuple(match[1] for match in found if match)


@cache
def issues() -> tuple[str, ...]:
    """The local names of the issues of `ontology/issues.ttl`."""
    return tuple(re.findall(r"^issue:([\w-]+) a kb:Issue", (ontology_folder() / "issues.ttl").read_text("utf-8"), re.M))


@cache
def people() -> str:
    """The people with their offices and terms, and the outlets, as Turtle: what the articles speak of."""
    parts = [_head(), 'source:made-up a dcat:Dataset ; dcterms:title "A made-up world"@en .\n']
    parts += [
        f'outlet:made-up-{n} a schema:NewsMediaOrganization ; rdfs:label "Outlet {n}"@en .\n' for n in range(OUTLETS)
    ]
    for place, code in enumerate(states()):
        for rank, (title, kind) in enumerate(_OFFICES):
            parts.append(
                f"post:{_post(place, rank)} a org:Post ; org:postIn id:{code} ; kb:represents id:{code} ; "
                f'kb:officeKind kb:{kind} ; skos:prefLabel "Made-up {title} of {code}"@en .\n'
            )
    posts = len(states()) * len(_OFFICES)
    for number in range(PEOPLE):
        term, post = divmod(number, posts)
        begin = FIRST_DAY.year + TERM_OF_OFFICE * term
        name, leader, held = _name(number), _leader(number), _post(*divmod(post, len(_OFFICES)))
        parts.append(
            f'leader:{leader} a kb:Leader ; skos:prefLabel "{name}"@en ; skos:altLabel "{name.split()[1]}"@en .\n'
            f"tenure:{held}-{leader}-{begin} a kb:Tenure ; org:member leader:{leader} ; kb:post post:{held} ; "
            f"kb:tenureStatus kb:ended ; dcterms:source source:made-up ; "
            f'kb:validFrom "{begin}-01-01"^^xsd:date ; kb:validUntil "{begin + TERM_OF_OFFICE - 1}-12-31"^^xsd:date .\n'
        )
    return "".join(parts)


def _article(seed: int, number: int, derived: bool) -> Article:
    chance = Random(f"{seed} {number}")
    day = FIRST_DAY + timedelta(chance.randrange(DAYS))
    key = f"{day}-made-up-{number:07}"
    outlet = f"outlet:made-up-{chance.randrange(OUTLETS)}"
    text = ""
    records = []
    for n in range(chance.choice((1, 2, 2, 3))):
        sentence, record = _stance(chance, key, f"{n + 1:02}", day, outlet, len(text), derived)
        text += sentence + "\n"
        records.append(record)
    about = f"""
article:{key} a schema:NewsArticle ;
    schema:headline "Report {number} of the made-up world"@en ; schema:publisher {outlet} ; schema:inLanguage "en" ;
    schema:datePublished "{day}"^^xsd:date ; kb:dateBasis kb:stated ; kb:datePrecision kb:exactDay ;
    schema:sha256 "{_digest(text)}" ; kb:textLength {len(text)} ;
    kb:origin origin:{key} ; prov:wasGeneratedBy ingest:{key}-made-up .
origin:{key} a kb:Origin ; prov:wasDerivedFrom article:{key} ; rdfs:label "the made-up report {number}"@en .
ingest:{key}-made-up a kb:Ingest ; prov:wasDerivedFrom article:{key} ;
    prov:startedAtTime "{day}T12:00:00Z"^^xsd:dateTime ; rdfs:label "made up"@en .
"""
    return Article(key, text, _head() + about + "".join(records))


def _stance(chance: Random, key: str, n: str, day: date, outlet: str, start: int, derived: bool) -> tuple[str, str]:
    """The sentence, which stands at `start` in the text, and the record that reads it."""
    place = chance.randrange(len(states()))
    holder = states()[place]
    target = holder
    while target == holder:
        target = chance.choice(PROMINENT if chance.random() < 0.5 else states())
    polarity = chance.choice(tuple(_SIDES))
    event, verb = chance.choice(_SIDES[polarity])
    quoted = chance.random() < 0.2
    words = f"our word on {target} number {chance.randrange(10**6)} stands"
    sentence = f'{holder} {verb} {target}, and says: "{words}".'
    about = f"kb:target id:{target} ; " + (f"kb:dyad dyad:{holder}-{target} ; " if derived else "")
    if chance.random() < 0.15:
        about += f"kb:onIssue issue:{chance.choice(issues())} ; "
    rank = chance.randrange(len(_OFFICES))
    term = (day.year - FIRST_DAY.year) // TERM_OF_OFFICE
    speaker = term * len(states()) * len(_OFFICES) + place * len(_OFFICES) + rank
    spoken = speaker < PEOPLE
    by = f"kb:speaker leader:{_leader(speaker)} ; kb:inCapacityOf post:{_post(place, rank)} ; " if spoken else ""
    evidence, span = _span(key, sentence, start, quote=False)
    quotation = ""
    if quoted:
        name, more = _span(key, words, start + sentence.index(words), quote=True)
        quotation, span = f" ; kb:quotation {name}", span + more
    return (
        sentence,
        f"""
stance:{key}-{n} a kb:Stance ;
    kb:holder id:{holder} ; {about}
    kb:eventType et:{event} ; kb:polarity kb:{polarity} ;
    {by}kb:holderBasis kb:{"officeHolder" if spoken else "actorNamed"} ;
    kb:reportedBy {outlet} ; kb:evidentiality kb:{"directQuote" if quoted else "narration"} ;
    kb:modality kb:asserted ; kb:confidence 0.9 ; kb:act act:{key}-{n} ;
    kb:validFrom "{day}"^^xsd:date ; kb:datePrecision kb:notLaterThan ; kb:dateBasis kb:publicationDate ;
    kb:summary "{holder} {verb} {target}"@en ;
    kb:evidence {evidence}{quotation} ;
    prov:wasDerivedFrom article:{key} ; prov:generatedAtTime "2026-01-01T12:00:00Z"^^xsd:dateTime .
act:{key}-{n} a kb:Act ;
    kb:actKind kb:statement ; kb:sender id:{holder} ; kb:recipient id:{target} ;
    kb:earliestDate "{day - timedelta(3)}"^^xsd:date ; kb:latestDate "{day}"^^xsd:date ;
    prov:wasDerivedFrom article:{key} ; rdfs:label "{holder} {verb} {target}"@en .
{span}""",
    )


def _span(key: str, words: str, start: int, *, quote: bool) -> tuple[str, str]:
    name = f"evidence:{key}-{start}-{start + len(words)}"
    selectors = f"{name}-position, {name}-quote" if quote else f"{name}-position"
    told = (
        f"{name} a oa:SpecificResource ; oa:hasSource article:{key} ; oa:hasSelector {selectors} ;\n"
        f'    schema:sha256 "{_digest(words)}" .\n'
        f"{name}-position a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + len(words)} .\n"
    )
    if quote:
        told += f'{name}-quote a oa:TextQuoteSelector ; oa:exact "{words}" .\n'
    return name, told


def _name(number: int) -> str:
    families, endings = _FAMILY.split(), _ENDINGS.split()
    given, rest = divmod(number, len(families) * len(endings))
    family, ending = divmod(rest, len(endings))
    return f"{_GIVEN.split()[given]} {families[family]}{endings[ending]}"


def _leader(number: int) -> str:
    return f"made-up-{_name(number).lower().replace(' ', '-')}"


def _post(place: int, rank: int) -> str:
    return f"{states()[place]}-made-up-{_OFFICES[rank][0].replace(' ', '-')}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _head() -> str:
    used = (
        "kb id leader post tenure outlet et issue source article stance act evidence origin ingest dyad "
        "oa prov org schema skos rdfs xsd dcat dcterms"
    )
    return "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in used.split())


def _quads(turtle: str, graph: str) -> list[Quad]:
    name = NamedNode(graph)
    return [Quad(q.subject, q.predicate, q.object, name) for q in parse(turtle, RdfFormat.TURTLE)]


def main() -> None:
    """Write a world to a file or a folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("target", type=Path, help="a file that ends in .nq, or a folder for Turtle files")
    parser.add_argument("--size", type=size, default="10k", help="triples in articles (10k)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    if given.target.suffix == ".nq":
        print(f"{write_quads(given.target, given.size, given.seed):,} quads")
    else:
        number = sum(1 for _ in graphs(given.size, given.seed)) - 1
        print(f"{len(write_turtle(given.target, number, given.seed)):,} articles")


if __name__ == "__main__":
    main()
