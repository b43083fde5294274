"""`gradmart serve`. What it does is in `orchestration.serving`."""

from __future__ import annotations

import click

from dagster_project.cli.options import Choices, common


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=3000, show_default=True, help="Of the page.")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Where the page listens. It asks for no password: elsewhere put a server before it that does.",
)
@common()
@click.pass_obj
def serve(choices: Choices, port: int, host: str) -> None:
    """Run every night and land new files, with a web page."""
    from dagster_project.orchestration.serving import serve as serve_data

    def say(line: str) -> None:
        if not choices.quiet:
            click.echo(line, err=True)

    serve_data(choices.settings(), host, port, say, choices.verbose)
