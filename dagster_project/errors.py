"""User errors: what went wrong in a person's terms, what to do about it, and the exit status.

Everything that a user can put right is raised as a `UserError`; the command line prints it as two
sentences without a traceback. Anything else that escapes is a fault of the program (exit status 1).
Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class UserError(Exception):
    """A mistake that a user can put right.

    `what` is one sentence of what is wrong, `do` one sentence of what to do. Subclasses carry the
    exit status of the command line (README, "Exit status").
    """

    exit_code = 2

    def __init__(self, what: str, do: str) -> None:
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do

    def __reduce__(self) -> tuple:
        # An exception is sent to another process by its one argument, which is not what these are made of.
        return _again, (type(self), self.args, self.__dict__)


class ConfigurationError(UserError):
    """Usage or configuration: a wrong argument, setting or `institution.yml` (exit status 2)."""

    exit_code = 2


class DeliveryRefused(UserError):
    """One delivery cannot be taken in; the rest of the run goes on (exit status 3).

    `rule` is the short name under which the refusal is counted (`no_date`, `unknown_header`, ...).
    `unknown_headers`: headers nothing knows, for a person to answer (header, rows, filled, suggestions).
    """

    exit_code = 3

    def __init__(
        self, rule: str, what: str, do: str, unknown_headers: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        super().__init__(what, do)
        self.rule = rule
        self.unknown_headers = list(unknown_headers)


class GateFailed(UserError):
    """A quality gate stopped publishing; the last release stays (exit status 4)."""

    exit_code = 4


class LockHeld(UserError):
    """Another run holds the lock (exit status 5)."""

    exit_code = 5


def _again(kind: type[UserError], arguments: tuple, state: dict[str, Any]) -> UserError:
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(state)
    return error
