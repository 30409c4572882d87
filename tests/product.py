"""A running Mentorlift of its own, with a folder of its own: for journeys and screenshots."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.error import URLError

from tests import migrated

COMMAND = Path(sys.executable).with_name("mentorlift")
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM += ["--disable-component-update", "--disable-sync", "--font-render-hinting=none"]


PORTS = range(20_000, 32_000)  # below those that systems deal out by themselves
_turn = count(os.getpid() * 7)


def free_port() -> int:
    """A port that nobody serves at and nobody is dealt while it waits for its server.

    One dealt out by the system can be gone when a demo has loaded, and whoever asks again and again at such a port may
    be dealt it themselves and hear their own question.
    """
    while True:
        port = PORTS[next(_turn) % len(PORTS)]
        with socket.socket() as tried:
            try:
                tried.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


class Product:
    """Server and worker over one folder, which can be ended and begun again at the same address.

    An empty folder gets a migrated database first, unless it is to begin `from_nothing`, as a person does.
    """

    def __init__(self, folder: Path, *, demo: bool, from_nothing: bool = False, **extra: str) -> None:
        if not from_nothing and not (folder / migrated.FILE).exists():
            migrated.copied_to(folder / migrated.FILE)
        self.demo = demo
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {**os.environ, "MENTORLIFT_DATA": str(folder), "PORT": str(self.port), **extra}
        self.environment.setdefault("MENTORLIFT_MAIL_HOURS", "any")  # a journey by night waits for its letters too
        self.environment |= {"MENTORLIFT_URL": self.address, "MENTORLIFT_DEMO": "1" if demo else "0"}
        self.environment.pop("DATABASE_URL", None)
        self._started: list[subprocess.Popen[bytes]] = []

    def begin(self) -> None:
        """Returns when it answers. With `demo` the demo data are loaded."""
        command = ["demo"] if self.demo else ["serve", "--migrate", "--processes", "1"]
        self._start(*command)
        wait_for(f"{self.address}/healthz", self._started[0])
        if not self.demo:
            self._start("worker")

    def end(self) -> None:
        """Raises RuntimeError where a part had ended before: whoever waited for it in vain reads why."""
        before = {process.args[1]: process.returncode for process in self._started if process.poll() is not None}
        for process in reversed(self._started):
            process.terminate()
        for process in self._started:
            process.wait(timeout=30)
        self._started = []
        if before:
            raise RuntimeError(f"stopped by itself, with code: {before}")

    def says(self, *command: str) -> str:
        """What a command of the shell prints."""
        return subprocess.run(
            [COMMAND, *command], env=self.environment, capture_output=True, text=True, check=True
        ).stdout

    def _start(self, *command: str) -> None:
        self._started.append(subprocess.Popen([COMMAND, *command], env=self.environment))


@contextmanager
def running(folder: Path, *, demo: bool) -> Iterator[str]:
    """Serves on a free port, with a worker beside it; yields the address. With `demo` the demo data are loaded."""
    product = Product(folder, demo=demo)
    try:
        product.begin()
        yield product.address
    finally:
        product.end()


def wait_for(address: str, process: "subprocess.Popen[bytes]", seconds: float = 900) -> None:
    """Until the address answers; fails at once when the process ends."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if process.poll() is not None:
            raise RuntimeError(f"the product stopped by itself with code {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.3)
    raise TimeoutError(f"{address} did not answer within {seconds:.0f} s")
