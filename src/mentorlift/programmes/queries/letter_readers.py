"""Who gets letters of a programme."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.accounts.models import Role, User
from mentorlift.programmes.letters.kinds import LetterKind, To
from mentorlift.programmes.models import ManagerBriefing, MentorOffer, Programme, RosterEntry
from mentorlift.programmes.queries.briefing import line_managers, managers_of


def know_of_it(programme: Programme) -> list[UUID]:
    """Everybody who was asked, whose list was fixed, who was invited to mentor and did not say no, or was briefed."""
    told = Q(cohort__wish_asked_at__isnull=False) | Q(cohort__frozen_at__isnull=False)
    listed = RosterEntry.objects.filter(told, programme=programme).values_list("person_id", flat=True)
    invited = MentorOffer.objects.filter(programme=programme, invited_at__isnull=False).exclude(accepted=False)
    managers = ManagerBriefing.objects.filter(programme=programme).values_list("manager_id", flat=True)
    return sorted({*listed, *invited.values_list("person_id", flat=True), *managers})


def recipients(programme: Programme, to: To, *, now: datetime) -> set[UUID]:
    """Who would get a letter of this kind, as the lists stand at `now`."""
    if to is To.OFFICE:
        return set()
    listed = set(RosterEntry.objects.filter(programme=programme).values_list("person_id", flat=True))
    if to is To.LISTED:
        return listed
    mentors = set(MentorOffer.objects.filter(programme=programme).values_list("person_id", flat=True))
    if to is To.MENTORS:
        return mentors
    if to is To.PAIRED:
        return listed | mentors
    managers = line_managers(listed | mentors, now=now)
    return managers if to is To.MANAGERS else listed | mentors | managers


def previewed_as(programme: Programme, kind: LetterKind, *, now: datetime) -> set[UUID]:
    """Whom a letter can be read as: everybody who would get it, or whoever has the office it is for."""
    return kind.holders(programme) if kind.to is To.OFFICE else recipients(programme, kind.to, now=now)


def in_charge(programme: Programme) -> set[UUID]:
    """The owner of the programme, and everybody else who can run it and stands in the directory."""
    managers = User.objects.filter(
        is_active=True,
        granted_roles__role=Role.PROGRAMME_MANAGER,
        granted_roles__revoked_at=None,
    )
    return {programme.owner_id, *(one for one in managers.values_list("person_id", flat=True) if one)}


def languages_of(person_ids: Iterable[UUID]) -> list[str]:
    """Languages in which these people read, the organisation's first; whoever has no account reads that one."""
    return _chosen_by(User.objects.filter(person_id__in=list(person_ids)))


def languages_of_everybody(programme: Programme, *, now: datetime) -> list[str]:
    """Those of whom `To.EVERYBODY` means, of however many: one query."""
    listed = RosterEntry.objects.filter(programme=programme)
    mentors = MentorOffer.objects.filter(programme=programme)
    people = Q(person__in=listed.values("person_id")) | Q(person__in=mentors.values("person_id"))
    groups = (listed, mentors, managers_of(people, now=now))
    # few read another language: each of them is looked up in the lists, instead of the lists being gone through
    found = [Exists(group.filter(person=OuterRef("person_id"))) for group in groups]
    return _chosen_by(User.objects.filter(reduce(or_, found)))


def _chosen_by(users: QuerySet[User]) -> list[str]:
    others = users.exclude(language=settings.LANGUAGE_CODE)
    chosen = set(others.order_by().values_list("language", flat=True).distinct())
    offered = [code for code, _name in settings.LANGUAGES]
    return [settings.LANGUAGE_CODE, *(code for code in offered if code in chosen and code != settings.LANGUAGE_CODE)]
