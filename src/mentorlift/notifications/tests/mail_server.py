"""A small real mail server on a socket (RFC 5321), for tests: it keeps what it took and can wait at a place."""

import socketserver
import threading
from collections import Counter
from contextlib import suppress
from email import message_from_bytes, policy


class MailServer(socketserver.ThreadingTCPServer):
    """`hold` is "greeting", "data" (before it asks for the text) or "answer" (it has the mail and says nothing yet);
    `refused` are addresses it knows nobody at."""

    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken, self.reached = [], Counter()
        self.hold, self.refused = "", set()
        self.go_on = threading.Event()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    @property
    def address(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @property
    def mails(self):
        return [message_from_bytes(content, policy=policy.default) for content in self.taken]

    def at(self, place):
        self.reached[place] += 1
        if self.hold == place:
            self.go_on.wait(60)


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        with suppress(OSError):  # the other side is gone
            self.talk()

    def talk(self):
        self.server.at("greeting")
        self.say("220 mail.example.com")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                self.say("250-mail.example.com", "250 8BITMIME")
            elif verb == b"RCPT" and any(address in line.decode() for address in self.server.refused):
                self.say("550 5.1.1 nobody of that name")
            elif verb == b"DATA":
                self.server.at("data")
                self.say("354 go on")
                self.take()
            elif verb == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")

    def take(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                return  # broken off before the dot: not a mail
            lines.append(line[1:] if line.startswith(b"..") else line)
        self.server.taken.append(b"".join(lines))
        self.server.at("answer")
        self.say("250 taken")

    def say(self, *lines):
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())
