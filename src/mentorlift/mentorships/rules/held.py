"""Did a meeting take place? The cases are numbered as in docs/rules/held.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mentorlift.mentorships.rules.days import OpenDay

DAYS_TO_DISPUTE = 3  # working days


class Held(StrEnum):
    """What is known about one meeting. Only `BOTH` and `ONE` say that it took place."""

    NOBODY = "nobody"  # nobody has said anything
    WAITING = "waiting"  # one has spoken, the other may still disagree
    ONE = "one"  # one says yes, and was not contradicted in time
    BOTH = "both"  # both say yes
    DISPUTED = "disputed"  # one says yes, the other no
    NOT_HELD = "not_held"  # both say no, or one does and was not contradicted in time

    @property
    def took_place(self) -> bool:
        return self in (Held.BOTH, Held.ONE)

    @property
    def is_unknown(self) -> bool:
        return self in (Held.NOBODY, Held.WAITING, Held.DISPUTED)


@dataclass(frozen=True, slots=True)
class Word:
    """What one side said about a meeting, and when (aware)."""

    by_mentor: bool
    took_place: bool
    said_at: datetime


def held(words: Iterable[Word], *, now: datetime, is_working_day: OpenDay, zone: ZoneInfo) -> Held:
    """The state of a meeting at `now`, from everything both sides said. The last word of each side counts."""
    last: dict[bool, Word] = {}
    for word in sorted(words, key=lambda word: word.said_at):
        last[word.by_mentor] = word
    if not last:
        return Held.NOBODY
    first, *second = sorted(last.values(), key=lambda word: word.said_at)
    closes_at = dispute_closes_at(first.said_at, is_working_day=is_working_day, zone=zone)
    if second and second[0].took_place == first.took_place:
        return Held.BOTH if first.took_place else Held.NOT_HELD
    if second and second[0].said_at < closes_at:
        return Held.DISPUTED
    if now < closes_at:
        return Held.WAITING
    return Held.ONE if first.took_place else Held.NOT_HELD


def dispute_closes_at(said_at: datetime, *, is_working_day: OpenDay, zone: ZoneInfo) -> datetime:
    """The midnight (in `zone`) that ends the third working day after the day of `said_at`."""
    day, left = said_at.astimezone(zone).date(), DAYS_TO_DISPUTE
    for _ in range(366):
        day += timedelta(days=1)
        left -= is_working_day(day)
        if left == 0:
            break
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone)


def settled_until(now: datetime, *, is_working_day: OpenDay, zone: ZoneInfo) -> datetime:
    """The midnight before which a word must have been said so that at `now` nobody can dispute it any more."""
    today = now.astimezone(zone).date()
    for back in range(1, 366):
        midnight = datetime.combine(today - timedelta(days=back - 1), datetime.min.time(), tzinfo=zone)
        said_at = midnight - timedelta(hours=12)  # noon of the day before
        if dispute_closes_at(said_at, is_working_day=is_working_day, zone=zone) <= now:
            return midnight
    return datetime.combine(today - timedelta(days=366), datetime.min.time(), tzinfo=zone)
