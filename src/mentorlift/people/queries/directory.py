"""The directory as one actor may see it: everybody, one's own line downwards, or oneself."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, UUIDField, Value, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower

from mentorlift.accounts.actors import Actor
from mentorlift.accounts.models import Invitation, User
from mentorlift.people import policies
from mentorlift.people.models import Employment, Identity, Leave, PeopleImport, Post

HERE, GONE, COMING = "here", "gone", "coming"


@dataclass(frozen=True, kw_only=True)
class Search:
    """What somebody looks for; empty text is no limit. `state` is here, gone, coming, or empty for all."""

    words: str = ""
    team: str = ""
    site: str = ""
    state: str = HERE


def visible_people(actor: Actor, *, day: date) -> QuerySet[Identity]:
    """Everybody for a programme manager or administrator; else oneself and those below in the reporting line."""
    return _visible(actor, day=day, working=WORKING)


def _visible(actor: Actor, *, day: date, working: str) -> QuerySet[Identity]:
    if policies.may_see_everybody(actor):
        return Identity.objects.all()
    if actor.person_id is None:
        return Identity.objects.none()
    return Identity.objects.filter(person_id__in=_line(actor.person_id, day=day, working=working))


WORKING = """
  AND EXISTS (
    SELECT 1 FROM people_employment spell
    WHERE spell.person_id = post.person_id AND spell.hired_on <= %s
      AND (spell.exited_on IS NULL OR spell.exited_on > %s))"""
ON = "post.from_on <= %s AND (post.until_on IS NULL OR post.until_on > %s)"
LINE = f"""
WITH RECURSIVE leader(id) AS (
  SELECT person.id FROM people_person person WHERE person.id = %s
  UNION
  SELECT post.person_id FROM people_post post JOIN leader ON post.manager_id = leader.id
  WHERE {ON} AND EXISTS (SELECT 1 FROM people_post report WHERE report.manager_id = post.person_id){WORKING})
SELECT id FROM leader
UNION ALL
SELECT post.person_id FROM people_post post JOIN leader ON post.manager_id = leader.id
WHERE {ON}"""  # noqa: S608 - constant text throughout


def line_of(person_id: UUID, *, day: date) -> RawSQL:
    """A person and everybody who reports to them on `day`, directly or through others, for `..._id__in`.

    The database walks down from leader to leader; of a director's ten thousand people no id is read here.
    """
    return _line(person_id, day=day, working=WORKING)


def _line(person_id: UUID, *, day: date, working: str) -> RawSQL:
    person = UUIDField().get_db_prep_value(person_id, connection)
    text = LINE + working
    on = connection.ops.adapt_datefield_value(day)
    return RawSQL(text, (person, *[on] * (text.count("%s") - 1)))  # noqa: S611 - constant text, values as parameters


def found_people(actor: Actor, search: Search, *, day: date) -> QuerySet[Identity]:
    """People matching a search in order of name, each with `team`, `site`, `role`, `boss`, `hired_on`, `exited_on`."""
    # where the search asks for people who work here, the line does not ask the same of each of ten thousand once more
    visible = _visible(actor, day=day, working="" if search.state == HERE else WORKING)
    return _rows(_limited(visible, search, day), day=day)


def _rows(people: QuerySet[Identity], *, day: date) -> QuerySet[Any]:
    latest = Employment.objects.filter(person=OuterRef("person")).order_by("-hired_on")
    post = Post.objects.filter(person=OuterRef("person")).filter(
        Q(from_on__lte=day) | ~Exists(Post.objects.filter(person=OuterRef("person"), from_on__lte=day))
    )
    post = post.order_by("-from_on", "-id")
    rows = people.annotate(
        hired_on=Subquery(latest.values("hired_on")[:1]),
        exited_on=Subquery(latest.values("exited_on")[:1]),
        team=Coalesce(Subquery(post.values("team")[:1]), Value("")),
        site=Coalesce(Subquery(post.values("site")[:1]), Value("")),
        role=Coalesce(Subquery(post.values("role")[:1]), Value("")),
        boss=Subquery(post.values("manager__identity__name")[:1]),
    )
    return rows.order_by(Lower("name"), "code")


def teams_and_sites(*, day: date) -> tuple[list[str], list[str]]:
    """Names of the teams and sites that have somebody on `day`, for the search."""
    present = _on(Post.objects.all(), day)
    teams = present.exclude(team="").values_list("team", flat=True).distinct().order_by("team")
    sites = present.exclude(site="").values_list("site", flat=True).distinct().order_by("site")
    return list(teams), list(sites)


def person_with_history(actor: Actor, person_id: UUID, *, day: date) -> Identity | None:
    """One visible person with posts, employments and leave loaded, newest first; None where not visible."""
    posts = Post.objects.select_related("manager__identity").order_by("-from_on", "-id")
    return (
        visible_people(actor, day=day)
        .select_related("person")
        .prefetch_related(
            Prefetch("person__posts", queryset=posts),
            Prefetch("person__employments", queryset=Employment.objects.order_by("-hired_on")),
            Prefetch("person__leaves", queryset=Leave.objects.order_by("-from_on")),
        )
        .filter(person_id=person_id)
        .first()
    )


def reports_of(person_id: UUID, *, day: date) -> list[Identity]:
    """Who reports to a person directly on `day`, in order of name."""
    present = _on(Post.objects.filter(manager_id=person_id), day).filter(_employed("person__employments__", day))
    return list(Identity.objects.filter(person__in=present.values("person_id")).order_by(Lower("name")))


def visible_imports(actor: Actor) -> QuerySet[PeopleImport]:
    """Files on their way in or taken over, for those who may import."""
    return PeopleImport.objects.all() if policies.may_import(actor) else PeopleImport.objects.none()


def _on(posts: QuerySet[Post], day: date) -> QuerySet[Post]:
    return posts.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


def _employed(prefix: str, day: date) -> Q:
    # one filter() call, so that both conditions speak of the same employment
    hired, exited = Q(**{f"{prefix}hired_on__lte": day}), Q(**{f"{prefix}exited_on__isnull": True})
    return hired & (exited | Q(**{f"{prefix}exited_on__gt": day}))


def _limited(found: QuerySet[Any], search: Search, day: date) -> QuerySet[Any]:
    for word in search.words.split():
        found = found.filter(Q(name__icontains=word) | Q(code__icontains=word) | Q(email__icontains=word))
    for field in ("team", "site"):
        if wanted := getattr(search, field):
            found = found.filter(_posted(day, **{field: wanted}))
    later = Employment.objects.filter(person=OuterRef("person"), hired_on__gt=OuterRef("hired_on"))
    last = Employment.objects.filter(~Exists(later), person=OuterRef("person"))
    if search.state == HERE:
        found = found.filter(Exists(last.filter(Q(exited_on=None) | Q(exited_on__gt=day), hired_on__lte=day)))
    elif search.state == GONE:
        found = found.filter(Exists(last.filter(exited_on__lte=day)))
    elif search.state == COMING:
        found = found.filter(Exists(last.filter(hired_on__gt=day)))
    return found


def _posted(day: date, **place: str) -> Q:
    """Whose post on `day` is of this team or site; before the first one that post counts, as in `found_people`."""
    posts = Post.objects.filter(person=OuterRef("person"))
    after = Q(from_on__gt=OuterRef("from_on")) | Q(from_on=OuterRef("from_on"), pk__gt=OuterRef("pk"))
    last, last_begun = ~Exists(posts.filter(after)), ~Exists(posts.filter(after, from_on__lte=day))
    begun = Exists(posts.filter(last_begun, from_on__lte=day, **place))
    return Q(begun) | (Q(~Exists(posts.filter(from_on__lte=day))) & Q(Exists(posts.filter(last, **place))))


def shown_people(person_ids: list[UUID], *, day: date) -> QuerySet[Any]:
    """Those of a page of `found_people`, with everything a row shows."""
    return _rows(Identity.objects.filter(person_id__in=person_ids), day=day)


def not_invited(found: QuerySet[Any], *, now: datetime) -> QuerySet[Any, UUID]:
    """Ids of those of a search who have an address, no account, and no invitation they could still answer."""
    return found.filter(_without_account(now)).values_list("person_id", flat=True)


def counts(found: QuerySet[Any], *, now: datetime) -> tuple[int, int]:
    """How many people a search finds, and how many of them `not_invited`: one query."""
    counted = found.order_by().aggregate(people=Count("pk"), free=Count("pk", filter=_without_account(now)))
    return counted["people"], counted["free"]


def one_page_counted(found: QuerySet[Any], *, number: int, size: int) -> tuple[list[UUID], int]:
    """The people of one page of a search and how many there are in all, in one query: the line of a director is
    walked once. Where the page lies behind the last one, both are empty."""
    counted = found.annotate(people=Window(Count("pk"))).values_list("person_id", "people")
    rows = list(counted[(number - 1) * size : number * size])
    return [person_id for person_id, _people in rows], rows[0][1] if rows else 0


def _without_account(now: datetime) -> Q:
    accounts = User.objects.exclude(person_id=None).values("person_id")
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now).values("person_id")
    return ~Q(email="") & ~Q(person_id__in=accounts) & ~Q(person_id__in=waiting)


def open_invitation(person_id: UUID, *, now: datetime) -> Invitation | None:
    """The letter a person could still answer."""
    waiting = Invitation.objects.filter(person_id=person_id, accepted_at=None, withdrawn_at=None, expires_at__gt=now)
    return waiting.order_by("-invited_at").first()
