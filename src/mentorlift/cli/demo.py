"""`mentorlift demo`: the simulated organisation, served with its worker until Ctrl-C."""

import os
import signal
import subprocess
import sys
from types import FrameType

import click


@click.command(epilog="Example: mentorlift demo --port 8000")
@click.option("--port", default=8000, envvar="PORT", show_default=True, help="Port to listen on; or $PORT.")
def command(port: int) -> None:
    """Load the demo on the first start, then serve it on 127.0.0.1 with its worker."""
    os.environ["MENTORLIFT_DEMO"] = "1"
    os.environ["PORT"] = str(port)
    from mentorlift.cli.web import migrate, start_django

    start_django()
    migrate()
    _load_once()
    serve(port)


def _load_once() -> None:
    from django.conf import settings
    from django.utils import timezone

    from mentorlift.accounts.models import DemoDoor
    from mentorlift.people.models import Person

    if DemoDoor.objects.exists():
        return
    if Person.objects.exists():
        raise click.ClickException(
            f"There are people in {settings.DATA_DIR} already, who are not those of the demo. "
            "Choose another folder with MENTORLIFT_DATA."
        )
    from mentorlift.demo.load import load
    from mentorlift.jobs.worker import work

    click.echo("Loading the simulated organisation; this happens once and takes about a minute.", err=True)
    load(today=timezone.localdate(), say=lambda text: click.echo(f"  {text}", err=True))
    click.echo("  results and letters", err=True)
    work(until_idle=True)


def serve(port: int) -> None:
    """Server and worker as children; both end with this process."""
    own = [sys.executable, "-m", "mentorlift.cli.main"]
    children = [
        subprocess.Popen([*own, "serve", "--port", str(port)]),  # noqa: S603
        subprocess.Popen([*own, "worker"]),  # noqa: S603
    ]

    def end(signum: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)
    click.echo(f"\nMentorlift demo: http://127.0.0.1:{port}\nThe page lets you enter as each role with one click.")
    click.echo("Ctrl-C ends it; the data stay.", err=True)
    try:
        ended = os.waitpid(-1, 0)
        click.echo(f"A part of the demo stopped by itself: {ended}", err=True)
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait()
