"""`mentorlift serve`: answers the browser."""

import os
import sys

import click

from mentorlift.cli.web import migrate, pending_migrations, start_django


@click.command(epilog="Example: mentorlift serve --port 8000 --migrate")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, envvar="PORT", show_default=True, help="Port to listen on; or $PORT.")
@click.option("--processes", default=2, envvar="WEB_CONCURRENCY", show_default=True)
@click.option("--threads", default=4, show_default=True, help="Threads of each process.")
@click.option("--migrate", "do_migrate", is_flag=True, help="Bring the database to this version first.")
def command(host: str, port: int, processes: int, threads: int, do_migrate: bool) -> None:
    """Serve the web pages. The background work needs `mentorlift worker` beside it."""
    start_django()
    if do_migrate:
        migrate()
    elif pending := pending_migrations():
        raise click.ClickException(
            f"The database is {len(pending)} steps older than this version (first {pending[0]}). "
            "Make a backup, then run `mentorlift serve --migrate`."
        )
    sys.stderr.write(f"Mentorlift on http://{host}:{port}\n")
    sys.stderr.flush()
    arguments = ["--bind", f"{host}:{port}", "--worker-class", "gthread", "--workers", str(processes)]
    arguments += ["--threads", str(threads), "--timeout", "60", "--graceful-timeout", "20", "--no-control-socket"]
    arguments += ["--log-level", "warning", "--max-requests", "10000", "--max-requests-jitter", "1000"]
    # becomes gunicorn, so that signals reach it and nothing stands between
    os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *arguments, "mentorlift.config.wsgi"])  # noqa: S606
