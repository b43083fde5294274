"""What can pass is tried again in a run that nobody watches; what cannot is told at once."""

import errno

import dagster as dg
import pytest

from dagster_project.errors import ConfigurationError, GateFailed, UserError
from dagster_project.orchestration import passing
from dagster_project.orchestration.failures import raise_for_failure, told
from dagster_project.orchestration.fault import Fault


def full_disk() -> UserError:
    error = UserError("The disk is full.", "Free some space.")
    error.__cause__ = OSError(errno.ENOSPC, "No space left on device")
    return error


PASSING = [
    OSError(errno.ESTALE, "Stale file handle"),
    OSError(errno.ENOSPC, "No space left on device"),
    RuntimeError("(sqlite3.OperationalError) database is locked"),
    RuntimeError("IO Error: Could not set lock on file build.duckdb"),
    full_disk(),
]
LASTING = [
    ConfigurationError("The setting is wrong.", "Mend it."),
    GateFailed("1 test did not hold.", "Look at it."),
    FileNotFoundError(errno.ENOENT, "No such file"),
    PermissionError(errno.EACCES, "Permission denied"),
    ValueError("no such column"),
]


@pytest.fixture
def attempts(monkeypatch):
    """`attempts(errors, tags)`: runs a step that raises these, one an attempt; (attempts made, result)."""
    monkeypatch.setattr(passing, "WAITS", (0.01, 0.02, 0.03))

    def run(errors, tags):
        left = list(errors)

        @dg.asset
        def step():
            with told():
                if left:
                    raise left.pop(0)

        job = dg.define_asset_job("job", executor_def=dg.in_process_executor)
        with dg.DagsterInstance.ephemeral() as instance:
            result = (
                dg.Definitions(assets=[step], jobs=[job])
                .resolve_job_def("job")
                .execute_in_process(instance=instance, raise_on_error=False, tags=tags)
            )
        return len(errors) - len(left) + (not left), result

    return run


NOBODY = {passing.UNATTENDED: "yes"}


@pytest.mark.parametrize("error", PASSING, ids=str)
def test_what_can_pass_is_tried_again_until_it_has_passed(attempts, error):
    number, result = attempts([error, error], NOBODY)
    assert (number, result.success) == (3, True)


@pytest.mark.parametrize("error", LASTING, ids=str)
def test_what_cannot_pass_is_tried_once(attempts, error):
    number, result = attempts([error, error], NOBODY)
    assert (number, result.success) == (1, False)


def test_after_the_last_attempt_the_error_is_told_as_it_is(attempts):
    number, result = attempts([full_disk() for _ in range(9)], NOBODY)
    assert number == len(passing.WAITS) + 1
    with pytest.raises(UserError, match=r"The disk is full\. Free some space\."):
        raise_for_failure(result.success, result.all_events)
    number, result = attempts([PASSING[0]] * 9, NOBODY)
    assert number == len(passing.WAITS) + 1
    with pytest.raises(Fault, match="Stale file handle"):
        raise_for_failure(result.success, result.all_events)


def test_at_a_terminal_nobody_is_kept_waiting(attempts):
    number, result = attempts([PASSING[0]] * 2, {})
    assert (number, result.success) == (1, False)


def test_the_waits_grow():
    assert list(passing.WAITS) == sorted(passing.WAITS)
    assert sum(passing.WAITS) == 780  # 13 minutes
