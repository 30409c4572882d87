"""Counts over thousands of meetings, made by the database; only words that contradict one another are read."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from mentorlift.mentorships.models import Report, Session
from mentorlift.mentorships.queries.days import closed_everywhere
from mentorlift.mentorships.queries.states import held_states
from mentorlift.mentorships.rules.days import open_days
from mentorlift.mentorships.rules.held import settled_until
from mentorlift.programmes.models import Programme

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Counts:
    """Meetings: `passed` = `held` + `not_held` + `unknown`, and those `ahead`."""

    pairs: int
    held: int
    not_held: int
    unknown: int
    ahead: int

    @property
    def passed(self) -> int:
        return self.held + self.not_held + self.unknown

    @property
    def planned(self) -> int:
        return self.passed + self.ahead


def tally(programme: Programme, *, now: datetime, extra: bool) -> Counts:
    """The meetings of the plan, or the `extra` talks, that were not dropped: what `held_states` says of each.

    One query where there are none; what was said is counted anew where any of its facts changed, else kept.
    """
    meetings = Session.objects.filter(pair__programme=programme, dropped_at=None, week__isnull=extra)
    ahead = Q(starts_at__gt=now)
    planned = meetings.aggregate(
        meetings=Count("pk"),
        past=Count("pk", filter=~ahead),
        pairs=Count("pair", distinct=True),
        moves=Sum("sequence"),
        added_at=Max("added_at"),
    )
    if not planned["meetings"]:
        return Counts(pairs=0, held=0, not_held=0, unknown=0, ahead=0)
    zone = ZoneInfo(settings.TIME_ZONE)
    closed = closed_everywhere(programme.id)
    settled = settled_until(now, is_working_day=open_days(closed), zone=zone)
    # Meetings are added, moved (which counts up) and dropped; words are only ever added; what nobody said anything
    # against is settled at midnight. While none of this happened, what was found stands.
    words = Report.objects.order_by().aggregate(Count("pk"), Max("pk"))
    counted = sorted(planned.items()), sorted(words.items())
    facts = (programme.id, extra, counted, now.astimezone(zone).date(), settled, sorted(closed))
    key = f"mentorships.tally.{hashlib.sha256(repr(facts).encode()).hexdigest()}"
    found: tuple[int, int, int] | None = cache.get(key)
    if found is None:
        found = _said(meetings, ahead, settled, now=now)
        cache.set(key, found, timeout=KEPT_SECONDS)
    held, not_held, known_ahead = found
    passed = planned["past"] + known_ahead  # what is known of a meeting counts although its time is still to come
    return Counts(
        pairs=planned["pairs"],
        held=held,
        not_held=not_held,
        unknown=passed - held - not_held,
        ahead=planned["meetings"] - passed,
    )


def _said(meetings: QuerySet[Session], ahead: Q, settled: datetime, *, now: datetime) -> tuple[int, int, int]:
    """Held, not held, and how many of these lie ahead, by what was said."""
    said = meetings.filter(reports__isnull=False).annotate(
        words=Count("reports"),
        by_mentor=Count("reports", filter=Q(reports__person=F("pair__mentor"))),
        yes=Count("reports", filter=Q(reports__took_place=True)),
        first_said=Min("reports__at"),
    )
    # one word that stands, or one of each side, both yes or both no: nothing else can come of these
    certain = Q(words=1, first_said__lt=settled) | Q(words=2, by_mentor=1, yes=0) | Q(words=2, by_mentor=1, yes=2)
    odd = Q(words__gt=1) & ~certain
    found = said.aggregate(
        held=Count("pk", filter=certain & Q(yes__gt=0)),
        not_held=Count("pk", filter=certain & Q(yes=0)),
        known_ahead=Count("pk", filter=certain & ahead),
        odd=Count("pk", filter=odd),
    )
    held, not_held, known_ahead = found["held"], found["not_held"], found["known_ahead"]
    if found["odd"]:
        more = _contradicted(said.filter(odd), now=now)
        held, not_held, known_ahead = held + more[0], not_held + more[1], known_ahead + more[2]
    return held, not_held, known_ahead


def _contradicted(sessions: QuerySet[Session], *, now: datetime) -> tuple[int, int, int]:
    """Held, not held, and how many of these lie ahead."""
    read = list(sessions.select_related("pair"))
    states = held_states(read, now=now)
    known = [session for session in read if not states[session.id].is_unknown]
    held = sum(states[session.id].took_place for session in known)
    return held, len(known) - held, sum(session.starts_at > now for session in known)
