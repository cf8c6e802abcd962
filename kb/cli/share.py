"""Sharing: what is stored, as files for other tools; and the shell's completion."""

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class, get_completion_class

from kb.cli import options
from kb.cli.notes import note
from kb.cli.options import Shared
from kb.cli.output import GRAPHS, PAGE, Output
from kb.errors import UsageError

COMPLETE = "_KB_COMPLETE"
"""The variable by which a shell asks for completions."""


@click.command()
@options.option("--article", metavar="ARTICLE", shell_complete=options.names("Article"), help="Only this article.")
@options.option(
    "--actor",
    metavar="ACTOR",
    shell_complete=options.names("Actor"),
    help="Only records that touch this state or organisation.",
)
@options.option("--since", metavar="DATE", help="Only records that begin to hold on or after this day.")
@options.option("--until", metavar="DATE", help="Only records that begin to hold on or before this day.")
@click.option("--ontology", is_flag=True, help="Only the ontology.")
@options.graphs
@options.shared
def export(
    shared: Shared,
    article: str | None,
    actor: str | None,
    since: str | None,
    until: str | None,
    ontology: bool,
    out: Output,
) -> None:
    """Write everything as Turtle, or a part, or in another format.

    TriG, N-Quads and JSON-LD keep a graph for each article. The order is always the same, so that two exports can be
    compared.

    \b
      kb export -o everything.ttl
      kb export --actor Russia --since 2024-12-01
    """
    if ontology and (article or actor or since or until):
        raise UsageError("--ontology writes the ontology and nothing else: leave the other options out.")
    if article and (actor or since or until):
        raise UsageError("--article writes the article as a whole: leave --actor, --since and --until out.")
    _check_days(since, until)
    form = out.form(GRAPHS)
    base = shared.opened()
    # Looked up before anything is written: a slip is told by itself.
    article = article and base.find(article, "Article").iri
    actor = actor and base.find(actor, "Actor").iri
    with out.opened() as file:
        count = base.export(
            file, form, article=article, actor=actor, since=since or "", until=until or "", ontology=ontology
        )
    note(f"{count:,} triple{'' if count == 1 else 's'}")


def _check_days(since: str | None, until: str | None) -> None:
    from kb.literals import fault_of_day

    for name, day in (("since", since), ("until", until)):
        if day is not None and fault_of_day(day):
            raise UsageError(f'--{name} takes a day such as 2025-01-01, not "{day}".')
    if since and until and since > until:
        raise UsageError(f"--since {since} is later than --until {until}.")


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script for completion in a shell.

    It completes commands, questions, options, and names of states and leaders.

    \b
      eval "$(kb completion bash)"        # in ~/.bashrc
      eval "$(kb completion zsh)"         # in ~/.zshrc, after compinit
      kb completion fish > ~/.config/fish/completions/kb.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    script = found(click.get_current_context().find_root().command, {}, "kb", COMPLETE)
    Output(PAGE).write(script.source_template % script.source_vars())


class Bash(BashComplete):
    """Bash inserts a completion as it is, so a name of several words has its blanks escaped."""

    def format_completion(self, item: CompletionItem) -> str:
        """A completion on a line, as the script in the shell reads it."""
        value = "".join(rf"\{character}" if character in " '()&" else character for character in item.value)
        return f"{item.type},{value}"


add_completion_class(Bash, "bash")
