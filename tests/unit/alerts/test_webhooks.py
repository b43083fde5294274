"""What each kind of webhook gets, as its vendor documents it, and what is said when it does not take it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.parse

import pytest

from dagster_project.alerts import Message, send
from dagster_project.alerts.message import NotSent
from dagster_project.alerts.webhooks import prepared
from dagster_project.settings import Alerts

MESSAGE = Message("refused", "[gradmart] 示例大学: 2 个文件被拒收", ["- a & b.csv"], {"exit_code": 3})
TEXT = "[gradmart] 示例大学: 2 个文件被拒收\n- a & b.csv"


def sent(hook, kind: str, secret: str | None = None, message: Message = MESSAGE, **options) -> str | None:
    alerts = Alerts.model_validate({"to": {"group": {"webhook": kind}}} | options)
    secrets = {"GRADMART_ALERT_GROUP_URL": hook.url}
    if secret:
        secrets["GRADMART_ALERT_GROUP_SECRET"] = secret
    return send(alerts, "group", message, secrets)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("wecom", {"msgtype": "text", "text": {"content": TEXT}}),
        ("dingtalk", {"msgtype": "text", "text": {"content": TEXT}}),
        ("feishu", {"msg_type": "text", "content": {"text": TEXT}}),
        ("slack", {"text": TEXT.replace("&", "&amp;")}),
        (
            "json",
            {
                "source": "gradmart",
                "event": "refused",
                "title": MESSAGE.title,
                "text": "- a & b.csv",
                "exit_code": 3,
            },
        ),
    ],
)
def test_each_kind_gets_the_body_it_documents(hook, kind, body):
    assert sent(hook, kind) is None
    assert hook.bodies == [body]
    ((path, headers, _),) = hook.calls
    assert (path, headers["Content-Type"]) == ("/send?key=s3cr3t", "application/json; charset=utf-8")


def test_dingtalk_is_signed_in_the_address_with_milliseconds():
    request = prepared("dingtalk", "https://oapi.invalid/robot/send?access_token=t", "SECabc", MESSAGE, 1.6e9)
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.full_url).query)
    digest = hmac.new(b"SECabc", b"1600000000000\nSECabc", hashlib.sha256).digest()
    assert query == {
        "access_token": ["t"],
        "timestamp": ["1600000000000"],
        "sign": [base64.b64encode(digest).decode()],
    }


def test_feishu_is_signed_in_the_body_with_seconds_and_an_empty_text():
    request = prepared("feishu", "https://open.invalid/hook/t", "abc", MESSAGE, 1.6e9)
    digest = hmac.new(b"1600000000\nabc", b"", hashlib.sha256).digest()
    body = json.loads(request.data)
    assert (body["timestamp"], body["sign"]) == ("1600000000", base64.b64encode(digest).decode())
    assert request.full_url == "https://open.invalid/hook/t"


def test_plain_json_is_signed_in_a_header_over_the_bytes_that_were_sent(hook):
    assert sent(hook, "json", secret="abc") is None
    ((_, headers, body),) = hook.calls
    digest = hmac.new(b"abc", body, hashlib.sha256).hexdigest()
    assert headers["X-Gradmart-Signature"] == f"sha256={digest}"


def test_wecom_gets_2048_bytes_at_most_and_whole_signs(hook):
    long = Message("late", "标题", ["学" * 2000])
    assert sent(hook, "wecom", message=long) is None
    content = hook.bodies[0]["text"]["content"]
    assert content.endswith("学\n…")
    assert 2040 < len(content.encode()) <= 2048


@pytest.mark.parametrize(
    ("kind", "answer", "problem"),
    [
        (
            "wecom",
            (200, '{"errcode": 93000, "errmsg": "x"}'),
            "the webhook refused the message (errcode 93000)",
        ),
        ("dingtalk", (200, '{"errcode": 310000}'), "the webhook refused the message (errcode 310000)"),
        ("feishu", (200, '{"code": 19021}'), "the webhook refused the message (code 19021)"),
        ("feishu", (200, "<html>"), "the webhook did not answer as feishu does"),
        ("slack", (404, "channel_not_found"), "the webhook answered with HTTP status 404"),
        ("json", (302, ""), "the webhook answered with HTTP status 302"),
    ],
)
def test_a_refusal_is_told_and_not_tried_again(hook, kind, answer, problem):
    hook.answers = [answer]
    assert sent(hook, kind) == problem
    assert len(hook.calls) == 1


def test_an_older_robot_of_feishu_is_understood(hook):
    hook.answers = [(200, '{"StatusCode": 0, "StatusMessage": "success"}')]
    assert sent(hook, "feishu") is None


def test_a_server_that_is_overloaded_is_asked_once_more(hook):
    hook.answers = [(503, ""), (200, "ok")]
    assert sent(hook, "slack") is None
    assert len(hook.calls) == 2


def test_after_two_failures_it_is_given_up(hook):
    hook.answers = [(503, "")]
    assert sent(hook, "slack") == "the webhook answered with HTTP status 503"
    assert len(hook.calls) == 2


def test_a_server_that_does_not_answer_is_not_waited_for(hook):
    hook.delay = 30
    assert sent(hook, "slack", timeout_seconds=1) == "there was no answer within 1 seconds"
    assert len(hook.calls) == 2


def test_nobody_listens(hook):
    hook.port = 9  # discard: nothing is there
    assert sent(hook, "slack") == "the webhook cannot be reached (ConnectionRefusedError)"


@pytest.mark.parametrize(
    ("kind", "url", "problem"),
    [
        ("wecom", "http://qyapi.invalid/send?key=k", "its address does not begin with https://"),
        ("json", "file:///etc/passwd", "its address is not one"),
        ("json", "ftp://example.invalid/x", "its address does not begin with https://"),
        ("slack", "https://user:word@example.invalid/x", "its address is not one"),
        ("slack", "https://[::1/x", "its address is not one"),
        ("slack", "https://example.invalid:99999/x", "its address is not one"),
    ],
)
def test_an_address_that_would_tell_others_is_refused_without_repeating_it(kind, url, problem):
    with pytest.raises(NotSent) as raised:
        prepared(kind, url, None, MESSAGE, 0)
    assert raised.value.reason == problem
    assert url not in str(raised.value)


def test_an_address_that_is_missing_is_told_by_its_name():
    alerts = Alerts.model_validate({"to": {"group": {"webhook": "wecom"}}})
    assert send(alerts, "group", MESSAGE, {}) == "GRADMART_ALERT_GROUP_URL is not set"
