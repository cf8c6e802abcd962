"""The knowledge base as a Python object: a store, the named queries, and what joins them.

import kb

with kb.open() as base:
    base.query("supporters", of="Russia")
    base.add("facts.ttl")
"""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Self

from pyoxigraph import Quad, Triple

from kb import whereabouts
from kb.binding import terms_of
from kb.complaints import Complaint
from kb.errors import NotAStore
from kb.files import queries_folder
from kb.lookup import Lookup
from kb.names import Candidate
from kb.queries import Library
from kb.rows import Answer, Term
from kb.sparql import guard, must_know_prefixes
from kb.store.local import LocalStore
from kb.terms import ID, PREFIXES, curie

if TYPE_CHECKING:
    from rdflib import Dataset

    from kb import comparing, ingest, intake, reviewing
    from kb.acts import Act
    from kb.extract.engine import Engine
    from kb.facts import Article, Fact
    from kb.ledger import Ledger, State
    from kb.sources import Told
    from kb.standing import Standing

# A question on the command line pays for what is imported here, so what adding, checking and handing over need is
# imported by the methods that do so.

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
    return KnowledgeBase(
        Path(store) if store else whereabouts.default_folder(), [Path(folder) for folder in queries], timeout
    )


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
        """Whether there is no store yet, or one to which nothing was added, so that the built-in article answers."""
        return whereabouts.nothing_stored(self.folder)

    @cached_property
    def store(self) -> LocalStore:
        """The store that is read. Raises NotAStore, StoreTooNew."""
        return whereabouts.answering(self.folder)

    def close(self) -> None:
        """Let go of the store."""
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]
        self.__dict__.pop("_reference_entities", None)
        self.__dict__.pop("extractor", None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Questions

    def query(self, name: str, /, **values: object) -> Answer:
        """Answer a named query; each parameter is a value, or a list of values where the query takes several.

        A name such as "Russia" is looked up where the query wants a state, a leader or another entity. Raises
        UnknownName, AmbiguousName, BadParameter, BrokenQuery and what a query can raise.

        >>> with open() as base:
        ...     base.query("supporters", of="Russia").columns[:2]
        ('holder', 'speaker')
        """
        return self.store.select(self.bound(name, **values), self.timeout)

    def bound(self, name: str, /, **values: object) -> str:
        """The SPARQL text of a named query with its parameters filled in."""
        query = self.queries[name]
        named = {key.replace("_", "-"): value for key, value in values.items()}
        return query.bind(terms_of(query.params, named, self.find))

    def sparql(self, text: str) -> Answer | bool | list[Triple]:
        """Answer a SPARQL query over the union of all graphs.

        Rows for SELECT, a truth value for ASK, triples for the other forms. The prefixes of `ontology/prefixes.ttl`
        need not be declared. Raises QuerySyntax, QueryTimeout, QueryTooLarge.
        """
        kind = guard(text)
        must_know_prefixes(text, PREFIXES)
        match kind:
            case "ASK":
                return self.store.ask(text, self.timeout)
            case "CONSTRUCT" | "DESCRIBE":
                return self.store.construct(text, self.timeout)
        return self.store.select(text, self.timeout)

    def align(self, a: str, b: str, with_members: bool = False, **settings: Any) -> "tuple[Standing, Standing]":
        """How two actors stand toward each other: a toward b, and b toward a.

        `settings` are the fields of `kb.settings.Settings`: as_of, known_at, weights, half_life, exclude. Raises
        UnknownName, AmbiguousName, BadParameter, UsageError.

        >>> with open() as base:
        ...     one, other = base.align("China", "Russia")
        ...     round(one.alignment.direction, 2), one.alignment.flags
        (0.32, ('thin',))
        """
        return self.ledger(**settings).pair(self.find(a, "Actor"), self.find(b, "Actor"), with_members)

    def ledger(self, **settings: Any) -> "Ledger":
        """The acts that count under some settings, from which standings are reckoned; raises as `align` does.

        >>> with open() as base:
        ...     [one.holder.code for one in base.ledger().toward(base.find("Russia"))]
        ['CHN', 'PRK', 'WEST']
        """
        from kb.settings import chosen

        return self._state.ledger(chosen(**settings))

    @property
    def _state(self) -> "State":
        from kb.ledger import State

        return State(self.query, self._registered)

    def _registered(self, holders: Collection[str], targets: Collection[str]) -> "list[Act] | None":
        from kb import register

        return register.read(self.store.beside, holders, targets)

    def diff(self, before: str, after: str, *ends: str, known: bool = False, **settings: Any) -> "comparing.Compared":
        """What changed between two days or, with `known`, between what had been recorded by the end of each.

        Of everyone, or of the holder, or the holder and the target, that `ends` names; `settings` and errors are those
        of `align`.

        >>> with open() as base:
        ...     (change,) = base.diff("2024-12-30", "2025-01-01", "China").changes
        ...     round(change.move, 2), [part.kind for part in change.parts]
        (0.32, ['came'])
        """
        from kb import comparing
        from kb.settings import chosen

        found = [self.find(name, "Actor") for name in ends]
        return comparing.compared(self._state, before, after, found, known, chosen(**settings))

    def find(self, name: str, kind: str = "") -> Candidate:
        """The entity that a code, name, alias, CURIE or IRI means; `kind` is a class such as State, Actor or Leader.

        Raises UnknownName, which says what is near, and AmbiguousName, which says which are meant.
        """
        return self._lookup.find(name, kind)

    def names(self, kind: str = "") -> list[str]:
        """Every name under which something of a kind is found."""
        return self._lookup.names(kind)

    @property
    def _lookup(self) -> Lookup:
        return Lookup(self.query)

    # Facts

    def add(
        self, *sources: str | os.PathLike[str] | tuple[str, bytes], suffix: str | None = None, dry_run: bool = False
    ) -> "intake.Added":
        """Check facts and store them, all or nothing; a source is a file, or a name and bytes. A file counts once.

        An article that is there already is replaced. Raises BrokenFile, and Findings with every complaint.
        """
        from kb.sources import told

        return self._stored(told(sources, suffix), "kb add", dry_run)

    def _stored(self, told: "Sequence[Told]", command: str, dry_run: bool = False) -> "intake.Added":
        from kb import intake

        graphs = self._arranged(told)
        if dry_run:
            return intake.tried(self.store, graphs, self.built_in)
        self.close()
        with whereabouts.own(self.folder) as store, store.writing(command) as batch:
            return intake.stored(batch, graphs)

    def _arranged(self, told: "Sequence[Told]") -> "intake.Graphs":
        from kb.sources import together

        return together(told, self._reference_entities)

    @cached_property
    def _reference_entities(self) -> frozenset[str]:
        from kb.intake import reference_entities

        return reference_entities(self.store)

    def judge(self, *acts: str, same: bool, author: str) -> str:
        """Record an author's judgement that acts are one act, or are different ones; gives back its IRI.

        Where the author's newest judgement says so already, that stands and nothing is recorded.
        An act is a CURIE or an IRI, as `kb acts` tells it. `remove` takes the judgement back. Raises UsageError for
        fewer than two acts or acts of different dyads, UnknownName for one that no record tells of.
        """
        from kb.judging import judge
        from kb.sources import told

        self._must_exist()
        judged = judge(self.query, acts, same, author)
        if judged.facts:
            self._stored(told([("the judgement", judged.facts)], "nt"), judged.command)
        return judged.iri

    def remove(self, name: str) -> "intake.Removed":
        """Remove an article, as if it had never been added, or all that was added about a reference entity.

        Raises UnknownName, UsageError where nothing was added, KbError where something needs it.
        """
        from kb import intake

        self._must_exist()
        iri = self._lookup.removable(name, self._reference_entities)
        self.close()
        with LocalStore.open(self.folder) as store, store.writing(f"kb remove {curie(iri)}") as batch:
            return intake.remove(batch, iri) if iri in batch.graphs() else intake.withdraw(batch, iri)

    def undo(self) -> str:
        """Go back to the state before the last change, and give back the command that was undone.

        Raises StoreError when there is none.
        """
        self._must_exist()
        undone = self.store.published
        self.close()
        with LocalStore.open(self.folder) as store:
            store.undo()
        return undone.command

    def moved(self, *graphs: str, back: bool = False) -> "comparing.Moved":
        """Which standings the last change moved, or undoing it will move `back`; all of it, or that of some graphs.

        Raises StoreError where the state before is not kept, LimitReached where more changed than can be compared.
        """
        from kb import comparing

        self._must_exist()
        earlier = replace(self)
        with earlier:
            earlier.store = self.store.earlier()
            then, now = earlier._state, self._state
            if back:
                then, now = now, then
            return comparing.moved(then, now, graphs or self.store.changed)

    def _must_exist(self) -> None:
        if self.built_in:
            raise NotAStore(f"There is no store at {self.folder} yet: kb add FILE makes one.")

    # Articles

    @cached_property
    def extractor(self) -> "Engine":
        """What reads facts out of articles, with the names of this store's reference data. Raises MissingExtra."""
        from kb.extract.engine import Engine
        from kb.extract.names import known

        return Engine(known(self.store.select))

    def extract(
        self, articles: "Iterable[Article]", notice: Callable[[str], None] = lambda _said: None
    ) -> "Iterator[tuple[Article, list[Fact]]]":
        """Each article with the facts that it is taken to tell; nothing is stored. Raises MissingExtra.

        One in another language than English has none, and `notice` is told so.
        """
        return self.extractor.facts(articles, notice)

    def read(
        self, articles: "Iterable[Article]", notice: Callable[[str], None] = lambda _said: None
    ) -> "Iterator[ingest.Ingested]":
        """Store articles with the facts that they are taken to tell, as proposals; what became of each, as it is done.

        Some hundred articles are one change. One that is stored already stays as it is, so a run that was stopped is
        begun again with the same articles. Raises MissingExtra, Findings, StoreError.
        """
        from kb import ingest, intake

        names = ingest.called(self.store.select)
        engine = self.extractor
        for some in ingest.chunks(articles):
            fresh, there = ingest.new(self.store.select, some)
            yield from there
            if not fresh:
                continue
            told = list(engine.facts((article for article, _ in fresh), notice))
            self.close()
            with whereabouts.own(self.folder) as store:
                ingest.keep(self.folder, (article for article, _ in fresh))
                graphs = ingest.graphs(told, (revises for _, revises in fresh), names)
                with store.writing(f"kb add ({len(fresh)} articles)") as batch:
                    intake.stored(batch, graphs)
            for (article, facts), (_, revises) in zip(told, fresh, strict=True):
                yield ingest.Ingested(f"{ID}article/{article.id}", "revised" if revises else "added", len(facts))

    def review(self, decisions: "Sequence[reviewing.Decision]") -> None:
        """Record what a reviewer decides on proposed facts, all of it or nothing.

        Raises UsageError for a record that is no proposal or has no day, and Findings for an edit that cannot be.
        """
        from kb import intake, reviewing

        self._must_exist()
        home = {decision.record: reviewing.article(self.store.select, decision.record) for decision in decisions}
        self.close()
        command = f"kb {decisions[0].verdict} ({len(decisions)} facts)"
        with LocalStore.open(self.folder) as store, store.writing(command) as batch:
            graphs = {graph: list(batch.quads(graph)) for graph in dict.fromkeys(home.values())}
            for decision in decisions:
                graph = home[decision.record]
                graphs[graph] = reviewing.reviewed(graphs[graph], decision)
            intake.stored(batch, graphs)

    def live(self, name: str) -> list[str]:
        """The IRIs of the live stances of an article; of another name, that of the stance that it is taken to mean.

        Raises UsageError where nothing of an article counts.
        """
        from kb import reviewing

        return reviewing.live(self.store.select, name, self.find)

    def edits(self, values: "Mapping[str, str]") -> "dict[str, Term | None]":
        """What a reviewer puts right, as terms: names are looked up, and a type brings its polarity with it.

        Raises UsageError for a field that cannot be edited, UnknownName and AmbiguousName.
        """
        from kb import reviewing

        return reviewing.terms(values, self.find)

    # Checks

    def check(self) -> list[Complaint]:
        """Complaints about everything stored: shapes, evidence, and triples that stand in more than one graph."""
        from kb import intake

        return intake.audit(self.store)

    def check_facts(self, quads: Iterable[Quad], name: str) -> list[Complaint]:
        """Complaints about facts that are not stored, as `add` would make them."""
        from kb import intake

        return intake.examined(self.store, self._arranged([(name, list(quads))]), self.built_in)

    def verify(self, text: str, article: str | None = None) -> tuple[str, int, list[Complaint]]:
        """Compare every span of an article with its text.

        The article is told by the text's digest unless it is named, by its name or by a file of facts about it. Raises
        AmbiguousName where several articles have the text: `written_in` tells which.

        Gives back the article's IRI, how many spans were compared, and the complaints.
        """
        from kb import evidence

        if article is not None and Path(article).is_file():
            return evidence.verify_file(Path(article), text)
        iri = evidence.only(self.written_in(text)) if article is None else self.find(article, "Article").iri
        return iri, *evidence.verify(self.store.quads(iri), iri, text)

    def verify_kept(self, article: str | None = None) -> "Iterator[tuple[str, tuple[int, list[Complaint]] | None]]":
        """Each article, or one of them, and what `verify` says of it and the text that is kept; None where none is."""
        from kb import evidence, ingest

        iri = self.find(article, "Article").iri if article else ""
        for one, words in ingest.texts(self.store.select, self.folder, iri):
            yield one, None if words is None else evidence.verify(self.store.quads(one), one, words)

    def written_in(self, text: str) -> list[str]:
        """The IRIs of the articles that have a text, told by its digest; a syndicated text has several.

        Raises UsageError where there is none.
        """
        from kb import evidence

        return evidence.written_in(lambda query: self.store.select(query, self.timeout), text)

    # Handing over

    def export(
        self, out: IO[bytes], suffix: str = "ttl", *, article: str | None = None, actor: str | None = None,
        since: str = "", until: str = "", ontology: bool = False,
    ) -> int:  # fmt: skip
        """Write the store, the ontology alone, one article, or what touches an actor or a time span.

        Gives back the number of triples.
        """
        from kb import export

        article = self.find(article, "Article").iri if article and not ontology else None
        actor = self.find(actor, "Actor").iri if actor else None
        part = export.part(self.store, article, actor, since, until, ontology)
        return export.write(self.store, out, suffix, *part)

    @property
    def dataset(self) -> "Dataset":
        """The store as an rdflib Dataset to read from, with the union of all graphs as its default graph.

        It shows what is stored now, until the knowledge base is closed or changed: ask for it again then. One article
        is `dataset.get_context(IRI)`.

        >>> with open() as base:
        ...     base.dataset.query("ASK { ?stance a <https://w3id.org/alignment-kb/ns#Stance> }").askAnswer
        True
        """
        import oxrdflib
        import pyoxigraph
        from rdflib import Dataset

        store = oxrdflib.OxigraphStore(store=pyoxigraph.Store.read_only(self.store.database))
        return Dataset(store=store, default_union=True)
