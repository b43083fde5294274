"""Servers of this machine that take what is sent and keep it: one for webhooks, one for mail."""

from __future__ import annotations

import base64
import contextlib
import email
import email.policy
import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


@dataclass
class Hook:
    """A webhook: `answers` are given in turn, the last one again and again."""

    port: int = 0
    answers: list[tuple[int, str]] = field(default_factory=lambda: [(200, '{"errcode": 0, "code": 0}')])
    delay: float = 0.0
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/send?key=s3cr3t"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, _, body in self.calls]


@contextmanager
def webhook() -> Iterator[Hook]:
    hook, stop = Hook(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.calls.append((self.path, dict(self.headers), body))
            status, text = hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0]
            if hook.delay and stop.wait(hook.delay):
                return
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"http://127.0.0.1:{hook.port}/elsewhere")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *arguments: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.port = server.server_address[1]
    with _running(server):
        yield hook
        stop.set()


@dataclass
class Post:
    """A mail server: `refuse` maps a command (or an address) to the answer it gets."""

    port: int = 0
    refuse: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    receivers: list[list[str]] = field(default_factory=list)
    connections: int = 0


@contextmanager
def mail_server(certificate: Path | None = None) -> Iterator[Post]:
    """Speaks as much SMTP as smtplib asks for, with TLS from the start when there is a certificate."""
    post = Post()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            with contextlib.suppress(OSError):  # whoever does not trust the certificate hangs up
                self.converse()

        def converse(self) -> None:
            post.connections += 1
            self.say("220 ready")
            to: list[str] = []
            while line := self.rfile.readline().decode().strip():
                command = line.split(":")[0].split()[0].upper()
                if command in post.refuse:
                    self.say(post.refuse[command])
                elif command == "EHLO":
                    self.say("250-here")
                    self.say("250-AUTH PLAIN")
                    self.say("250 8BITMIME")
                elif command == "AUTH":
                    _, user, password = base64.b64decode(line.split()[2]).decode().split("\0")
                    right = post.users.get(user) == password
                    self.say("235 welcome" if right else "535 5.7.8 user s3cr3t is not known")
                elif command == "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                    self.say(post.refuse.get(address, "250 ok"))
                    if address not in post.refuse:
                        to.append(address)
                elif command == "DATA":
                    self.say("354 go on")
                    lines = []
                    while (text := self.rfile.readline()) != b".\r\n":
                        lines.append(text.removeprefix(b"."))
                    letter = email.message_from_bytes(b"".join(lines), policy=email.policy.default)
                    post.letters.append(letter)  # type: ignore[arg-type]
                    post.receivers.append(to)
                    self.say("250 taken")
                else:
                    self.say("221 bye" if command == "QUIT" else "250 ok")

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    post.port = server.server_address[1]
    if certificate is not None:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        # Shaken hands with in the thread of the connection, so that a refusal does not stop the server.
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with _running(server):
        yield post


@contextmanager
def _running(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
