"""What this room keeps for a time, and its share of what is held on a person."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mentorlift.keeping.kinds import Kind, register_kind
from mentorlift.keeping.own import Gatherer, Part, Whose, Worded, register_gatherer
from mentorlift.people.models import Employment, Identity, Leave, PeopleImport, Person, Post
from mentorlift.people.queries import organisation_day
from mentorlift.people.services.persons import UnableToErase, erase
from mentorlift.people.services.uploads import KEPT_FOR, discard_old
from mentorlift.people.words import column_word, listed, share_word

BY = "job:keeping.sweep"
A_ROUND = 500  # people in one transaction; the next round takes the others


def register() -> None:
    """Called in PeopleConfig.ready."""
    register_kind(
        Kind(
            key="people_files",
            position=70,
            title=_("Files of people that nobody took over"),
            starts=_("the day the file came"),
            stays=_("that there was a file, and its check code"),
            default=KEPT_FOR.days,
            least=1,
            most=30,
            oldest=lambda: _open_files().aggregate(first=Min("uploaded_at"))["first"],
            remove=lambda before, now: discard_old(before=before, now=now),
        )
    )
    register_kind(
        Kind(
            key="leave",
            position=60,
            title=_("Absences"),
            starts=_("the last day away"),
            stays=_("answers that were computed; one computed later knows of no absence of that time"),
            default=1095,
            least=365,
            most=3650,
            oldest=_oldest_leave,
            remove=_remove_leave,
        )
    )
    register_kind(
        Kind(
            key="leavers",
            position=65,
            title=_("Name, address and number of people who left"),
            starts=_("the first day no longer employed"),
            stays=_("a random number, under which lists, draws and results still verify"),
            default=1095,
            least=90,
            most=3650,
            oldest=_oldest_leaver,
            remove=_erase_leavers,
        )
    )
    register_gatherer(Gatherer("people", 5, _person))


def _open_files() -> QuerySet[PeopleImport]:
    return PeopleImport.objects.filter(taken_over_at=None, discarded_at=None)


def _oldest_leave() -> datetime | None:
    first = Leave.objects.aggregate(first=Min("to_on"))["first"]
    return _start_of(first - timedelta(days=1)) if first else None


def _remove_leave(before: datetime, _now: datetime) -> int:
    return Leave.objects.filter(to_on__lte=organisation_day(before)).delete()[0]


def _leavers() -> QuerySet[Any]:
    """People with a name who left and did not come back, each with the day as `left_on`."""
    open_spell = Employment.objects.filter(person=OuterRef("pk"), exited_on=None)
    left = Person.objects.filter(~Exists(open_spell), identity__isnull=False)
    return left.annotate(left_on=Max("employments__exited_on")).filter(left_on__isnull=False)


def _oldest_leaver() -> datetime | None:
    first = _leavers().order_by("left_on").values_list("left_on", flat=True).first()
    return _start_of(first) if first else None


def _erase_leavers(before: datetime, now: datetime) -> int:
    """As the administrator's page does it, one by one; whoever is the last administrator stays."""
    count = 0
    due = _leavers().filter(left_on__lt=organisation_day(before)).order_by("left_on", "id")
    for person_id in list(due.values_list("id", flat=True)[:A_ROUND]):
        try:
            erase(person_id=person_id, actor_id=BY, now=now)
            count += 1
        except UnableToErase:
            continue
    return count


def _start_of(day: object) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))  # type: ignore[arg-type]


def _further(value: object, name: str) -> Worded | str:
    return Worded(str(value), listed(value, name)) if value != "" else ""


def _person(whose: Whose, _now: datetime) -> list[Part]:
    if whose.person_id is None:
        return []
    mine = Q(person=whose.person_id)
    known = Identity.objects.filter(mine)
    posts = Post.objects.filter(mine).order_by("from_on")
    further = sorted({name for post in posts for name in post.attributes})
    words = [(name, column_word(name)) for name in further]
    return [
        Part(
            "person",
            _("Who you are in the directory"),
            (("name", _("name")), ("number", _("number")), ("address", _("address"))),
            [(one.name, one.code, one.email) for one in known],
        ),
        Part(
            "employments",
            _("Employment"),
            (("from", _("from")), ("until", _("first day no longer employed"))),
            list(Employment.objects.filter(mine).order_by("hired_on").values_list("hired_on", "exited_on")),
        ),
        Part(
            "posts",
            _("Where you work"),
            (
                ("from", _("from")),
                ("until", _("until")),
                ("team", _("team")),
                ("site", _("site")),
                ("role", _("job")),
                ("share", _("working share")),
                *words,
            ),
            [
                (
                    post.from_on,
                    post.until_on,
                    post.team,
                    post.site,
                    post.role,
                    Worded(str(post.working_share), share_word(post.working_share)),
                    *(_further(post.attributes.get(name, ""), name) for name in further),
                )
                for post in posts
            ],
        ),
        Part(
            "leave",
            _("Absences, without reasons"),
            (("from", _("from")), ("back", _("first day back"))),
            list(Leave.objects.filter(mine).order_by("from_on").values_list("from_on", "to_on")),
        ),
    ]
