"""The two letters of an early start: to sales managers first, then to those who get a mentor sooner."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypedDict
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentorlift.draws.queries import arms
from mentorlift.draws.rules import LATER
from mentorlift.mentorships.models import Pair
from mentorlift.people.queries import facts_on, names, organisation_day, posts_from
from mentorlift.programmes.letters import LetterKind, Reader, To, in_words_of, letter, readers_of, register_kind
from mentorlift.programmes.letters.examples import HELLO, name_or_example
from mentorlift.programmes.letters.together import one_instant
from mentorlift.programmes.models import Cohort, EarlyStart, Programme, StepAside
from mentorlift.programmes.queries.briefing import LEAD

TO_MANAGERS, TO_PROTEGES = "early_start_managers", "early_start"


class Facts(TypedDict):
    """What is said of every letter of one start."""

    now: datetime
    actor_id: str


def register() -> None:
    """Called in ExperimentsConfig.ready."""
    register_kind(MANAGERS_HEAR)
    register_kind(PROTEGES_HEAR)


def who_starts(cohort: Cohort, *, now: datetime) -> list[UUID]:
    """Those drawn for later who get a mentor now: not who stepped aside, has left, or has one already."""
    drawn = {person for person, arm in arms(cohort).items() if arm == LATER}
    aside = StepAside.objects.filter(programme=cohort.programme, back_at=None, person_id__in=drawn)
    paired = Pair.objects.filter(cohort=cohort, protege_id__in=drawn, ended_at=None)
    rest = drawn - {*aside.values_list("person_id", flat=True), *paired.values_list("protege_id", flat=True)}
    today = organisation_day(now)
    gone = {one.person_id for one in facts_on(today, person_ids=rest) if one.exited_on and one.exited_on <= today}
    return sorted(rest - gone)


def letters_of(early: EarlyStart, *, now: datetime, actor_id: str) -> list[dict[str, Any]]:
    """Every letter of one early start, each to be `put`: those of the managers first and due first.

    Whoever has no address, on either side, is not among them.
    """
    programme, people = early.cohort.programme, who_starts(early.cohort, now=now)
    posts = posts_from(organisation_day(now), person_ids=people)
    concerned = Counter(post.manager_id for post in posts.values() if post.manager_id)
    managers, facts = readers_of(sorted(concerned), now), Facts(now=now, actor_id=actor_id)
    written = []
    for me in managers.values():
        with in_words_of(me, programme):
            values = _for_manager(programme, me.name, people=concerned[me.person_id], starts_on=early.starts_on)
            key = f"early-manager:{early.id}:{me.person_id}"
            written.append(letter(programme, TO_MANAGERS, me, values, key=key, **facts))
    readers = readers_of(people, now)
    not_before = one_instant(readers.values(), not_before=_after(managers.values(), now))
    for reader in readers.values():
        with in_words_of(reader, programme):
            values = _for_protege(programme, reader.name, starts_on=early.starts_on)
            key = f"early:{early.id}:{reader.person_id}"
            written.append(letter(programme, TO_PROTEGES, reader, values, key=key, not_before=not_before, **facts))
    return written


def _after(managers: Iterable[Reader], now: datetime) -> datetime:
    """When the last of them has had the letter for a while."""
    if settings.MAIL_HOURS != "working":
        return now
    return max((one.hours.next_open(now) + LEAD for one in managers), default=now)


def _for_manager(programme: Programme, name: str, *, people: int, starts_on: date) -> dict[str, str]:
    return {
        "name": name,
        "programme": programme.name,
        "people": ngettext("%(n)d person", "%(n)d people", people) % {"n": people},
        "day": date_format(starts_on, "j F Y"),
        "link": settings.PUBLIC_URL.rstrip("/") + reverse("reports:today"),
        "owner": names([programme.owner_id]).get(programme.owner_id, ""),
    }


def _for_protege(programme: Programme, name: str, *, starts_on: date) -> dict[str, str]:
    return {
        "name": name,
        "programme": programme.name,
        "day": date_format(starts_on, "j F Y"),
        "link": settings.PUBLIC_URL.rstrip("/") + reverse("draws:own", args=[programme.id]),
    }


def _day(programme: Programme, now: datetime) -> date:
    """The day of the latest early start, or one two weeks ahead where nobody was brought forward."""
    early = EarlyStart.objects.filter(cohort__programme=programme).order_by("-at").first()
    return early.starts_on if early else localdate(now) + timedelta(days=14)


def _example_of_a_manager(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    return _for_manager(programme, name_or_example(person_id), people=3, starts_on=_day(programme, now))


def _example(programme: Programme, person_id: UUID | None, now: datetime) -> dict[str, str]:
    """The same for everybody on a list, whatever was drawn."""
    return _for_protege(programme, name_or_example(person_id), starts_on=_day(programme, now))


MANAGERS_HEAR = LetterKind(
    key=TO_MANAGERS,
    position=72,
    title=_("The others start early: to managers"),
    reader=_("the sales managers of those who start early; before these hear of it"),
    to=To.MANAGERS,
    subject=_("People of your team start earlier in “{programme}”"),
    body=_(
        "Hello {name},\n\n{people} of your team who were drawn to start later in “{programme}” get a mentor from "
        "{day} on, earlier than planned. You hear of it before they do.\n\nIt is one meeting a week in working "
        "hours, as it is for those who have a mentor already. The start was brought forward for everybody who "
        "waited; it says nothing about anybody.\n\nWho of yours meets, and when, stands here as soon as it is "
        "known:\n{link}\n\nQuestions go to {owner}."
    ),
    placeholders={
        **HELLO,
        "people": _("how many of the reader's people it concerns, such as “3 people”"),
        "day": _("the day on which they start"),
        "link": _("the page on which they see who of theirs takes part"),
        "owner": _("the name of who answers questions"),
    },
    fixed=frozenset({"day"}),
    example=_example_of_a_manager,
)
PROTEGES_HEAR = LetterKind(
    key=TO_PROTEGES,
    position=73,
    title=_("The others start early"),
    reader=_("whoever was drawn for later and gets a mentor sooner"),
    subject=_("You get a mentor sooner: from {day}"),
    body=_(
        "Hello {name},\n\nin “{programme}” you were not to be mentored yet. That has changed: everybody of your list "
        "who waited gets a mentor from {day} on. You will hear soon who yours is, and your manager knows of it."
        "\n\nThe draw stays as it was; starting sooner says nothing about you. How it was drawn:\n{link}"
    ),
    placeholders={
        **HELLO,
        "day": _("the day on which they start"),
        "link": _("the page “How I was drawn”"),
    },
    fixed=frozenset({"day"}),
    example=_example,
)
