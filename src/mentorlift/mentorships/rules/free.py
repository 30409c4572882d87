"""Times at which some people could meet instead: inside the working days of all and beside what they have. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mentorlift.files.working_hours import WorkingHours
from mentorlift.mentorships.rules.times import STEP

OFFERED = 3
APART = timedelta(minutes=90)  # two offers on one day


@dataclass(frozen=True, slots=True)
class Spell:
    """Taken by another meeting of one of them; half-open."""

    start: datetime
    end: datetime


def free_on(
    day: date, hours: Sequence[WorkingHours], *, minutes: int, taken: Iterable[Spell], after: datetime
) -> list[datetime]:
    """Starts on `day` in steps of half an hour: inside all working days, later than `after`, beside `taken`."""
    spans = [one.on(day) for one in hours]
    at, latest = max(start for start, _end in spans), min(end for _start, end in spans) - timedelta(minutes=minutes)
    busy, length, found = list(taken), timedelta(minutes=minutes), []
    while at <= latest:
        if at > after and not any(one.start < at + length and at < one.end for one in busy):
            found.append(at)
        at += STEP
    return found


def offered(by_day: Sequence[Sequence[datetime]], *, like: datetime, zone: ZoneInfo) -> list[datetime]:
    """Up to three of these times, in order: of each day the one nearest to the wall-clock time of `like`; where there
    are fewer than three days, a second and a third of a day, some time apart. `like` itself is none."""
    wall = like.astimezone(zone)

    def distance(at: datetime) -> tuple[float, datetime]:
        local = at.astimezone(zone)
        return abs((local.hour - wall.hour) * 60 + local.minute - wall.minute), at

    days = [sorted((at for at in day if at != like), key=distance) for day in by_day]
    chosen: list[datetime] = []
    while len(chosen) < OFFERED:
        fresh = [next((at for at in day if _apart(at, chosen)), None) for day in days]
        more = [at for at in fresh if at is not None][: OFFERED - len(chosen)]
        if not more:
            break
        chosen += more
    return sorted(chosen)


def _apart(at: datetime, chosen: Iterable[datetime]) -> bool:
    return all(abs(at - one) >= APART for one in chosen)
