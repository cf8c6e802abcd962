"""The lexicon of the extraction: whether its tables hold what their examples say."""

import click

from kb.cli import options
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import say
from kb.errors import Findings
from kb.terminal import counted


@click.group()
def lexicon() -> None:
    """The words by which facts are read. They are tables that a person extends.

    They lie in kb/extract/lexicon: verbs and nouns with their kinds of acts, what "not" and "stop" make of an act,
    classes of words, names and issues.
    """


@lexicon.command()
@options.shared
def check(shared: Shared) -> None:
    """Read every example and hold it against its row; ends with 3 where one reads otherwise.

    Also found: a noun whose verb has no row, a name of nobody, a word that stands twice in a class.
    """
    from kb.extract.checking import faults
    from kb.extract.names import known

    base = shared.quietly_opened()
    found = list(faults(base.extractor, known(base.store.select)))
    for fault in found:
        say(f"{fault.file}, row {fault.row}: {fault.said}")
    if found:
        raise Findings(f"{counted(len(found), 'row')} of the lexicon read otherwise.", ())
    note("the lexicon: nothing to complain about")
