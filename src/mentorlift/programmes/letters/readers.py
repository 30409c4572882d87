"""Whom a letter goes to: name, address, language and working hours, and the words it is written in."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from mentorlift.accounts.models import User
from mentorlift.files.working_hours import WorkingHours
from mentorlift.people.models import Identity
from mentorlift.people.queries import names, organisation_day, working_hours
from mentorlift.programmes import role_words
from mentorlift.programmes.models import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """An account or a person a letter goes to, in their language and at their working hours."""

    name: str
    email: str
    language: str
    hours: WorkingHours

    @property
    def zone(self) -> ZoneInfo:
        return self.hours.zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader(Addressee):
    """Somebody of the directory."""

    person_id: UUID


def readers_of(person_ids: Iterable[UUID], now: datetime) -> dict[UUID, Reader]:
    """Those with an address, by person id: five queries, whatever their number."""
    wanted = list(dict.fromkeys(person_ids))
    hours = working_hours(wanted, day=organisation_day(now))
    languages = dict(User.objects.filter(person_id__in=wanted).values_list("person_id", "language"))
    known = Identity.objects.filter(person_id__in=wanted).exclude(email="")
    found = {
        row.person_id: Reader(
            person_id=row.person_id,
            name=row.name,
            email=row.email,
            language=languages.get(row.person_id, settings.LANGUAGE_CODE),
            hours=hours[row.person_id],
        )
        for row in known
    }
    return {person_id: found[person_id] for person_id in wanted if person_id in found}


def addressees_of(users: Iterable[User], now: datetime) -> dict[str, Addressee]:
    """By account: whoever holds one is reached there, though nobody in the directory may belong to it."""
    accounts = list(users)
    known = {one.person_id for one in accounts if one.person_id}
    hours, called = working_hours(known, day=organisation_day(now)), names(known)
    everywhere = WorkingHours.parse("", default_zone=settings.TIME_ZONE)
    return {
        str(one.id): Addressee(
            name=called.get(one.person_id, "") if one.person_id else "",
            email=one.email,
            language=one.language or settings.LANGUAGE_CODE,
            hours=hours.get(one.person_id, everywhere) if one.person_id else everywhere,
        )
        for one in accounts
    }


@contextmanager
def in_words_of(reader: Addressee, programme: Programme) -> Iterator[None]:
    """In the reader's language and time zone, and in the role words of the programme."""
    in_zone = timezone.override(reader.zone)
    with translation.override(reader.language), in_zone, role_words.in_words_of(programme):
        yield
