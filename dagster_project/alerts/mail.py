"""A message by SMTP. The server's certificate is checked; a password never goes out unencrypted."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from dagster_project.alerts.message import Message, NotSent
from dagster_project.settings import MailServer

# Answers of a server that cannot just now: try again.
_PASSING = range(400, 500)


def mail(
    server: MailServer, password: str | None, to: tuple[str, ...], message: Message, timeout: float
) -> None:
    """Hand the message to the server. Raises NotSent; addresses and the server's own words stay out of it."""
    try:
        with _connect(server, timeout) as smtp:
            if server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            if server.user is not None and password is not None:
                smtp.login(server.user, password)
            refused = smtp.send_message(_letter(server.sender, to, message), server.sender, list(to))
    except smtplib.SMTPAuthenticationError as error:
        raise NotSent(
            f"the mail server refused user or password (SMTP status {error.smtp_code})", False
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        status = ", ".join(sorted({str(code) for code in codes}))
        reason = f"the mail server refused every address (SMTP status {status})"
        raise NotSent(reason, all(code in _PASSING for code in codes)) from error
    except smtplib.SMTPResponseException as error:
        reason = f"the mail server refused the message (SMTP status {error.smtp_code})"
        raise NotSent(reason, error.smtp_code in _PASSING) from error
    except smtplib.SMTPNotSupportedError as error:
        reason = f"the mail server knows no {server.security} or no login"
        raise NotSent(reason, passing=False) from error
    except smtplib.SMTPException as error:
        raise NotSent(f"the mail server broke off ({type(error).__name__})", passing=True) from error
    if refused:
        raise NotSent(f"the mail server refused {len(refused)} of {len(to)} addresses", passing=False)


def _connect(server: MailServer, timeout: float) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.the_port, timeout=timeout, context=context)
    return smtplib.SMTP(server.host, server.the_port, timeout=timeout)


def _letter(sender: str, to: tuple[str, ...], message: Message) -> EmailMessage:
    letter = EmailMessage()
    letter["Subject"] = message.title
    letter["From"] = sender
    letter["To"] = ", ".join(to)
    letter["Date"] = formatdate(localtime=True)
    # Without a domain the name of this machine would stand in it.
    letter["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    letter["X-Gradmart-Event"] = message.event
    # Base64, because not every server takes 8-bit text.
    letter.set_content("\n".join(message.lines) + "\n", cte="base64")
    return letter
