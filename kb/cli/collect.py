"""Collecting: facts in, facts out, and back."""

import click

from kb.cli import options


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…|-")
@click.option("--input", "suffix", type=click.Choice(("ttl", "trig", "nt", "nq", "jsonld", "rdf")), metavar="FORMAT",
              help="The format of the input, where its name does not tell: ttl, trig, nt, nq, jsonld or rdf.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Check and say what would happen; store nothing.")
@options.store
def add(
    files: tuple[str, ...],
    suffix: str | None,
    dry_run: bool,
    store: str | None,
    queries: tuple[str, ...],
    timeout: float | None,
) -> None:
    """Add facts: all of them, or none if one is wanting.

    An article that is there already is replaced. The first addition makes the store.

    \b
      kb add facts.ttl
      kb add --dry-run *.ttl
      some-program | kb add - --input ttl
    """
    from kb.errors import UsageError

    if "-" in files and suffix is None:
        raise UsageError("Say in which format standard input comes: kb add - --input ttl.")
    base = options.quiet(store, queries, timeout)
    sources = [("standard input", click.get_binary_stream("stdin").read()) if file == "-" else file for file in files]
    done = base.add(*sources, suffix=suffix, dry_run=dry_run)
    for verb, iris in (("added", done.added), ("replaced", done.replaced), ("unchanged", done.unchanged)):
        for iri in iris:
            click.echo(f"{verb}  {_short(iri)}")
    if done.reference:
        click.echo("added  reference entities")
    if done.upgraded:
        options.note("The ontology and reference data were brought to this version of kb.")
    total = len(done.added) + len(done.replaced) + len(done.unchanged)
    would = "Nothing was stored (dry run): " if dry_run else ""
    options.note(
        f"{would}{total:,} article{'' if total == 1 else 's'}, {done.stances:,} stance{'' if done.stances == 1 else 's'}."
    )


@click.command()
@click.argument("article")
@options.store
def remove(article: str, store: str | None, queries: tuple[str, ...], timeout: float | None) -> None:
    """Remove an article, as if it had never been added."""
    iri = options.quiet(store, queries, timeout).remove(article)
    click.echo(f"removed  {_short(iri)}")


@click.command()
@options.store
def undo(store: str | None, queries: tuple[str, ...], timeout: float | None) -> None:
    """Go back to the state before the last change."""
    command = options.quiet(store, queries, timeout).undo()
    click.echo(f"undone  {command}")


def _short(iri: str) -> str:
    from kb.render import harmless
    from kb.terms import curie

    return harmless(curie(iri))


COMMANDS = (add, remove, undo)
