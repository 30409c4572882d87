"""The jobs there are, by name. A room registers its own in tasks.py; services ask for them by name only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import OperationalError
from django.utils.functional import Promise

StrOrPromise = str | Promise
Function = TypeVar("Function", bound=Callable[..., Any])


class UnknownJob(LookupError):
    """No room registered a job of this name."""


@dataclass(frozen=True)
class Registered:
    """A job's function and how it behaves when something goes wrong."""

    name: str
    function: Callable[..., Any]
    attempts: int  # how often it may be started, kills of the worker included
    retry_on: tuple[type[Exception], ...]  # what may pass by itself; anything else fails at once
    every: timedelta | None  # the worker asks for it once in each such span
    title: StrOrPromise  # what the person who asked reads; a lazy translation
    is_quiet: bool  # one of many of its kind: listed while it waits or when it failed, forgotten after a week


_registered: dict[str, Registered] = {}


def job(
    name: str,
    *,
    attempts: int = 5,
    retry_on: tuple[type[Exception], ...] = (OSError, OperationalError),
    every: timedelta | None = None,
    title: StrOrPromise = "",
    is_quiet: bool = False,
) -> Callable[[Function], Function]:
    """Register `function(run: JobRun, **arguments) -> dict | None` as the job `name` ("room.verb").

    The function may be started again after a kill, so it either changes nothing twice or makes its change inside
    `with run.finishing() as result:`, which happens exactly once. Call `run.progress` often: it is where a cancel
    takes effect. With `every`, the worker enqueues it by itself once in each such span, without arguments.
    A `url` in the result is where the job's page leads on to.
    """

    def register(function: Function) -> Function:
        if name in _registered and _registered[name].function.__module__ != function.__module__:
            raise ValueError(f"two jobs are called {name!r}")
        _registered[name] = Registered(
            name, function, attempts, retry_on, every, title or name, is_quiet or every is not None
        )
        return function

    return register


_preparations: list[Callable[[], None]] = []


def before_each_job(prepare: Callable[[], None]) -> None:
    """Have a room's `prepare` called in the worker before each attempt at a job."""
    _preparations.append(prepare)


def prepare() -> None:
    """Call what the rooms asked for."""
    for prepared in _preparations:
        prepared()


def find(name: str) -> Registered:
    """The registered job; raises UnknownJob."""
    try:
        return _registered[name]
    except KeyError:
        raise UnknownJob(f"no job is called {name!r}; known: {', '.join(sorted(_registered))}") from None


def recurring() -> list[Registered]:
    """All jobs the worker asks for by itself."""
    return [registered for registered in _registered.values() if registered.every]


def quiet_names() -> list[str]:
    """Names of the jobs whose successes nobody needs to see."""
    return [registered.name for registered in _registered.values() if registered.is_quiet]
