"""The year's steps, each through the services that the pages call."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import time_machine

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import Days, at
from mentorlift.demo.meetings import mentored
from mentorlift.demo.stage import Design, Stage, ask, find_mentors, fix_and_draw, import_people, list_people, set_up
from mentorlift.draws.models import Draw
from mentorlift.draws.services import tell_people
from mentorlift.jobs.work import drain
from mentorlift.matching.queries.drafts import latest_policy
from mentorlift.matching.queries.pool import columns_here
from mentorlift.matching.queries.rematch import rematch
from mentorlift.matching.rules import first_policy, toml_of
from mentorlift.matching.services import ask_for_draft, ask_to_publish, replace_mentor, write_policy
from mentorlift.mentorships.models import Pair, Session, Why
from mentorlift.mentorships.services import end_pair, log_meeting, move_session, say_away, say_why, step_aside
from mentorlift.programmes.models import Cohort, Participation, Programme, Purpose, StepAside
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.services import close_programme, split_branches
from mentorlift.programmes.services.objections import object_to_measuring
from tests.year.company import SELLERS, hire, rows, seller

WHYS = list(Why.values)
MANDATORY = 500  # of the 760; the others are asked first


@dataclass
class World:
    """The company, who acts, and the programme as far as it has come."""

    stage: Stage
    start: date
    actors: dict[str, Actor]
    programme: Programme = field(init=False)
    cohort: Cohort = field(init=False)

    def person(self, code: str) -> Actor:
        person_id = self.stage.person[code]
        return Actor(user_id=str(person_id), person_id=person_id)


def acts(person_id: UUID) -> Actor:
    return Actor(user_id=str(person_id), person_id=person_id)


def work(now: datetime) -> None:
    """The worker comes to its turn at that moment."""
    with time_machine.travel(now, tick=True):
        drain(limit=10_000)


def opened(world: World) -> None:
    """Set up, agreed to, open; mentors are found and all but eight say yes."""
    start = world.start
    stage = world.stage
    world.programme = set_up(
        stage,
        Design(
            template="onboarding",
            name="Welcome",
            purpose=Purpose.RAMP_UP,
            purpose_text="We want new colleagues to find their feet sooner.",
            participation=Participation.BOTH,
            eligibility=Eligibility(hired_within_days=14, roles=("new hire",)),
            places_wanted=330,
            others_start_after_weeks=26,
            made_on=start - timedelta(days=60),
            last_start_on=start,
        ),
    )
    find_mentors(
        stage,
        world.programme,
        [seller(k) for k in range(SELLERS)],
        places=1,
        now=at(start - timedelta(days=45)),
        silent=8,
    )
    work(at(start - timedelta(days=44), 12))


def drawn(world: World) -> None:
    """Asked, fixed, drawn and told."""
    start, stage = world.start, world.stage
    before = lambda days: start - timedelta(days=days)  # noqa: E731
    cohort = list_people(stage, world.programme, name="February", starts_on=start, made_on=before(30))
    split_branches(
        cohort=cohort, mandatory=MANDATORY, actor_id=stage.actor.user_id, now=at(before(29)), seed="branches"
    )
    said = ("yes", "yes", None, "yes", "no")
    answers = {hire(k): said[k % len(said)] for k in range(760)}
    ask(stage, cohort, asked_on=before(28), closes_on=before(14), answers=answers.__getitem__)
    work(at(before(27), 12))
    fix_and_draw(stage, cohort, share=0.5, fixed_on=before(12), drawn_on=before(10), number="4 18 27")
    world.cohort = Cohort.objects.select_related("programme").get(id=cohort.id)
    tell_people(draw=Draw.objects.get(cohort=cohort), actor_id=stage.actor.user_id, now=at(before(9)))
    work(at(before(9), 12))


def matched(world: World) -> None:
    """A policy, a draft, and all its pairs at once."""
    now = at(world.start - timedelta(days=7))
    actor, cohort = world.stage.actor, world.cohort
    columns = columns_here(cohort, "now", on=world.start)
    toml = toml_of(first_policy(columns, lottery=world.start.isoformat()))
    policy = write_policy(programme=world.programme, toml=toml, actor=actor, now=now)
    draft = ask_for_draft(cohort=cohort, group="now", policy=policy, actor=actor, now=now)
    work(now + timedelta(hours=1))
    draft.refresh_from_db()
    ask_to_publish(draft=draft, protege_ids=None, starts_on=world.start, actor=actor, now=now + timedelta(hours=2))
    work(now + timedelta(hours=3))
    assert Pair.objects.filter(programme=world.programme).count() == len(mentored(cohort))


def meet(world: World, week: int) -> None:
    """A week of meetings: every tenth is moved, nine in ten are said to have taken place, some are disputed."""
    sessions = Session.objects.filter(pair__programme=world.programme, pair__ended_at=None, week=week, dropped_at=None)
    for number, session in enumerate(sessions.select_related("pair__programme").order_by("id")):
        pair = session.pair
        if number % 10 == 0:
            who = acts((pair.protege_id, pair.mentor_id)[number // 10 % 2])
            move_session(
                session=session,
                to_at=session.starts_at + timedelta(hours=1),
                actor=who,
                now=session.starts_at - timedelta(days=1),
            )
            session.refresh_from_db()
        for side, person_id in enumerate((pair.protege_id, pair.mentor_id)):
            if number % 19 == 0 or (number % 23 == 0 and side):
                continue  # nobody speaks, or one alone
            took_place = number % 11 > 0 and not (number % 29 == 0 and side)
            said_at = session.starts_at + timedelta(hours=2 + side)
            log_meeting(session=session, took_place=took_place, actor=acts(person_id), now=said_at)
            if not took_place and not side:
                say_why(session=session, why=WHYS[number % len(WHYS)], actor=acts(person_id), now=said_at)
    work(at(world.start + timedelta(weeks=week), 7))


def parted(world: World, *, now: datetime) -> None:
    """Six mentors end their pairs without a word, and the manager finds each protégé another one."""
    pairs = list(Pair.objects.filter(programme=world.programme, ended_at=None).order_by("id")[:6])
    for pair in pairs:
        end_pair(pair=pair, actor=acts(pair.mentor_id), now=now)
    work(now + timedelta(minutes=5))
    for pair in pairs:
        pair.refresh_from_db()
        found = rematch(pair, latest_policy(world.programme), on=now.date()).best.mentor.person_id
        replace_mentor(pair=pair, mentor_id=found, on=now.date(), actor=world.stage.actor, now=now + timedelta(hours=1))
    work(now + timedelta(hours=2))


def away(world: World) -> None:
    """Five people are away in the third week, and two would rather not take part."""
    now = at(world.start + timedelta(days=10))
    pairs = list(Pair.objects.filter(programme=world.programme, ended_at=None).order_by("-id")[:7])
    first = world.start + timedelta(days=14)
    for pair in pairs[:5]:
        say_away(from_on=first, to_on=first + timedelta(days=5), actor=acts(pair.protege_id), now=now)
    for pair in pairs[5:]:
        who = pair.protege_id
        step_aside(programme=world.programme, person_id=who, kind=StepAside.Kind.WITHDREW, actor=acts(who), now=now)
    work(now + timedelta(hours=1))
    held = Session.objects.filter(pair__in=pairs[:5], starts_at__date__range=(first, first + timedelta(days=4)))
    assert not held.filter(dropped_at=None).exists()


def left(world: World) -> None:
    """Six of the mentored leave, by the file of people; their pairs end by themselves."""
    day = world.start + timedelta(days=24)
    codes = world.stage.codes()
    leaving = [codes[one] for one in mentored(world.cohort)[:6]]
    file = rows(world.start, dict.fromkeys(leaving, day))
    import_people(file, actor_id=world.stage.actor.user_id, now=at(day), holds_from=day)
    work(at(day, 12))
    gone = [world.stage.person[code] for code in leaving]
    assert not Pair.objects.filter(protege__in=gone, ended_at=None).exists()


def objecting(world: World) -> None:
    """Three do not want their figures to count; the lot, their pairs and their dates stay."""
    for person_id in mentored(world.cohort)[10:13]:
        object_to_measuring(programme=world.programme, actor=acts(person_id), now=at(world.start + timedelta(days=30)))


def closed(world: World) -> None:
    """Everybody is thanked once, and nothing is ahead of anybody."""
    now = at(world.start + timedelta(days=230))
    close_programme(programme=world.programme, actor_id=world.stage.actor.user_id, now=now)
    for hours in (1, 2):
        work(now + timedelta(hours=hours))
    assert not Pair.objects.filter(programme=world.programme, ended_at=None).exists()


STEPS: list[tuple[str, Callable[[World], None]]] = [
    ("opened", opened),
    ("drawn", drawn),
    ("matched", matched),
    ("week 1", lambda world: meet(world, 1)),
    ("parted", lambda world: parted(world, now=at(world.start + timedelta(days=8)))),
    ("away", away),
    ("week 2", lambda world: meet(world, 2)),
    ("objecting", objecting),
    ("week 3", lambda world: meet(world, 3)),
    ("left", left),
    ("week 4", lambda world: meet(world, 4)),
    ("closed", closed),
]


def begin(start: date, actors: dict[str, Actor], person: dict[str, UUID]) -> World:
    return World(Stage(days=Days(start), actor=actors["o1"], person=person, say=lambda _: None), start, actors)
