"""Sharing: what is stored, as files for other tools; and the shell's completion."""

from collections.abc import Callable
from typing import IO

import click

from kb.cli import options


@click.command()
@click.option("--article", metavar="ARTICLE", help="Only this article.")
@click.option("--actor", metavar="ACTOR", help="Only records that touch this state or organisation.")
@click.option("--since", metavar="DATE", help="Only records that begin to hold on or after this day.")
@click.option("--until", metavar="DATE", help="Only records that begin to hold on or before this day.")
@click.option("--ontology", is_flag=True, help="Only the ontology.")
@options.graphs
@options.store
def export(
    article: str | None, actor: str | None, since: str | None, until: str | None, ontology: bool,
    store: str | None, queries: tuple[str, ...], timeout: float | None, form: str | None, output: str | None,
) -> None:  # fmt: skip
    """Write everything as Turtle, or a part, or in another format.

    TriG, N-Quads and JSON-LD keep a graph for each article. The order is always the same, so that two exports can be compared.

    \b
      kb export -o everything.ttl
      kb export --actor Russia --since 2024-12-01
    """
    import sys
    from pathlib import Path

    from kb.errors import UsageError
    from kb.files import replaced
    from kb.reading import fault_of_day

    if ontology and (article or actor or since or until):
        raise UsageError("--ontology writes the ontology and nothing else: leave the other options out.")
    if article and (actor or since or until):
        raise UsageError("--article writes the article as a whole: leave --actor, --since and --until out.")
    for name, day in (("since", since), ("until", until)):
        if day and fault_of_day(day):
            raise UsageError(f'--{name} takes a day such as 2025-01-01, not "{day}".')
    if since and until and since > until:
        raise UsageError(f"--since {since} is later than --until {until}.")
    suffix = options.chosen(form, output, options.GRAPHS)
    base = options.opened(store, queries, timeout)

    def write(out: IO[bytes]) -> int:
        return base.export(
            out, suffix, article=article, actor=actor, since=since or "", until=until or "", ontology=ontology
        )

    if output and output != "-":
        with replaced(Path(output)) as out:
            count = write(out)
    else:
        count = write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    options.note(f"{count:,} triples.")


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def completion(shell: str) -> None:
    """Print the script that teaches a shell to complete commands, questions, options and names.

    \b
      eval "$(kb completion bash)"        # in ~/.bashrc
      kb completion fish > ~/.config/fish/completions/kb.fish
    """
    from click.shell_completion import get_completion_class

    from kb.cli import cli

    found = get_completion_class(shell)
    if found is not None:
        click.echo(found(cli, {}, "kb", "_KB_COMPLETE").source())


def complete_names(kind: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completer of the names of a class, such as State."""

    def complete(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
        from kb import knowledge
        from kb.names import folded

        try:
            with knowledge.open(ctx.params.get("store"), timeout=5) as base:
                return [name for name in dict.fromkeys(base.names(kind)) if folded(name).startswith(folded(begun))]
        except Exception:  # noqa: BLE001 - a shell that completes must not be disturbed, whatever is wrong
            return []

    return complete


COMMANDS = (export, completion)
