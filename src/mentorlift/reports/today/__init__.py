"""Today: what waits for the one who looks, part by part. All roles of one actor are shown together."""

from datetime import datetime

from mentorlift.accounts.actors import Actor
from mentorlift.reports.today import (
    administrator,
    answers,
    confidence,
    participant,
    programmes,
    reviewer,
    team,
)
from mentorlift.reports.today.part import Part

ALL = (
    participant.part,
    team.part,
    programmes.part,
    reviewer.part,
    answers.part,
    administrator.part,
    confidence.part,
)


def parts(actor: Actor, *, now: datetime) -> list[Part]:
    """The parts that say something to this actor, protégé and mentor first."""
    found = (part(actor, now=now) for part in ALL)
    return [part for part in found if part is not None]
