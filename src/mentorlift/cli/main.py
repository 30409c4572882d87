"""The command `mentorlift`: one file a command, loaded only when it is called."""

import importlib
import os
from typing import Any

import click

# before numpy is loaded: our matrix products are long and thin, and more threads only stand in each other's way
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# command name -> module in mentorlift.cli that holds a click command called `command`
COMMANDS = {
    "simulate": "simulate",
    "power": "power",
    "draw": "draw",
    "verify-draw": "verify_draw",
    "match": "match",
    "assign": "assign",
    "analyse": "analyse",
    "serve": "serve",
    "worker": "worker",
    "init-admin": "init_admin",
    "backup": "backup",
    "restore": "restore",
    "demo": "demo",
}


class LazyGroup(click.Group):
    """Imports a command's module only when that command is asked for, so that each starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"mentorlift.cli.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Say in one line which file could not be read or written; click itself sees to a closed pipe."""
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.filename is None:
                raise
            raise click.ClickException(f"{error.filename}: {error.strerror}. Check the path.") from error


@click.group(cls=LazyGroup)
@click.version_option(package_name="mentorlift")
def main() -> None:
    """Run a sales mentoring programme and measure it as a real experiment."""


if __name__ == "__main__":
    main()
