"""Reads about people that other rooms build on."""

import csv
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from mentorlift.people.models import Employment, Identity, Leave, Post

WRITTEN_OUT = 100  # ids in one query


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """One person on one day. `name` and `code` are empty when the person has been erased."""

    person_id: UUID
    code: str
    name: str
    email: str
    hired_on: date
    exited_on: date | None
    team: str
    site: str
    role: str
    manager_id: UUID | None
    working_share: float
    attributes: dict[str, Any]


def names(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Names by person id; the erased are absent, so `.get(id, "")` shows an empty name."""
    return dict(Identity.objects.filter(person_id__in=list(person_ids)).values_list("person_id", "name"))


def workplaces(day: date, *, person_ids: Iterable[UUID]) -> dict[UUID, tuple[str, str]]:
    """Team and site of each of these people on `day`: one query, their further columns left unread."""
    posts = Post.objects.filter(person_id__in=list(person_ids), from_on__lte=day).order_by("from_on")
    return {person: (team, site) for person, team, site in posts.values_list("person_id", "team", "site")}


def posts_held(day: date) -> QuerySet[Post]:
    """The post that each holds on `day`, or the next one of whoever has not begun yet, for the database to go on."""
    sooner = Post.objects.filter(_not_over(day), person=OuterRef("person"), from_on__lt=OuterRef("from_on"))
    return Post.objects.filter(_not_over(day), ~Exists(sooner))


def posts_from(day: date, *, person_ids: Iterable[UUID]) -> dict[UUID, Post]:
    """Those of these people: one query, and a plain one, because it is asked for single people a great many times."""
    posts = Post.objects.filter(_not_over(day), person_id__in=list(person_ids))
    return {post.person_id: post for post in posts.order_by("-from_on")}  # the first to begin comes last, and stays


def _not_over(day: date) -> Q:
    return Q(until_on=None) | Q(until_on__gt=day)


def managers_on(day: date, *, person_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Person -> whom they report to on `day`, among those who still work here then: two queries."""
    posts = Post.objects.filter(person_id__in=list(person_ids), from_on__lte=day).order_by("from_on")
    found = dict(posts.values_list("person_id", "manager_id"))
    here = Employment.objects.filter(person_id__in=set(found.values()) - {None}, hired_on__lte=day)
    present = set(here.filter(Q(exited_on=None) | Q(exited_on__gt=day)).values_list("person_id", flat=True))
    return {person: manager for person, manager in found.items() if manager in present}


def facts_on(day: date, *, person_ids: Iterable[UUID] | None = None) -> list[PersonFacts]:
    """Everybody employed on `day` (or those of `person_ids` employed or not), in order of name: three queries."""
    employments = Employment.objects.all()
    if person_ids is None:
        employments = employments.filter(hired_on__lte=day).filter(Q(exited_on=None) | Q(exited_on__gt=day))
    else:
        employments = employments.filter(person_id__in=list(person_ids))
    spells = {spell.person_id: spell for spell in employments.order_by("hired_on")}
    current, identities = Post.objects.filter(from_on__lte=day), Identity.objects.all()
    if person_ids is not None:
        current = current.filter(person_id__in=spells.keys())
        identities = identities.filter(person_id__in=spells.keys())
    posts = {post.person_id: post for post in current.order_by("from_on")}
    known = {row.person_id: row for row in identities}
    found = [_facts(spell, posts.get(person_id), known.get(person_id)) for person_id, spell in spells.items()]
    return sorted(found, key=lambda facts: (facts.name.casefold(), facts.code))


def _facts(spell: Employment, post: Post | None, identity: Identity | None) -> PersonFacts:
    return PersonFacts(
        person_id=spell.person_id,
        code=identity.code if identity else "",
        name=identity.name if identity else "",
        email=identity.email if identity else "",
        hired_on=spell.hired_on,
        exited_on=spell.exited_on,
        team=post.team if post else "",
        site=post.site if post else "",
        role=post.role if post else "",
        manager_id=post.manager_id if post else None,
        working_share=float(post.working_share) if post else 1.0,
        attributes=post.attributes if post else {},
    )


def gone_by(day: date, *, person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people who have left by `day` and were not hired again: one query."""
    spells = Employment.objects.filter(person_id__in=list(person_ids)).order_by("hired_on")
    last = dict(spells.values_list("person_id", "exited_on"))
    return {person_id for person_id, exited_on in last.items() if exited_on and exited_on <= day}


def direct_reports(manager_id: UUID, *, day: date) -> list[UUID]:
    """Ids of the people employed on `day` who report to `manager_id` then."""
    return list(reporting_to(manager_id, day=day).values_list("person_id", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Line:
    """Who reports to somebody on a day. `among` are the same people for another query to look among.

    Few are written out there. Of a thousand that takes longer than all else a query does, so that `among` is then the
    query that finds them, for the database to read where it needs them.
    """

    ids: frozenset[UUID]
    among: Collection[UUID] | QuerySet[Post, Any]


def line_of(manager_id: UUID | None, *, day: date) -> Line:
    """The `direct_reports` of a manager; one query. Nobody reports to None."""
    if manager_id is None:
        return Line(frozenset(), ())
    ids = frozenset(direct_reports(manager_id, day=day))
    return Line(ids, ids if len(ids) <= WRITTEN_OUT else reporting_to(manager_id, day=day))


def reporting_to(manager_id: UUID, *, day: date) -> QuerySet[Post, Any]:
    """The ids of `direct_reports` as a query."""
    spells = Employment.objects.filter(person=OuterRef("person"), hired_on__lte=day)
    employed = Exists(spells.filter(Q(exited_on=None) | Q(exited_on__gt=day)))
    posts = Post.objects.filter(employed, manager_id=manager_id, from_on__lte=day)
    return posts.filter(Q(until_on=None) | Q(until_on__gt=day)).values("person_id")


def leave_spells(person_ids: Iterable[UUID]) -> list[tuple[UUID, date, date]]:
    """(person, first day away, first day back) of every spell of these people, in order."""
    rows = Leave.objects.filter(person_id__in=list(person_ids)).order_by("person_id", "from_on")
    return list(rows.values_list("person_id", "from_on", "to_on"))


def leave_file(folder: Path) -> Path | None:
    """Writes `leave.csv` of everybody under our random ids, as the command line reads it; None where nobody is away."""
    rows = Leave.objects.order_by("person_id", "from_on").values_list("person_id", "from_on", "to_on")
    spells = [(str(person), first, back - timedelta(days=1)) for person, first, back in rows]
    if not spells:
        return None
    path = folder / "leave.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("person_id", "from", "to"))
        writer.writerows(spells)
    return path
