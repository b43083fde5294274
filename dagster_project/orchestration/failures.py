"""How a failure travels through Dagster and out again.

Dagster hands back failures as text. `told` turns a `UserError` into a `dagster.Failure` whose metadata
carry its parts (they show in Dagster's pages too); `raise_for_failure` puts it together again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg

from dagster_project.errors import ConfigurationError, DeliveryRefused, GateFailed, LockHeld, UserError
from dagster_project.orchestration import passing
from dagster_project.orchestration.fault import Fault
from dagster_project.quality import CheckResult, GateResult

# The error of a step whose blocking check failed; Dagster does not export the class.
_CHECKS_FAILED = "DagsterAssetCheckFailedError"
# Ctrl-C in the middle of a step, which Dagster turns into an error of the step.
_INTERRUPTED = "DagsterExecutionInterruptedError"
_CLASSES = {2: ConfigurationError, 4: GateFailed, 5: LockHeld}


@contextlib.contextmanager
def told() -> Iterator[None]:
    """Raise a UserError of the block as a `dagster.Failure` that can be read back.

    In a run that nobody watches (`passing.UNATTENDED`) what can pass is tried again, after growing waits.
    """
    try:
        yield
    except Exception as error:
        if wait := _wait_before_again(error):
            raise dg.RetryRequested(max_retries=len(passing.WAITS), seconds_to_wait=wait) from error
        if not isinstance(error, UserError):
            raise
        raise dg.Failure(
            description=str(error),
            metadata={"what": error.what, "do": error.do, "exit_code": error.exit_code},
            allow_retries=False,
        ) from error


def _wait_before_again(error: Exception) -> float | None:
    """Seconds to wait before the step is tried again; None when it is not."""
    if not passing.can_pass(error):
        return None
    context = dg.OpExecutionContext.get()
    if passing.UNATTENDED not in context.run.tags or context.retry_number >= len(passing.WAITS):
        return None
    return passing.WAITS[context.retry_number]


def raise_for_failure(success: bool, events: Sequence[dg.DagsterEvent]) -> None:
    """Raise what kept a job from ending well: a UserError, a KeyboardInterrupt or else a Fault."""
    if success:
        return
    failures = [event.step_failure_data for event in events if event.is_step_failure]
    for failure in failures:
        if failure.user_failure_data and (error := _user_error(failure.user_failure_data.metadata)):
            raise error
    if any(_innermost(failure.error).cls_name == _INTERRUPTED for failure in failures if failure.error):
        raise KeyboardInterrupt
    # A step that broke may have reported failed checks before: what broke is the news then.
    errors = [
        failure.error for failure in failures if failure.error and failure.error.cls_name != _CHECKS_FAILED
    ]
    if not errors:
        _stopping_checks(events).raise_for_failures()
        errors = _job_errors(events)
    if not errors:
        raise Fault("The job failed without saying why.", "")
    raise Fault(_innermost(errors[0]).message.strip().splitlines()[0], errors[0].to_string())


def _user_error(metadata: Mapping[str, Any]) -> UserError | None:
    if not {"what", "do", "exit_code"} <= set(metadata):
        return None
    what, do, code = (metadata[name].value for name in ("what", "do", "exit_code"))
    if code == DeliveryRefused.exit_code:
        return DeliveryRefused("refused", what, do)
    return _CLASSES.get(code, UserError)(what, do)


def _stopping_checks(events: Sequence[dg.DagsterEvent]) -> GateResult:
    """The failed checks of the gates as the gate would tell them."""
    checks = [
        event.asset_check_evaluation_data
        for event in events
        if event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
    ]
    return GateResult(
        [
            CheckResult(
                check.check_name,
                tuple(check.asset_key.path),
                False,
                "error",
                check.description or check.check_name,
            )
            for check in checks
            if check.blocking and not check.passed and check.severity is dg.AssetCheckSeverity.ERROR
        ]
    )


def _job_errors(events: Sequence[dg.DagsterEvent]) -> list[Any]:
    """Errors outside any step: a resource that could not be made, the job itself."""
    return [
        event.event_specific_data.error
        for event in events
        if (event.is_failure or event.is_resource_init_failure) and event.event_specific_data.error
    ]


def _innermost(error: Any) -> Any:
    while error.cause is not None:
        error = error.cause
    return error
