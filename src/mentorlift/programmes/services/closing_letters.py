"""The letters at the end: that it was stopped, or what came of it."""

from collections.abc import Mapping
from datetime import datetime

from mentorlift.jobs.services import enqueue
from mentorlift.programmes.models import Programme


def send_closing_letters(*, programme: Programme, result: Mapping[str, str], actor_id: str, now: datetime) -> None:
    """Thank everybody who was asked or drawn, mentored or not, and the mentors, and say what came of it: once.

    `result`: the answer in words, by language; a language that is missing reads the organisation's. All letters are
    due at one instant. Inside the transaction that closes the programme.
    """
    _ask(programme, "closing", actor_id, now, result=dict(result))


def send_stop_letters(*, programme: Programme, actor_id: str, now: datetime) -> None:
    """Tell everybody who was asked, drawn, invited or briefed that it has stopped: once."""
    _ask(programme, "stopped", actor_id, now, result={})


def _ask(programme: Programme, kind: str, actor_id: str, now: datetime, *, result: dict[str, str]) -> None:
    enqueue(
        "programmes.send_last_letters",
        now=now,
        requested_by=actor_id,
        key=f"letters:{kind}:{programme.id}",
        programme_id=str(programme.id),
        kind=kind,
        result=result,
        at=now.isoformat(),
    )
