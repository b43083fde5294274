"""Who is told what happened (`alerts` of institution.yml). Addresses of webhooks and passwords are secrets.

Secrets are never written here: they come from the environment or from `data/.gradmart-alerts`
(`dagster_project.alerts.secrets`). How a message is sent is in `dagster_project.alerts`.
"""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, model_validator

from dagster_project.settings.strict import Name, Strict

Event = Literal["refused", "stopped", "fault", "late", "recovered", "published", "heartbeat"]
Language = Literal["zh", "en"]
Webhook = Literal["json", "wecom", "dingtalk", "feishu", "slack"]
EVENTS: tuple[Event, ...] = get_args(Event)
_UNASKED = tuple(event for event in EVENTS if event != "published")
_PORTS = {"tls": 465, "starttls": 587, "none": 25}

# No display names and no quoting: what cannot be mistaken in a header.
Address = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$")]


class MailServer(Strict):
    """The server that takes mail; its password is the secret GRADMART_ALERT_MAIL_PASSWORD.

    host      name of the server
    port      by default 465 (tls), 587 (starttls) or 25 (none)
    security  tls, starttls, or none: without encryption, and so without a user
    sender    the address mail comes from
    user      who logs in; without one nobody does
    """

    host: Annotated[str, StringConstraints(min_length=1)]
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Literal["tls", "starttls", "none"] = "tls"
    sender: Address
    user: str | None = None

    @property
    def the_port(self) -> int:
        return self.port or _PORTS[self.security]

    @model_validator(mode="after")
    def _no_password_in_the_clear(self) -> MailServer:
        if self.user is not None and self.security == "none":
            raise ValueError(
                "a user logs in with a password, which needs security tls or starttls; or leave user out"
            )
        return self


class Receiver(Strict):
    """One who is told: by mail or by a webhook.

    mail      addresses
    webhook   the body it expects: json, wecom, dingtalk, feishu or slack
    when      what is told: refused, stopped, fault, late, recovered, published, heartbeat
    language  of the messages to this receiver; by default that of `alerts`
    """

    mail: tuple[Address, ...] = ()
    webhook: Webhook | None = None
    when: tuple[Event, ...] = _UNASKED
    language: Language | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Receiver:
        if bool(self.mail) == (self.webhook is not None):
            raise ValueError("give either mail (addresses) or webhook (json, wecom, dingtalk, feishu, slack)")
        return self


class Alerts(Strict):
    """Who is told when nobody is looking.

    language         zh or en
    repeat_days      what is still refused or late is told again after so many days
    timeout_seconds  how long a server may take; it is asked twice at most
    mail_server      the server that takes mail; needed by receivers with `mail`
    to               name -> who is told
    """

    language: Language = "zh"
    repeat_days: int = Field(default=7, ge=1, le=366)
    timeout_seconds: int = Field(default=10, ge=1, le=60)
    mail_server: MailServer | None = None
    to: dict[Name, Receiver] = Field(default={})

    @model_validator(mode="after")
    def _a_server_for_mail(self) -> Alerts:
        by_mail = [name for name, receiver in self.to.items() if receiver.mail]
        if by_mail and self.mail_server is None:
            raise ValueError(f"mail_server is missing, and {', '.join(by_mail)} is told by mail")
        return self
