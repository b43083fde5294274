"""Addresses of webhooks, their signing secrets and the password of the mail server.

An address of a webhook is a secret, because whoever knows it can write to the group. All of them are named
variables, in the environment or in `data/.gradmart-alerts` (lines `NAME=value`, readable by its owner only):

    GRADMART_ALERT_MAIL_PASSWORD        of the user of alerts.mail_server
    GRADMART_ALERT_<RECEIVER>_URL       address of the webhook of that receiver
    GRADMART_ALERT_<RECEIVER>_SECRET    its signing secret (dingtalk, feishu, json), if it has one
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from dagster_project.errors import ConfigurationError
from dagster_project.settings import Alerts

PREFIX = "GRADMART_ALERT_"
PASSWORD = f"{PREFIX}MAIL_PASSWORD"
_LINE = re.compile(rf"({PREFIX}[A-Z0-9_]+)\s*=\s*(\S+)")
SIGNED = ("dingtalk", "feishu", "json")


def url_name(receiver: str) -> str:
    return f"{PREFIX}{receiver.upper()}_URL"


def secret_name(receiver: str) -> str:
    return f"{PREFIX}{receiver.upper()}_SECRET"


def read_secrets(file: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """All secrets of alerts, by name. What the environment says goes before the file.

    Raises ConfigurationError when others can read the file, or a line of it is not `NAME=value`.
    """
    found = dict(_in_file(file)) if file.exists() else {}
    return found | {name: value for name, value in environment.items() if name.startswith(PREFIX) and value}


def _in_file(file: Path) -> Iterator[tuple[str, str]]:
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & 0o077:
        raise ConfigurationError(
            f"The secrets of alerts in {file} can be read by others (mode {mode:04o}).",
            f"Run: chmod 600 {file}",
        )
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise ConfigurationError(
            f"{file} cannot be opened ({error.strerror}).", "Give it to the user that runs gradmart."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{file} is not UTF-8 text.", "Save it as UTF-8.") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise ConfigurationError(
                f"{file}, line {number} is not of the form {PREFIX}NAME=value.",
                "Write one variable a line, without quotation marks; lines that begin with # are remarks.",
            )
        yield match[1], match[2]


def names_of(alerts: Alerts) -> dict[str, bool]:
    """Every name that these alerts may use -> whether they need it."""
    names = {}
    if alerts.mail_server and any(receiver.mail for receiver in alerts.to.values()):
        names[PASSWORD] = alerts.mail_server.user is not None
    for name, receiver in alerts.to.items():
        if receiver.webhook:
            names[url_name(name)] = True
            if receiver.webhook in SIGNED:
                names[secret_name(name)] = False
    return names


def missing(alerts: Alerts, secrets: Mapping[str, str]) -> list[str]:
    """Names that are needed and not given."""
    return [name for name, needed in names_of(alerts).items() if needed and name not in secrets]
