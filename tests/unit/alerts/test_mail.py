"""Mail that arrives as it was meant, and what is said when the server does not take it."""

from __future__ import annotations

import pytest

from dagster_project.alerts import Message, send
from dagster_project.settings import Alerts

MESSAGE = Message(
    "late", "[gradmart] 示例大学: 1 类数据逾期未到", ["- fairs: 应于 2020-07-02 前送达", ". 点"]
)


def sent(post, *addresses: str, **server) -> str | None:
    content = {
        "mail_server": {"host": "127.0.0.1", "port": post.port, "security": "none", "sender": "gradmart@x.cn"}
        | server,
        "to": {"office": {"mail": addresses or ("officer@x.cn",)}},
    }
    return send(Alerts.model_validate(content), "office", MESSAGE, {"GRADMART_ALERT_MAIL_PASSWORD": "s3cr3t"})


def test_a_letter_arrives_in_chinese(post):
    assert sent(post, "officer@x.cn", "director@x.cn") is None
    (letter,) = post.letters
    assert letter["Subject"] == MESSAGE.title
    assert (letter["From"], letter["To"]) == ("gradmart@x.cn", "officer@x.cn, director@x.cn")
    assert letter.get_content().splitlines() == MESSAGE.lines
    assert post.receivers == [["officer@x.cn", "director@x.cn"]]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@x.cn>")


@pytest.mark.parametrize(
    ("refuse", "problem", "connections"),
    [
        ({"MAIL": "550 no"}, "the mail server refused the message (SMTP status 550)", 1),
        ({"DATA": "451 later"}, "the mail server refused the message (SMTP status 451)", 2),
        ({"officer@x.cn": "550 who"}, "the mail server refused every address (SMTP status 550)", 1),
        ({"officer@x.cn": "450 grey"}, "the mail server refused every address (SMTP status 450)", 2),
    ],
)
def test_a_refusal_is_told_and_tried_again_only_if_it_may_pass(post, refuse, problem, connections):
    post.refuse = refuse
    assert sent(post) == problem
    assert post.connections == connections


def test_one_address_of_two_is_refused(post):
    post.refuse = {"gone@x.cn": "550 who"}
    assert sent(post, "officer@x.cn", "gone@x.cn") == "the mail server refused 1 of 2 addresses"
    assert post.receivers == [["officer@x.cn"]]


def test_a_server_without_encryption_gets_no_password(post):
    told = sent(post, user="me", security="starttls")
    assert told == "the mail server knows no starttls or no login"
    assert post.letters == []


@pytest.fixture
def trusted(monkeypatch, certificate):
    """This machine trusts the certificate of the local server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


def test_who_logs_in_with_the_right_password_is_let_in(secure_post, trusted):
    secure_post.users = {"me": "s3cr3t"}
    assert sent(secure_post, host="localhost", security="tls", user="me") is None
    assert len(secure_post.letters) == 1


def test_a_wrong_password_is_told_without_the_words_of_the_server(secure_post, trusted):
    secure_post.users = {"me": "another"}
    told = sent(secure_post, host="localhost", security="tls", user="me")
    assert told == "the mail server refused user or password (SMTP status 535)"
    assert secure_post.connections == 1


def test_a_server_whose_certificate_nobody_trusts_gets_nothing(secure_post):
    secure_post.users = {"me": "s3cr3t"}
    told = sent(secure_post, host="localhost", security="tls", user="me")
    assert told == "this machine does not trust the certificate of the server"
    assert secure_post.letters == []


def test_a_server_that_has_another_name_gets_nothing(secure_post, trusted):
    told = sent(secure_post, host="127.0.0.1", security="tls", user="me")
    assert told == "this machine does not trust the certificate of the server"


def test_a_mail_server_that_is_not_there(post):
    post.port = 9
    assert sent(post) == "there is no connection (ConnectionRefusedError)"
