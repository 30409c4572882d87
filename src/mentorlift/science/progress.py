"""How far a piece of work is, told to whoever asked for it."""

from collections.abc import Callable

Progress = Callable[[int, int], None]  # steps done, steps there are


def unheard(_done: int, _steps: int) -> None:
    """Progress that nobody wants to hear of."""


def part_of(progress: Progress, done: int, *, of: int, size: int = 1000) -> Progress:
    """Progress of one part of a larger piece of work: number `done` (from 0) of `of`, each taken as `size` steps."""

    def tell(steps_done: int, steps: int) -> None:
        progress(size * done + size * steps_done // max(1, steps), size * of)

    return tell
