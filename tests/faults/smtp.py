"""A mail server that does what a script says, word by word: it hangs, cuts, refuses, drips, lies or dies.

Plain sockets, because a library would be too polite. Each connection takes the next mood
of the script; with no mood left it is a good server. What it took is kept, whole.
"""

import contextlib
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field

_CRLF = b"\r\n"


class Dies(Exception):
    """The server ends this connection without a word."""


@dataclass
class Server:
    """Listens on loopback. `moods` are taken one a connection."""

    moods: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    tls: ssl.SSLContext | None = None
    patience: float = 3.0

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        with contextlib.suppress(OSError):  # closed twice
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits, or the port would stay open
        self._listening.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            mood = self.moods.pop(0) if self.moods else ""
            threading.Thread(target=self._meet, args=(connection, mood), daemon=True).start()

    def _meet(self, connection: socket.socket, mood: str) -> None:
        connection.settimeout(self.patience)
        try:
            Talk(self, connection, mood).go()
        except (OSError, Dies):
            pass
        finally:
            connection.close()


class Talk:
    """One connection, from banner to farewell."""

    def __init__(self, server: Server, connection: socket.socket, mood: str) -> None:
        self.server, self.connection, self.mood = server, connection, mood
        self.rest = b""

    def go(self) -> None:
        self._banner()
        while line := self._line():
            word = line.split()[0].upper().decode("ascii", "replace")
            if word == "QUIT":
                self._say("221 bye")
                return
            getattr(self, f"_on_{word.lower()}", lambda _line: self._say("250 OK"))(line)

    def _banner(self) -> None:
        if self.mood == "hangs before a word":
            time.sleep(self.server.patience)
            raise Dies
        if self.mood == "dies before a word":
            raise Dies
        self._say(
            {"full house": "421 too many connections", "babbles": "hello there, who are you?"}.get(self.mood, "220 mail.example ready")
        )

    def _on_ehlo(self, _line: bytes) -> None:
        if self.mood == "offers tls and breaks it":
            self._say("250-mail.example\r\n250 STARTTLS")
        else:
            self._say("250-mail.example\r\n250 8BITMIME")

    def _on_starttls(self, _line: bytes) -> None:
        self._say("220 go ahead")
        self.connection.sendall(b"this is no handshake\r\n")
        raise Dies

    def _on_mail(self, _line: bytes) -> None:
        self._say({"greylists the sender": "450 4.7.1 try again later", "never wants us": "550 5.7.1 go away"}.get(self.mood, "250 OK"))

    def _on_rcpt(self, _line: bytes) -> None:
        answers = {
            "greylists": "451 4.7.1 greylisted, come back in five minutes",
            "mailbox full": "452 4.2.2 mailbox full",
            "no such mailbox": "550 5.1.1 no such user",
            "talks at length": "250-a\r\n250-b\r\n250 c",
        }
        self._say(answers.get(self.mood, "250 OK"))

    def _on_data(self, _line: bytes) -> None:
        if self.mood == "refuses data":
            self._say("554 5.3.4 no")
            return
        self._say("354 go on")
        if self.mood == "cuts in data":
            self.connection.recv(256)
            raise Dies
        body = self._body()
        if self.mood == "over quota":
            self._say("452 4.5.3 quota exceeded")
            return
        if self.mood == "calls it spam":
            self._say("554 5.7.1 looks like spam")
            return
        if self.mood == "does not answer after data":
            time.sleep(self.server.patience)
            raise Dies
        self.server.taken.append(body)
        if self.mood == "accepts and dies":
            raise Dies
        if self.mood == "accepts and says nothing":
            time.sleep(self.server.patience)
            raise Dies
        self._say(f"250 taken as {len(self.server.taken)}")

    def _body(self) -> bytes:
        body = b""
        while (line := self._line(whole=True)) != b".\r\n":
            body += line
        return body

    def _line(self, *, whole: bool = False) -> bytes:
        while _CRLF not in self.rest:
            piece = self.connection.recv(1 << 16)
            if not piece:
                raise Dies
            self.rest += piece
        line, _, self.rest = self.rest.partition(_CRLF)
        return line + _CRLF if whole else line

    def _say(self, words: str) -> None:
        data = words.encode() + _CRLF
        if self.mood == "drips":
            for place in range(len(data)):
                self.connection.sendall(data[place : place + 1])
                time.sleep(0.002)
            return
        self.connection.sendall(data)
