"""Telling people what happened, by mail and by webhook.

`words` writes a message in Chinese or English; `mail` and `webhooks` say how it goes out; `secrets` finds
addresses and passwords; `sending` sends, twice at most, and says what kept it from arriving. What is kept
out: when something is told, and to whom (`orchestration.alerting`), and anything from inside a delivery:
a message holds counts, masked names of files, days and what to do.
"""

from dagster_project.alerts.message import Message
from dagster_project.alerts.secrets import missing, names_of, read_secrets
from dagster_project.alerts.sending import send
from dagster_project.alerts.words import Facts, write

__all__ = ["Facts", "Message", "missing", "names_of", "read_secrets", "send", "write"]
