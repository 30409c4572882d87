"""A running Mentorlift of its own, with a folder of its own: for journeys and screenshots."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

COMMAND = Path(sys.executable).with_name("mentorlift")
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
CHROMIUM += ["--disable-component-update", "--disable-sync", "--font-render-hinting=none"]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(folder: Path, *, demo: bool) -> Iterator[str]:
    """Serves on a free port, with a worker beside it; yields the address. With `demo` the demo data are loaded."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "MENTORLIFT_DATA": str(folder), "PORT": str(port), "MENTORLIFT_URL": address}
    environment["MENTORLIFT_DEMO"] = "1" if demo else "0"
    environment.pop("DATABASE_URL", None)
    commands = [["demo"]] if demo else [["serve", "--migrate", "--processes", "1"]]
    started = [subprocess.Popen([COMMAND, *command], env=environment) for command in commands]
    try:
        wait_for(f"{address}/healthz", started[0])
        if not demo:
            started.append(subprocess.Popen([COMMAND, "worker"], env=environment))
        yield address
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(timeout=30)


def wait_for(address: str, process: "subprocess.Popen[bytes]", seconds: float = 180) -> None:
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
