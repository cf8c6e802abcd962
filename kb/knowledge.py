"""The knowledge base as a Python object: a store, the named queries, and what joins them.

import kb

with kb.open() as base:
    base.query("supporters", of="Russia")
    base.add("facts.ttl")
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kb import builtin, evidence, export, intake, names, packaged
from kb.complaints import Complaint
from kb.errors import BadParameter, KbError, NotAStore, UnknownName
from kb.files import queries_folder
from kb.graphs import arranged
from kb.names import Candidate
from kb.queries import Library, NamedQuery, Parameter
from kb.reading import read, read_bytes
from kb.rows import Answer
from kb.sparql import form, tokens
from kb.store.local import LocalStore
from kb.terms import ADDITIONS_GRAPH, ID, ONTOLOGY_GRAPH, PREFIXES, REFERENCE_GRAPH, XSD, curie, expand

if TYPE_CHECKING:
    from rdflib import Dataset

TIMEOUT = 60.0
"""Seconds that a query may take when nothing else is said."""


def open(  # noqa: A001 - kb.open reads well, and the builtin is not used here
    store: str | os.PathLike[str] | None = None,
    queries: Sequence[str | os.PathLike[str]] = (),
    timeout: float | None = TIMEOUT,
) -> "KnowledgeBase":
    """Open the knowledge base in a folder, or in the default one; `queries` names folders of further `.rq` files.

    Where nothing has been stored yet, questions are answered from the built-in article.

    >>> with open() as base:
    ...     len(base.query("unevidenced"))
    0
    """
    return KnowledgeBase(Path(store) if store else default_folder(), [Path(folder) for folder in queries], timeout)


def default_folder() -> Path:
    """Where the store lies when nobody says otherwise: KB_STORE, or the user's data folder."""
    named = os.environ.get("KB_STORE")
    if named:
        return Path(named)
    import platformdirs

    return platformdirs.user_data_path("alignment-kb", appauthor=False) / "store"


@dataclass
class KnowledgeBase:
    """Questions, facts and exports over one store."""

    folder: Path
    query_folders: list[Path] = field(default_factory=list)
    timeout: float | None = TIMEOUT

    @cached_property
    def queries(self) -> Library:
        """The named queries: the packaged ones, then the reader's own."""
        return Library([queries_folder(), *self.query_folders])

    @property
    def built_in(self) -> bool:
        """Whether there is no store yet, so that the built-in article answers."""
        return not self.folder.exists() or (self.folder.is_dir() and not any(self.folder.iterdir()))

    @cached_property
    def store(self) -> LocalStore:
        """The store that is read. Raises NotAStore, StoreTooNew."""
        return builtin.open_store() if self.built_in else LocalStore.open(self.folder)

    def close(self) -> None:
        """Let go of the store."""
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Questions

    def query(self, name: str, /, **values: object) -> Answer:
        """Answer a named query; each parameter is a value, or a list of values where the query takes several.

        A name such as "Russia" is looked up where the query wants a state, a leader or another entity. Raises UnknownName,
        AmbiguousName, BadParameter, BrokenQuery and what a query can raise.

        >>> with open() as base:
        ...     base.query("supporters", of="Russia").columns[:2]
        ('holder', 'speaker')
        """
        return self.store.select(self.bound(name, **values), self.timeout)

    def bound(self, name: str, /, **values: object) -> str:
        """The SPARQL text of a named query with its parameters filled in."""
        query = self.queries[name]
        return query.bind(self._terms(query, {key.replace("_", "-"): value for key, value in values.items()}))

    def sparql(self, text: str) -> Answer | bool | list[Triple]:
        """Answer a SPARQL query over the union of all graphs: rows for SELECT, a truth value for ASK, triples for the other forms.

        The prefixes of `ontology/prefixes.ttl` need not be declared. Raises QuerySyntax, QueryTimeout, QueryTooLarge.
        """
        whole = _with_prefixes(text)
        match form(text):
            case "ASK":
                return self.store.ask(whole, self.timeout)
            case "CONSTRUCT" | "DESCRIBE":
                return self.store.construct(whole, self.timeout)
        return self.store.select(whole, self.timeout)

    def find(self, name: str, kind: str = "") -> Candidate:
        """The entity that a code, name, alias, CURIE or IRI means; `kind` is a class such as State, Actor or Leader.

        Raises UnknownName, which says what is near, and AmbiguousName, which says which are meant.
        """
        iri = expand(name)
        if kind == "Article":
            return self._article(name, iri)
        found = [candidate for candidate in self._who(name, iri) if _is_kind(candidate.kind, kind)]
        best = names.chosen(name, kind, found)
        if best is None:
            found = self._folded(name, kind)
            best = names.chosen(name, kind, found)
        if best is None:
            raise names.unknown(name, kind or "name", self.names(kind))
        return best

    def names(self, kind: str = "") -> list[str]:
        """Every name under which something of a kind is found."""
        if kind == "Article":
            return [_text(row[0]).removeprefix(ID + "article/") for row in self.query("articles").rows]
        rows = self.query("names").rows
        return [_text(row[0]) for row in rows if _is_kind(_text(row[1]), kind)]

    def _who(self, name: str, iri: str | None) -> list[Candidate]:
        if iri is not None:
            rows = self.query("who-is", iri=iri).rows
            return [Candidate(_text(row[0]), _text(row[1]), _text(row[2]), _text(row[3]), "code") for row in rows]
        rows = self.query("who", name=name).rows
        return [Candidate(_text(row[0]), _text(row[1]), _text(row[2]), _text(row[3]), _text(row[5])) for row in rows]

    def _folded(self, name: str, kind: str) -> list[Candidate]:
        wanted = names.folded(name)
        exact = {_text(row[0]) for row in self.query("names").rows if names.folded(_text(row[0])) == wanted}
        return [
            candidate
            for form_ in sorted(exact)
            for candidate in self._who(form_, None)
            if _is_kind(candidate.kind, kind)
        ]

    def _article(self, name: str, iri: str | None) -> Candidate:
        for row in self.query("articles").rows:
            known = _text(row[0])
            if known == iri or known == f"{ID}article/{name}":
                return Candidate(known, curie(known), "", "Article", "code")
        raise names.unknown(name.removeprefix("article:"), "Article", self.names("Article"))

    def _terms(self, query: NamedQuery, values: Mapping[str, object]) -> dict[str, list[NamedNode | Literal]]:
        params = {param.name: param for param in query.params}
        terms: dict[str, list[NamedNode | Literal]] = {}
        for name, value in values.items():
            if value is None or value == ():
                continue
            given = list(value) if isinstance(value, (list, tuple, set)) else [value]
            param = params.get(name, Parameter(name, "text", "", required=False, many=True))
            terms[name] = [self._term(param, one) for one in given]
        return terms

    def _term(self, param: Parameter, value: object) -> NamedNode | Literal:
        text = value.isoformat() if isinstance(value, date) else str(value)
        match param.type:
            case "text":
                return Literal(text)
            case "iri":
                iri = expand(text) or self.find(text).iri
                return NamedNode(iri)
            case "date" | "integer" | "decimal" | "boolean":
                return _literal(param, text)
        return NamedNode(self.find(text, param.type).iri)

    # Facts

    def add(
        self, *sources: str | os.PathLike[str] | tuple[str, bytes], suffix: str | None = None, dry_run: bool = False
    ) -> intake.Added:
        """Check facts and store them, all or nothing; a source is a file, or a name and bytes.

        An article that is there already is replaced. Raises BrokenFile, and Findings with every complaint about the facts.
        """
        graphs: dict[str, list[Quad]] = {}
        came_from: dict[str, str] = {}
        additions: list[Quad] = []
        for source in sources:
            if isinstance(source, tuple):
                name, quads = source[0], read_bytes(source[1], suffix or "ttl", source[0])
            else:
                name, quads = str(source), read(Path(source), suffix)
            for graph, own in arranged(quads, name, self._reference_entities).items():
                if graph == ADDITIONS_GRAPH:
                    additions += own
                elif graph in graphs:
                    raise KbError(
                        f"{curie(graph)} is told by {came_from[graph]} and by {name}: put it into one file. Nothing was stored."
                    )
                else:
                    graphs[graph], came_from[graph] = own, name
        if dry_run:
            return intake.tried(self.store, graphs, additions)
        self.close()
        if self.built_in:
            LocalStore.create(self.folder, by=packaged.version()).close()
        with LocalStore.open(self.folder) as store, store.writing("kb add") as batch:
            return intake.stored(batch, graphs, additions)

    @cached_property
    def _reference_entities(self) -> frozenset[str]:
        graphs = (ONTOLOGY_GRAPH, REFERENCE_GRAPH, ADDITIONS_GRAPH)
        return frozenset(quad.subject.value for graph in graphs for quad in self.store.quads(graph))

    def remove(self, article: str) -> str:
        """Remove an article, as if it had never been added; gives back its IRI. Raises UnknownName."""
        self._must_exist()
        iri = self.find(article, "Article").iri
        self.close()
        with LocalStore.open(self.folder) as store, store.writing(f"kb remove {curie(iri)}") as batch:
            intake.bring_up_to_date(batch)
            batch.delete_graph(iri)
        return iri

    def undo(self) -> str:
        """Go back to the state before the last change; gives back the command that was undone. Raises StoreError when there is none."""
        self._must_exist()
        undone = self.store.published
        self.close()
        with LocalStore.open(self.folder) as store:
            store.undo()
        return undone.command

    def _must_exist(self) -> None:
        if self.built_in:
            raise NotAStore(f"There is no store at {self.folder} yet: kb add FILE makes one.")

    # Checks

    def check(self) -> list[Complaint]:
        """Complaints about everything stored: shapes, evidence, and triples that stand in more than one graph."""
        return intake.audit(self.store)

    def check_facts(self, quads: Iterable[Quad], name: str) -> list[Complaint]:
        """Complaints about facts that are not stored, as `add` would make them."""
        graphs = arranged(quads, name, self._reference_entities)
        additions = graphs.pop(ADDITIONS_GRAPH, [])
        return intake.examined(self.store, graphs, additions)

    def verify(self, text: str, article: str | None = None) -> tuple[str, int, list[Complaint]]:
        """Compare every span of an article with its text; the article is told by the text's digest unless it is named.

        Gives back the article's IRI, how many spans were compared, and the complaints.
        """
        if article is None:
            query = f'SELECT ?article {{ ?article a schema:NewsArticle ; schema:sha256 "{evidence.digest(text)}" }} ORDER BY ?article'
            rows = self.store.select(_with_prefixes(query), self.timeout).rows
            if not rows:
                raise UnknownName(
                    "article",
                    "of this text",
                    hint="Name the article to see what differs: kb verify ARTICLE --text FILE.",
                )
            iri = _text(rows[0][0])
        else:
            iri = self.find(article, "Article").iri
        count, found = evidence.verify(self.store.quads(iri), iri, text)
        return iri, count, found

    # Handing over

    def export(
        self, out: IO[bytes], suffix: str = "ttl", *, article: str | None = None, actor: str | None = None,
        since: str = "", until: str = "", ontology: bool = False,
    ) -> int:  # fmt: skip
        """Write the whole store, the ontology alone, one article, or what touches an actor or a time span; gives back the number of triples."""
        graphs: list[str] | None = None
        keep: export.Keep | None = None
        if ontology:
            graphs = [ONTOLOGY_GRAPH]
        elif article:
            graphs = [self.find(article, "Article").iri]
        elif actor or since or until:
            graphs = [graph for graph in self.store.graphs() if graph not in (ONTOLOGY_GRAPH, REFERENCE_GRAPH)]
        if actor:
            keep = export.touching(self.find(actor, "Actor").iri)
        if since or until:
            span = export.between(since, until)
            keep = span if keep is None else export.both(keep, span)
        return export.write(self.store, out, suffix, graphs, keep)

    @property
    def dataset(self) -> "Dataset":
        """The store as an rdflib Dataset to read from, with the union of all graphs as its default graph.

        >>> with open() as base:
        ...     any(base.dataset.triples((None, None, None)))
        True
        """
        import oxrdflib
        import pyoxigraph
        from rdflib import Dataset

        store = oxrdflib.OxigraphStore(store=pyoxigraph.Store.read_only(self.store.database))
        return Dataset(store=store, default_union=True)


_ACTORS = frozenset({"State", "InternationalOrganization", "InformalBloc", "GovernmentBody", "ArmedGroup"})


def _is_kind(own: str, wanted: str) -> bool:
    return not wanted or own == wanted or (wanted == "Actor" and own in _ACTORS)


def _text(term: Any) -> str:
    return term.value if term is not None else ""


def _literal(param: Parameter, text: str) -> Literal:
    from kb.reading import fault

    literal = Literal(text, datatype=NamedNode(XSD + param.type))
    if fault(literal):
        example = {"date": "2025-01-01", "integer": "7", "decimal": "0.5", "boolean": "true"}[param.type]
        raise BadParameter(f'--{param.name} takes a {param.type} such as {example}, not "{text}".')
    return literal


def _with_prefixes(text: str) -> str:
    declared = set()
    expecting = False
    for token in tokens(text):
        if expecting:
            declared.add(token.text.removesuffix(":"))
        expecting = token.kind == "word" and token.text.upper() == "PREFIX"
    used = {token.text.split(":")[0] for token in tokens(text) if token.kind == "name"}
    return (
        "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}> " for prefix in sorted((used - declared) & PREFIXES.keys()))
        + text
    )
