"""`mentorlift worker`: does the background work."""

import click

from mentorlift.cli.web import pending_migrations, start_django


@click.command(epilog="Example: mentorlift worker")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due any more.")
def command(until_idle: bool) -> None:
    """Do the background work: imports, draws, matching, analyses, mail. Start as many as you like."""
    start_django()
    if pending_migrations():
        raise click.ClickException("The database is older than this version; run `mentorlift serve --migrate`.")
    from mentorlift.jobs.worker import work

    work(until_idle=until_idle)
