"""Named queries: a `.rq` file is a question, its header the manual, each parameter a VALUES block on a line of its own.

The file as it stands is runnable SPARQL in any tool. Binding a parameter replaces what stands between the braces of its
block, or of each of its blocks where the branches of a UNION repeat it, and nothing else. What the header declares and
what the body has are compared, both ways, when a file is read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from kb.errors import BadParameter, BrokenQuery, UnknownName, UsageError
from kb.names import near
from kb.sparql import Token, guard, tokens, undeclared
from kb.terms import to_sparql

LITERALS = ("text", "name", "date", "integer", "decimal", "boolean", "iri")
"""Parameter types written in lower case; a capitalised one is a class of the ontology, looked up by name."""

CLASSES = (
    "Actor", "State", "InternationalOrganization", "InformalBloc", "GovernmentBody", "ArmedGroup",
    "Leader", "Post", "Issue", "EventType", "Article",
)  # fmt: skip
"""The classes by whose names something is found, which a parameter's type may be."""

TAKEN = frozenset({"store", "queries", "format", "timeout", "output", "show", "help"})
"""Names of options that every query command has."""

_PARAM = re.compile(
    r"@param\s+(?P<open>\[?)(?P<name>[a-z][a-z0-9-]*)(?P<many>\.\.\.)?(?P<close>\]?)\s+(?P<type>[A-Za-z]+)\s+(?P<help>\S.*)"
)
_COLUMN = re.compile(r"@column\s+(?P<name>[a-z][a-z0-9_]*)\s+(?P<help>\S.*)")
_SLOT = re.compile(
    r"^[ \t]*(?P<values>VALUES)[ \t]+\?(?P<name>\w+)[ \t]*\{(?P<content>[^{}\n]*)\}[ \t]*$", re.MULTILINE
)


class Parameter(NamedTuple):
    """One option of a named query."""

    name: str
    type: str
    help: str
    required: bool
    many: bool

    @property
    def variable(self) -> str:
        """The name of its variable in the SPARQL text."""
        return self.name.replace("-", "_")


class NamedQuery(NamedTuple):
    """One question: what it is called, what it asks, what it takes and what it gives."""

    name: str
    path: Path
    title: str
    description: str
    text: str
    params: tuple[Parameter, ...]
    columns: Mapping[str, str]

    def bind(self, values: Mapping[str, Sequence[NamedNode | Literal]]) -> str:
        """The SPARQL text with the given terms in each parameter's block; one that is left out keeps what the file has.

        Raises BadParameter for a name that the query does not take, for a required one left out, and for several
        values where one is taken.
        """
        known = {param.name: param for param in self.params}
        for name, terms in values.items():
            if name not in known:
                raise BadParameter(
                    f"{self.name} takes no --{name}. It takes: {', '.join('--' + n for n in known) or 'nothing'}."
                )
            if len(terms) > 1 and not known[name].many and known[name].type != "name":
                raise BadParameter(f"{self.name} takes --{name} once; it was given {len(terms)} times.")
        filled = {
            known[name].variable: " ".join(to_sparql(term) for term in terms) for name, terms in values.items() if terms
        }
        missing = [param.name for param in self.params if param.required and param.variable not in filled]
        if missing:
            raise BadParameter(f"{self.name} needs --{missing[0]}: {known[missing[0]].help}.")

        pieces, end = [], 0
        for slot in _slots(self.text):
            if slot["name"] in filled:
                pieces += [self.text[end : slot.start("content")], f" {filled[slot['name']]} "]
                end = slot.end("content")
        return "".join([*pieces, self.text[end:]])


class Library:
    """The named queries of folders; a later folder's file takes the place of an earlier one's of the same name."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self.folders = tuple(folders)

    @cached_property
    def paths(self) -> dict[str, Path]:
        """Name → file, in order of names. Raises UsageError for a folder that is not there."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            if not folder.is_dir():
                raise UsageError(f"No folder of queries at {folder}. Name one that holds .rq files with --queries.")
            found.update((path.stem, path) for path in folder.glob("*.rq"))
        return dict(sorted(found.items()))

    def __getitem__(self, name: str) -> NamedQuery:
        """The query of a name. Raises UnknownName, which says what is near, and BrokenQuery."""
        if name not in self.paths:
            raise UnknownName("query", name, near(name, self.paths), "(kb query lists all)")
        path = self.paths[name]
        return _loaded(path, path.stat().st_mtime_ns)


@lru_cache(256)
def _loaded(path: Path, _changed: int) -> NamedQuery:
    return load(path)


def load(path: Path) -> NamedQuery:
    """Read one `.rq` file. Raises BrokenQuery with file and line for a header and a body that do not agree."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenQuery(f"{path}: cannot be read as UTF-8 text: {error}") from error
    title, prose = "", []
    params: dict[str, tuple[int, Parameter]] = {}
    columns: dict[str, tuple[int, str]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.startswith("#"):
            break
        comment = line[1:].strip()
        if number == 1:
            title = comment.rstrip(".")
        elif comment.startswith("@"):
            _declare(path, number, comment, params, columns)
        else:
            prose.append(comment)
    if not title:
        raise BrokenQuery(
            f"{path}, line 1: no title. Begin the file with a comment of one line that says what it asks."
        )
    _agree(path, text, params, columns)
    return NamedQuery(
        path.stem, path, title, "\n".join(prose).strip(), text,
        tuple(param for _, param in params.values()), {name: help_ for name, (_, help_) in columns.items()},
    )  # fmt: skip


def _declare(
    path: Path, number: int, comment: str, params: dict[str, tuple[int, Parameter]], columns: dict[str, tuple[int, str]]
) -> None:
    if match := _PARAM.fullmatch(comment):
        name, kind = match["name"], match["type"]
        if bool(match["open"]) != bool(match["close"]):
            raise BrokenQuery(f"{path}, line {number}: [{name}] has one bracket only.")
        if name in params:
            raise BrokenQuery(f"{path}, line {number}: the parameter {name} is declared twice.")
        if name in TAKEN:
            raise BrokenQuery(f"{path}, line {number}: --{name} is an option of every query. Choose another name.")
        if kind not in LITERALS and kind not in CLASSES:
            guess = "".join(f" Did you mean {other}?" for other in near(kind, (*LITERALS, *CLASSES), most=1))
            raise BrokenQuery(
                f"{path}, line {number}: no type {kind}.{guess} It is {', '.join(LITERALS)}, "
                f"or a class whose names are known: {', '.join(CLASSES)}."
            )
        params[name] = number, Parameter(name, kind, match["help"], not match["open"], bool(match["many"]))
    elif match := _COLUMN.fullmatch(comment):
        if match["name"] in columns:
            raise BrokenQuery(f"{path}, line {number}: the column {match['name']} is declared twice.")
        columns[match["name"]] = number, match["help"]
    else:
        raise BrokenQuery(
            f"{path}, line {number}: cannot read this. Write @param NAME TYPE help, or @column NAME help."
        )


def _agree(
    path: Path, text: str, params: Mapping[str, tuple[int, Parameter]], columns: Mapping[str, tuple[int, str]]
) -> None:
    try:
        form = guard(text)
    except UsageError as error:
        raise BrokenQuery(f"{path}: {error}") from error
    pieces = tokens(text)
    if form != "SELECT":
        at = next(token.at for token in pieces if token.text.upper().startswith(form))
        raise BrokenQuery(f"{path}, line {_line(text, at)}: {form} gives no rows. A named query is a SELECT.")
    for token in pieces:
        if token.kind == "word" and token.text.upper() == "GRAPH":
            raise BrokenQuery(f"{path}, line {_line(text, token.at)}: a named query asks all graphs: leave GRAPH out.")
    _blocks_agree(path, text, params)
    _columns_agree(path, text, pieces, columns)
    if not _ordered(pieces):
        raise BrokenQuery(
            f"{path}: no ORDER BY, so two stores may answer in two orders. End the file with one without ties."
        )
    for token in undeclared(text):
        raise BrokenQuery(
            f"{path}, line {_line(text, token.at)}: no PREFIX {token.text.partition(':')[0]}: is declared, "
            "so other tools cannot run the file."
        )


def _blocks_agree(path: Path, text: str, params: Mapping[str, tuple[int, Parameter]]) -> None:
    declared = {param.variable for _, param in params.values()}
    slots: dict[str, tuple[int, str]] = {}
    for slot in _slots(text):
        number, content = _line(text, slot.start("values")), slot["content"].strip()
        first = slots.setdefault(slot["name"], (number, content))
        if slot["name"] in declared and content != first[1]:
            raise BrokenQuery(f"{path}, line {number}: a second VALUES block for ?{slot['name']}, unlike the first.")
    for number, param in params.values():
        if param.variable not in slots:
            raise BrokenQuery(
                f"{path}, line {number}: no line VALUES ?{param.variable} {{ … }} for the parameter {param.name}."
            )
        line, content = slots[param.variable]
        if not content or (param.required and content == "UNDEF"):
            raise BrokenQuery(
                f"{path}, line {line}: the block of ?{param.variable} holds no example, "
                "so the file does not run as it is."
            )
    for name, (number, content) in slots.items():
        if name not in declared and content == "UNDEF":
            raise BrokenQuery(
                f"{path}, line {number}: ?{name} has a block to fill and no @param {name.replace('_', '-')}."
            )


def _columns_agree(path: Path, text: str, pieces: Sequence[Token], columns: Mapping[str, tuple[int, str]]) -> None:
    selected = {token.text[1:]: _line(text, token.at) for token in _selected(pieces)}
    for name, (number, _) in columns.items():
        if name not in selected and "" not in selected:
            raise BrokenQuery(f"{path}, line {number}: the column {name} is not selected.")
    for name, number in selected.items():
        if not name:
            raise BrokenQuery(f"{path}, line {number}: name the columns in place of SELECT *.")
        if name not in columns:
            raise BrokenQuery(f"{path}, line {number}: ?{name} is selected and has no @column {name}.")
    if list(columns) != list(selected):
        raise BrokenQuery(
            f"{path}, line {next(iter(selected.values()))}: the columns are declared in another order "
            f"than they are selected: {', '.join(selected)}."
        )


def _slots(text: str) -> Iterator[re.Match[str]]:
    # A line in a string or with its brace in a comment only looks like a block.
    begins = {token.at for token in tokens(text) if token.text.upper() in ("VALUES", "}")}
    for match in _SLOT.finditer(text):
        if match.start("values") in begins and match.end("content") in begins:
            yield match


def _selected(pieces: Sequence[Token]) -> Iterator[Token]:
    """The columns of the outermost SELECT, in order, and its asterisk; of (expression AS ?name) only the name."""
    depth, renamed = 0, False
    start = next(n for n, token in enumerate(pieces) if token.kind == "word" and token.text.upper() == "SELECT")
    for token in pieces[start + 1 :]:
        if token.text == "{" or (token.kind == "word" and token.text.upper() == "WHERE"):
            return
        if token.kind == "mark" and token.text in "()":
            depth += 1 if token.text == "(" else -1
        elif (token.kind == "variable" and (not depth or (depth == 1 and renamed))) or (
            token.text == "*" and not depth
        ):
            yield token
        renamed = token.kind == "word" and token.text.upper() == "AS"


def _ordered(pieces: Sequence[Token]) -> bool:
    """Whether the query as a whole, and not only a part of it, says its order."""
    depth = 0
    for token, following in pairwise(pieces):
        if token.kind == "mark" and token.text in "{}":
            depth += 1 if token.text == "{" else -1
        elif not depth and token.text.upper() == "ORDER" and following.text.upper() == "BY":
            return True
    return False


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
