"""What every command of `gradmart` has in common: its options, and how it says that something went wrong.

Importing this costs nothing but click.
"""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dagster_project.errors import ConfigurationError, UserError

if TYPE_CHECKING:
    from dagster_project.settings import Settings

# With less than this left, whatever went wrong went wrong for want of room.
_NO_ROOM = 4 * 1024**2


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
        ctx.ensure_object(Choices)  # commands find it there even when no option was given
        try:
            return super().invoke(ctx)
        except UserError as error:
            # Advice after a list stands on a line of its own.
            click.echo(str(error).replace(" \n", "\n"), err=True)
            raise click.exceptions.Exit(error.exit_code) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError, KeyboardInterrupt):
            raise
        except Exception as error:
            choices = ctx.find_object(Choices) or Choices()
            if (said := _of_the_machine(choices.data, error)) is not None:
                click.echo(str(said), err=True)
                raise click.exceptions.Exit(said.exit_code) from error
            _tell_fault(choices, error)
            raise click.exceptions.Exit(1) from error


def _of_the_machine(data: Path, error: Exception) -> UserError | None:
    """What a person has to put right on the machine: a full disk, or a place this user may not write to."""
    # Most libraries say so in words of their own, so that the disk itself is asked.
    if data.is_dir() and shutil.disk_usage(data).free < _NO_ROOM:
        return ConfigurationError(
            f"The disk of {data} is full.", "Make room (a run needs 2 GB) and run the command again."
        )
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        place = error.filename or data
        return ConfigurationError(
            f"{place} cannot be opened ({error.strerror}).", "Give this user the right to, and try again."
        )
    return None


def _tell_fault(choices: Choices, error: Exception) -> None:
    from dagster_project.orchestration import fault
    from dagster_project.settings import Paths

    file = fault.keep(Paths(choices.data), error)
    kept = f"The trace is in {file}." if file else "There was no room to keep the trace."
    click.echo(f"This is a fault of the program: {error or type(error).__name__}. {kept}", err=True)
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


def json_text(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)
