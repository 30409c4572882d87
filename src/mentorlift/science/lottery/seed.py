"""A seed nobody can choose: a secret committed early, the fixed list, and a public value that came later."""

from collections.abc import Mapping, Sequence

from mentorlift.science.lottery.tickets import digest


def commitment(secret: str) -> str:
    """What is published before the public value exists: it binds the secret without showing it."""
    return digest("commitment", secret)


def roster_hash(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> str:
    """SHA-256 over the list as the draw uses it: the named columns, one line a person, sorted by person_id.

    The order of the rows and every other column (what became of somebody later) leave it unchanged.
    """
    names = ["person_id", *columns]
    lines = sorted("\x1f".join(row.get(name, "") for name in names) for row in rows)
    return digest("\x1f".join(names), *lines)


def seed(*, secret: str, roster: str, public_value: str) -> str:
    """H(secret, roster hash, public value), the seed of the draw."""
    return digest("seed", secret, roster, public_value)
