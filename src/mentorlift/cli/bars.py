"""The bar on long work: on standard error, only where that is a terminal, moved by the work itself."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from mentorlift.science.progress import Progress

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Bar:
    """Told how far the work is, and by name what it is at."""

    def __init__(self, shown: "ProgressBar[str | None]") -> None:
        self._shown = shown

    def tell(self, done: int, steps: int) -> None:
        """`done` of `steps`, however the work counts them; the bar never goes back."""
        length = self._shown.length or 1
        self._shown.update(max(0, length * done // max(1, steps) - self._shown.pos))

    def at(self, name: str, done: int, steps: int) -> None:
        """Begins the piece of work called `name`, with `done` of `steps` behind it."""
        self._shown.current_item = name
        self.tell(done, steps)

    def part(self, name: str, done: int, steps: int) -> Progress:
        """Begins a piece of work that tells itself how far it is: number `done` (from 0) of `steps`."""
        self.at(name, done, steps)
        return lambda inside, of: self.tell(done * of + inside, steps * of)


@contextmanager
def bar(label: str) -> Iterator[Bar]:
    """A bar from 0 to 1000 that stands full when the work has ended, and where it was when the work was refused."""
    with click.progressbar(
        length=1000,
        label=label,
        item_show_func=lambda name: name,
        show_eta=False,
        update_min_steps=0,
        hidden=not sys.stderr.isatty(),
        file=sys.stderr,
    ) as shown:
        found = Bar(shown)
        yield found
        found.at("", 1, 1)
