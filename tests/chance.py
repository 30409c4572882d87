"""What a test meets by chance (ids, salts, codes, examples) is the same at every run, so that red runs can be repeated.

`MENTORLIFT_CHANCE=2 make test` asks whether another luck is as green. Loaded by `addopts`. A test draws from a chance
of its own, named after it, and so does each fixture that several tests share, whichever of them asks for it first.
Processes that a test starts have chance as everybody has it.
"""

import os
import random
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import hypothesis
import pytest

LUCK = os.environ.get("MENTORLIFT_CHANCE", "1")
_drawn = random.Random()

# how long an example takes says how busy the machine is, not whether the code is right
BUSY = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
hypothesis.settings.register_profile("busy", **BUSY)
hypothesis.settings.register_profile("same", derandomize=True, **BUSY)
hypothesis.settings.load_profile("same" if LUCK == "1" else "busy")


def pytest_configure() -> None:
    os.urandom = _drawn.randbytes  # what uuid4 asks
    random._urandom = _drawn.randbytes  # type: ignore[attr-defined]  # what secrets and numpy ask


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    _seed(item.nodeid)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Iterator[None]:
    if fixturedef.scope == "function":
        return (yield)
    before = _drawn.getstate()
    _seed(f"{fixturedef.baseid} {fixturedef.argname}")
    try:
        return (yield)
    finally:
        _drawn.setstate(before)


def _seed(name: str) -> None:
    seed = int.from_bytes(sha256(f"{LUCK} {name}".encode()).digest())
    _drawn.seed(seed)
    random.seed(seed)
