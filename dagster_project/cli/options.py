"""What every command of `gradmart` has in common: its options, and how it says that something went wrong.

Importing this costs nothing but click.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project.errors import ConfigurationError, UserError

if TYPE_CHECKING:
    from dagster_project.settings import Settings


@dataclass
class Choices:
    """The options every command has, wherever they stand on the line."""

    data: Path = Path("data")
    quiet: bool = False
    verbose: bool = False

    def settings(self) -> Settings:
        """Settings of the data directory asked for, the rest from the environment."""
        from pydantic import ValidationError

        from dagster_project.settings import Settings

        try:
            return Settings(data=self.data)
        except ValidationError as error:
            wrong = "; ".join(f"GRADMART_{item['loc'][0].upper()}: {item['msg']}" for item in error.errors())
            raise ConfigurationError(
                f"The environment is not right: {wrong}.", "Mend or unset it."
            ) from error


class Commands(click.Group):
    """Says what went wrong in a person's words and ends with the exit status of the README."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UserError as error:
            # Advice after a list stands on a line of its own.
            click.echo(str(error).replace(" \n", "\n"), err=True)
            raise click.exceptions.Exit(error.exit_code) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as error:
            _tell_fault(ctx.find_object(Choices) or Choices(), error)
            raise click.exceptions.Exit(1) from error


def _tell_fault(choices: Choices, error: Exception) -> None:
    from dagster_project.orchestration import fault
    from dagster_project.settings import Paths

    file = fault.keep(Paths(choices.data), error)
    click.echo(
        f"This is a fault of the program: {error or type(error).__name__}. The trace is in {file}.", err=True
    )
    if choices.verbose:
        click.echo(fault.trace_of(error), err=True)


def _keep(ctx: click.Context, parameter: click.Parameter, value: Any) -> None:
    # The group and its commands both have these options; what is given later on the line wins.
    if value is not None:
        setattr(ctx.ensure_object(Choices), str(parameter.name), value)


def common(envvar: str | None = None) -> Callable[[Callable], Callable]:
    """Give a command --data, -q and -v. Only the group reads the environment, so that --data always wins."""
    options = (
        partial(
            click.option,
            "--data",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            envvar=envvar,
            help="Data directory (default: data, or GRADMART_DATA).",
        ),
        partial(click.option, "-q", "--quiet", is_flag=True, default=None, help="No progress."),
        partial(click.option, "-v", "--verbose", is_flag=True, default=None, help="Show logs and traces."),
    )

    def decorate(command: Callable) -> Callable:
        for option in reversed(options):
            command = option(expose_value=False, callback=_keep)(command)
        return command

    return decorate


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
