"""Sending one message to one receiver: within a time, twice at most, and never an exception."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Callable, Mapping

from dagster_project.alerts.mail import mail
from dagster_project.alerts.message import Message, NotSent
from dagster_project.alerts.secrets import PASSWORD, secret_name, url_name
from dagster_project.alerts.webhooks import post
from dagster_project.settings import Alerts

_PAUSE = 2.0


def send(alerts: Alerts, name: str, message: Message, secrets: Mapping[str, str]) -> str | None:
    """Send to the receiver `name`. None when it was taken, else why not, without addresses or secrets.

    Takes `timeout_seconds` at most for each of two attempts. Only what may pass is tried again.
    """
    try:
        work = _way(alerts, name, message, secrets)
        try:
            _within(alerts.timeout_seconds, work)
        except NotSent as error:
            if not error.passing:
                raise
            time.sleep(_PAUSE)
            _within(alerts.timeout_seconds, work)
    except NotSent as error:
        return error.reason
    return None


def _way(alerts: Alerts, name: str, message: Message, secrets: Mapping[str, str]) -> Callable[[], None]:
    receiver, timeout = alerts.to[name], alerts.timeout_seconds
    if receiver.webhook is not None:
        kind, url = receiver.webhook, _needed(secrets, url_name(name))
        return lambda: post(kind, url, secrets.get(secret_name(name)), message, timeout)
    server = alerts.mail_server
    if server is None:
        raise NotSent("there is no alerts.mail_server in institution.yml", passing=False)
    password = _needed(secrets, PASSWORD) if server.user is not None else None
    return lambda: mail(server, password, receiver.mail, message, timeout)


def _needed(secrets: Mapping[str, str], name: str) -> str:
    if name not in secrets:
        raise NotSent(f"{name} is not set", passing=False)
    return secrets[name]


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Do the work in a thread of its own, and do not wait for it longer than that.

    A timeout of a connection does not cover the look-up of a name, nor a server that answers byte by byte.
    """
    ended: list[BaseException | None] = []

    def attempt() -> None:
        try:
            work()
        except NotSent as error:
            ended.append(error)
        except TimeoutError:
            ended.append(_no_answer(seconds))
        except ssl.SSLCertVerificationError:
            ended.append(NotSent("this machine does not trust the certificate of the server", passing=False))
        except (OSError, ValueError) as error:
            ended.append(NotSent(f"there is no connection ({type(error).__name__})", passing=True))
        else:
            ended.append(None)

    thread = threading.Thread(target=attempt, name="gradmart-alert", daemon=True)
    thread.start()
    thread.join(seconds)
    problem = ended[0] if ended else _no_answer(seconds)
    if problem is not None:
        raise problem


def _no_answer(seconds: float) -> NotSent:
    return NotSent(f"there was no answer within {seconds:.0f} seconds", passing=True)
