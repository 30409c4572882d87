"""Accounts of the demo, and the one-click door for each role."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_noop

from mentorlift.accounts.actors import Actor, actor_of
from mentorlift.accounts.models import DemoDoor, Role, User
from mentorlift.accounts.services import create_account, grant_role
from mentorlift.demo.directory import ADMINISTRATOR, ANALYST, LEADER, MANAGER, REVIEWER, TRUSTED
from mentorlift.demo.stage import Stage
from mentorlift.mentorships.models import Pair, Session
from mentorlift.people.models import Identity
from mentorlift.people.queries import facts_on
from mentorlift.programmes.models import Programme

STAFF = {
    MANAGER: Role.PROGRAMME_MANAGER,
    LEADER: Role.LEADER,
    ANALYST: Role.ANALYST,
    ADMINISTRATOR: Role.ADMINISTRATOR,
    REVIEWER: Role.REVIEWER,
}


def staff_accounts(person: dict[str, UUID], *, now: datetime) -> dict[str, Actor]:
    """Accounts of those whose role is granted; by code of people.csv."""
    actors = {}
    for code, role in STAFF.items():
        user = _account(person[code])
        grant_role(user_id=user.id, role=role, actor_id=str(user.id), now=now)
        actors[code] = actor_of(user)
    return actors


def leads(stage: Stage, pair: Pair) -> UUID:
    """Who leads the protégé of the pair that is shown; the mentor where nobody does."""
    facts = facts_on(stage.days.today, person_ids=[pair.protege_id])[0]
    return facts.manager_id or pair.mentor_id


def open_doors(stage: Stage, pair: Pair, *, choosing: UUID) -> None:
    """A door for each role, protégé and mentor being those of `pair`; and one for somebody who chooses a mentor."""
    people = (
        ("protege", pair.protege_id, gettext_noop("a new hire in the third week with a mentor")),
        ("mentor", pair.mentor_id, gettext_noop("an experienced seller who meets a new hire")),
        ("choosing", choosing, gettext_noop("a new hire who chooses a mentor these days")),
        ("sales_manager", leads(stage, pair), gettext_noop("leads the team of that new hire")),
        (Role.PROGRAMME_MANAGER, stage.person[MANAGER], gettext_noop("runs the seven programmes")),
        (Role.LEADER, stage.person[LEADER], gettext_noop("wants to know whether it paid")),
        (Role.ANALYST, stage.person[ANALYST], gettext_noop("plans and checks the figures")),
        (Role.ADMINISTRATOR, stage.person[ADMINISTRATOR], gettext_noop("people, roles and the audit record")),
        (
            Role.REVIEWER,
            stage.person[REVIEWER],
            gettext_noop("looks after the staff: how it is done, and nobody's figures"),
        ),
        ("trusted_contact", stage.person[TRUSTED], gettext_noop("reads what people write in confidence")),
    )
    for position, (role, person_id, text) in enumerate(people):
        user = User.objects.filter(person_id=person_id).first() or _account(person_id)
        name = Identity.objects.get(person_id=person_id).name
        DemoDoor.objects.create(role=role, user=user, label=name, text=text, position=position)


def pair_to_show(running: Programme) -> Pair:
    """One whose mentor has prepared the next meeting and whose protégé has not."""
    coming = (
        Session.objects.filter(pair__programme=running, starts_at__gt=timezone.now(), dropped_at=None)
        .filter(sheets__answered_at__isnull=False)
        .select_related("pair")
        .order_by("starts_at", "id")
    )
    for session in coming:
        wrote = set(session.sheets.values_list("author_id", flat=True))
        if wrote == {session.pair.mentor_id}:
            return session.pair
    return Pair.objects.filter(programme=running, ended_at=None).order_by("id")[0]


def _account(person_id: UUID) -> User:
    """Signs in by mailed code or by the demo's door: it has no password."""
    return create_account(email=Identity.objects.get(person_id=person_id).email, person_id=person_id)
