"""A message by webhook: the bodies and signatures of WeCom, DingTalk, Feishu and Slack, and plain JSON.

All four answer to a text message. WeCom, DingTalk and Feishu answer 200 even when they refuse, and say so in
the body (`errcode`, `code`). Sources: the vendors' pages on group robots and incoming webhooks, as quoted in
docs/decisions/2026-11-23-alerts.md.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from dagster_project.alerts.message import Message, NotSent
from dagster_project.settings.alerts import Webhook

# WeCom takes 2048 bytes of text, the others 20,000 and more.
_WECOM_BYTES = 2048
_ANSWER_BYTES = 65_536
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
# Feishu's older robots say StatusCode.
_ERROR_CODES = {"wecom": ("errcode",), "dingtalk": ("errcode",), "feishu": ("code", "StatusCode")}


def post(kind: Webhook, url: str, secret: str | None, message: Message, timeout: float) -> None:
    """Send the message to a webhook. Raises NotSent, without the address in its words."""
    request = prepared(kind, url, secret, message, time.time())
    try:
        with _opener().open(request, timeout=timeout) as answer:
            body = answer.read(_ANSWER_BYTES)
    except urllib.error.HTTPError as error:
        passing = error.code == 429 or error.code >= 500
        raise NotSent(f"the webhook answered with HTTP status {error.code}", passing) from error
    except urllib.error.URLError as error:
        if isinstance(error.reason, TimeoutError | ssl.SSLCertVerificationError):
            raise error.reason from error
        # The reason may be text that quotes the host.
        raise NotSent(f"the webhook cannot be reached ({type(error.reason).__name__})", True) from error
    except http.client.HTTPException as error:
        raise NotSent(
            f"the webhook answered with something else than HTTP ({type(error).__name__})", True
        ) from error
    if (problem := _refusal(kind, body)) is not None:
        raise NotSent(problem, passing=False)


def prepared(
    kind: Webhook, url: str, secret: str | None, message: Message, now: float
) -> urllib.request.Request:
    """The request as that kind expects it; `now` in seconds since 1970. NotSent for a wrong address."""
    _check(kind, url)
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "gradmart"}
    content = _body(kind, message)
    if secret and kind == "dingtalk":
        stamp = str(round(now * 1000))
        sign = _hmac(secret, f"{stamp}\n{secret}")
        query = urllib.parse.urlencode({"timestamp": stamp, "sign": sign})
        url += ("&" if "?" in url else "?") + query
    elif secret and kind == "feishu":
        stamp = str(round(now))
        # The text that is signed is the key here, and nothing is signed with it.
        content = {"timestamp": stamp, "sign": _hmac(f"{stamp}\n{secret}", "")} | content
    data = json.dumps(content, ensure_ascii=False).encode()
    if secret and kind == "json":
        digest = hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()
        headers["X-Gradmart-Signature"] = f"sha256={digest}"
    return urllib.request.Request(url, data=data, headers=headers, method="POST")


def _body(kind: Webhook, message: Message) -> dict[str, Any]:
    if kind == "wecom":
        return {"msgtype": "text", "text": {"content": _cut(message.text, _WECOM_BYTES)}}
    if kind == "dingtalk":
        return {"msgtype": "text", "text": {"content": message.text}}
    if kind == "feishu":
        return {"msg_type": "text", "content": {"text": message.text}}
    if kind == "slack":
        return {"text": message.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
    return {
        "source": "gradmart",
        "event": message.event,
        "title": message.title,
        "text": "\n".join(message.lines),
    } | message.facts


def _check(kind: Webhook, url: str) -> None:
    """Only https, so that nobody reads address or message on the way; http to this machine and as json."""
    try:
        parts = urllib.parse.urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not url.isascii() or port == 0 or parts.username is not None:
        raise NotSent("its address is not one", passing=False)
    plain = kind == "json" or host in _LOOPBACK
    if parts.scheme != "https" and not (plain and parts.scheme == "http"):
        raise NotSent("its address does not begin with https://", passing=False)


def _refusal(kind: Webhook, body: bytes) -> str | None:
    """What the webhook has against the message, None when it took it."""
    if kind not in _ERROR_CODES:
        return None
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if isinstance(answer, dict):
        for name in _ERROR_CODES[kind]:
            if isinstance(code := answer.get(name), int):
                return f"the webhook refused the message ({name} {code})" if code else None
    return f"the webhook did not answer as {kind} does"


def _opener() -> urllib.request.OpenerDirector:
    """Proxies of the environment are used; a redirection is not followed, it would change POST to GET."""
    secure = urllib.request.HTTPSHandler(context=ssl.create_default_context())
    return urllib.request.build_opener(secure, _NoRedirection)


class _NoRedirection(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments: Any, **named: Any) -> None:
        return None


def _hmac(key: str, text: str) -> str:
    return base64.b64encode(hmac.new(key.encode(), text.encode(), hashlib.sha256).digest()).decode()


def _cut(text: str, size: int) -> str:
    """The text, or as much of it as fits into so many bytes with a sign that it goes on."""
    if len(text.encode()) <= size:
        return text
    end = "\n…"
    return text.encode()[: size - len(end.encode())].decode(errors="ignore") + end
