"""An organisation of 10,000 people with programmes in each state, made by the services that the pages call."""

import os
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from intake_to_match import LARGE, LARGE_MENTORS, intake_to_match
from setting_up import OFFICE, confirm_mentors, programme_of

if TYPE_CHECKING:
    from mentorlift.demo.stage import Stage
    from mentorlift.mentorships.models import Pair, Session, Sheet
    from mentorlift.programmes.models import Programme

PEOPLE, TEAM = 10_000, 10
MENTORS, STARTING, NEXT, PAST = 1_000, 4_000, 600, 400
SITES = ("Hamburg", "Köln", "Leipzig", "Wien")


def start(folder: str) -> None:
    """Django on a database of its own in `folder`, with the demo's mailbox and no mail sent."""
    os.environ.update(MENTORLIFT_DATA=folder, MENTORLIFT_DEMO="1")
    from mentorlift.cli.web import migrate, start_django

    start_django()
    migrate()
    import mentorlift.config.wsgi  # noqa: F401 - as the server starts


def rows(today: date) -> list[dict[str, str]]:
    """people.csv: the office, managers of teams of ten, mentors, people who start, people of a past programme."""
    from mentorlift.demo.days import Days

    days = Days(today)
    managers = PEOPLE // TEAM
    kinds = [
        ("m", MENTORS, "sales", date(2018, 4, 1)),
        ("a", STARTING, "new hire", days.running_start),
        ("b", NEXT, "new hire", days.wishes_start),
        ("c", NEXT, "new hire", days.drawn_start),
        ("r", PAST, "new hire", days.quiet_start),
    ]
    left = PEOPLE - len(OFFICE) - managers - sum(count for _, count, _, _ in kinds)
    found = [_row(code, len(code), role, date(2015, 1, 5), boss="") for code, role in OFFICE.items()]
    found += [_row(f"g{n:05d}", n, "manager", date(2016, 1, 4), boss="d0001") for n in range(managers)]
    for prefix, count, role, hired_on in (*kinds, ("s", left, "seller", date(2019, 9, 2))):
        for n in range(count):
            place = len(found)
            found.append(_row(f"{prefix}{n:05d}", place, role, hired_on, boss=f"g{place % managers:05d}"))
    return found


def _row(code: str, place: int, role: str, hired_on: date, *, boss: str) -> dict[str, str]:
    from mentorlift.demo.directory import HOURS, LANGUAGES, TOPICS
    from mentorlift.science.simulation.names import address, full_name

    number = int(code[1:]) + 20_000 * "dtgmabcrs".index(code[0])
    mentor = {"strong_in": "|".join(TOPICS[place % 3 : place % 3 + 3])} if code[0] == "m" else {}
    return {
        "person_id": code,
        "name": full_name(number),
        "email": address(number),
        "manager_id": boss,
        "team": f"Team {boss[1:]}" if boss and boss[0] == "g" else "",
        "site": SITES[place % len(SITES)],
        "role": role,
        "hired_on": hired_on.isoformat(),
        "working_share": "1",
        "languages": LANGUAGES[place % len(LANGUAGES)],
        "working_hours": HOURS[place % len(HOURS)],
        "years_in_sales": str(place % 12),
        "wants_to_learn": "|".join((TOPICS[place % 6], TOPICS[(place + 1) % 6])),
        **mentor,
    }


def build(today: date, say: Callable[[str], None]) -> dict[str, Any]:
    """Everything, by the services; the programmes and the pair that the pages are asked about."""
    from django.db import transaction

    from mentorlift.accounts.services import create_account
    from mentorlift.demo.days import Days, at
    from mentorlift.demo.doors import staff_accounts
    from mentorlift.demo.endings import ask_for_answer, enter_costs
    from mentorlift.demo.letters import settle_past_letters
    from mentorlift.demo.stage import Stage, import_people, person_ids
    from mentorlift.jobs.work import drain
    from mentorlift.people.models import Identity

    before = date(2019, 12, 2)
    with transaction.atomic():
        say("people")
        import_people(rows(today), actor_id="", now=at(before), holds_from=before)
        actors = staff_accounts(person_ids(), now=at(before))
        stage = Stage(days=Days(today), actor=actors["t0001"], person=person_ids(), say=say)
        for identity in Identity.objects.filter(code__regex=r"^[am]\d+0$"):
            create_account(email=identity.email, person_id=identity.person_id)
        found = {"past": _past(stage)}
        found |= _running(stage) | {"wishes": _wishes(stage), "set_up": _set_up(stage)}
        settle_past_letters()  # some ten thousand; to send them would take minutes
        found["drawn"] = _drawn(stage)
        found["large"] = intake_to_match(stage, "Everybody, in pairs", LARGE, LARGE_MENTORS)
        enter_costs(stage, found["past"])
        ask_for_answer(stage, found["past"])
    say("work in the background")
    drain(limit=100_000)
    return found


def _past(stage: "Stage") -> "Programme":
    """A programme that is over, with figures of every day for an analysis by the worker."""
    import numpy as np

    from mentorlift.demo.days import at
    from mentorlift.demo.meetings import mentored, pair_at_own_site
    from mentorlift.demo.past import Sold, realised
    from mentorlift.demo.sales import write_outcomes
    from mentorlift.demo.stage import fix_and_draw, list_people
    from mentorlift.outcomes.services.take_over import bring_in
    from mentorlift.science.simulation.organisation import organisation

    stage.say("a programme that is over")
    day = stage.days.quiet_start
    programme = programme_of(stage, "Onboarding, spring", day, participation="mandatory", places=PAST // 2, intakes=0)
    confirm_mentors(stage, programme, day, 800, 900)
    cohort = list_people(stage, programme, name="Spring", starts_on=day, made_on=day - timedelta(days=25))
    fixed, drawn_on = day - timedelta(days=10), day - timedelta(days=6)
    fix_and_draw(stage, cohort, share=0.5, fixed_on=fixed, drawn_on=drawn_on, number="23 41 77")
    pairs = pair_at_own_site(stage, cohort, taken={}, now=at(day - timedelta(days=3)))
    _held(pairs, stage.days.today)
    org, drawn = organisation(PAST, np.random.default_rng(7)), set(mentored(cohort))
    codes = [f"r{n:05d}" for n in range(PAST)]
    arm = np.array([stage.person[code] in drawn for code in codes])
    sold: Sold = realised(codes, [day] * PAST, org, arm, effect=True, step=2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outcomes.parquet"
        write_outcomes(path, [sold], until=stage.days.today.isoformat())
        bring_in(path=path, actor_id=stage.actor.user_id, now=at(stage.days.today))
    return programme


def _running(stage: "Stage") -> dict[str, Any]:
    """Thousands drawn in two branches, some two thousand pairs with two meetings behind them; a second intake."""
    from mentorlift.demo.days import at
    from mentorlift.demo.meetings import pair_at_own_site
    from mentorlift.demo.stage import ask, fix_and_draw, list_people
    from mentorlift.draws.models import Draw
    from mentorlift.draws.services import tell_people
    from mentorlift.programmes.services import split_branches

    stage.say("a programme with thousands")
    day = stage.days.running_start
    programme = programme_of(stage, "Onboarding, everybody", day, participation="both", places=STARTING // 2)
    confirm_mentors(stage, programme, day, 0, 800)
    before = lambda days: day - timedelta(days=days)  # noqa: E731
    cohort = list_people(stage, programme, name="First intake", starts_on=day, made_on=before(24))
    by = {"actor_id": stage.actor.user_id}
    split_branches(cohort=cohort, mandatory=STARTING * 2 // 3, now=at(before(23)), seed="lot", **by)
    answers = ("yes", "yes", "yes", "yes", "no")
    ask(stage, cohort, asked_on=before(22), closes_on=before(12), answers=lambda code: answers[int(code[1:]) % 5])
    fix_and_draw(stage, cohort, share=0.55, fixed_on=before(11), drawn_on=before(7), number="17 31 42")
    tell_people(draw=Draw.objects.get(cohort=cohort), now=at(before(6)), **by)
    stage.say("pairs")
    pairs = pair_at_own_site(stage, cohort, taken={}, now=at(before(4)))
    _held(pairs, stage.days.today)
    later = list_people(
        stage, programme, name="Second intake", starts_on=stage.days.wishes_start, made_on=stage.days.today
    )
    return {"running": programme, "cohort": cohort, "later": later, "pair": pairs[0]}


def _held(pairs: "list[Pair]", today: date) -> None:
    """Both sides prepared and said that the meetings behind them took place, nine times in ten."""
    from mentorlift.mentorships.models import Report, Session, Sheet
    from mentorlift.programmes.models import Question

    questions: dict[Any, list[str]] = {}
    for key, of in Question.objects.values_list("id", "question_set_id"):
        questions.setdefault(of, []).append(str(key))
    said, written = [], []
    for place, session in enumerate(Session.objects.filter(pair__in=pairs).select_related("pair")):
        day = session.starts_at.date()
        if day < today and place % 10:
            for person_id in (session.pair.protege_id, session.pair.mentor_id):
                at = session.starts_at + timedelta(hours=2)
                said.append(Report(session=session, person_id=person_id, took_place=True, met_on=day, at=at))
                written.append(_sheet(session, person_id, questions[session.pair.question_set_id], told=place % 3 == 0))
    Report.objects.bulk_create(said, batch_size=500)
    Sheet.objects.bulk_create(written, batch_size=500)


def _sheet(session: "Session", author_id: UUID, questions: list[str], *, told: bool) -> "Sheet":
    """What one side wrote the evening before."""
    from mentorlift.mentorships.models import Sheet
    from mentorlift.mentorships.sealing import seal

    texts = dict.fromkeys(questions, "Ask for the next step before naming the price.")
    at = session.starts_at - timedelta(hours=14)
    sealed = seal(texts, pair_id=session.pair_id, session_id=session.id, author_id=author_id)
    return Sheet(
        session=session, author_id=author_id, sealed=sealed, saved_at=at, answered_at=at, advised=True, told=told
    )


def _wishes(stage: "Stage") -> "Programme":
    """Asked three days ago, open until the end of the week."""
    from mentorlift.demo.stage import ask, list_people

    stage.say("a programme that asks")
    day, today = stage.days.wishes_start, stage.days.today
    programme = programme_of(stage, "Onboarding, next month", day, participation="voluntary", places=NEXT // 2)
    confirm_mentors(stage, programme, day, 900, 950)
    cohort = list_people(stage, programme, name="Next month", starts_on=day, made_on=today - timedelta(days=6))
    said = ("yes", "no", None)
    ask(
        stage,
        cohort,
        asked_on=today - timedelta(days=3),
        closes_on=today + timedelta(days=4),
        answers=lambda code: said[int(code[1:]) % 3],
    )
    return programme


def _drawn(stage: "Stage") -> "Programme":
    """Drawn yesterday; a draft of the pairs is worked out by the worker."""
    from django.utils import timezone

    from mentorlift.demo.stage import fix_and_draw, list_people
    from mentorlift.matching.queries.pool import columns_here
    from mentorlift.matching.rules import first_policy, toml_of
    from mentorlift.matching.services import ask_for_draft, write_policy

    stage.say("a programme to match")
    day, today = stage.days.drawn_start, stage.days.today
    programme = programme_of(stage, "Onboarding, next week", day, participation="mandatory", places=NEXT // 2)
    confirm_mentors(stage, programme, day, 800, 1_000)
    cohort = list_people(stage, programme, name="Next week", starts_on=day, made_on=today - timedelta(days=15))
    fixed, drawn_on = today - timedelta(days=5), today - timedelta(days=1)
    fix_and_draw(stage, cohort, share=0.5, fixed_on=fixed, drawn_on=drawn_on, number="12 34 88")
    content = first_policy(columns_here(cohort, "now", on=cohort.starts_on), lottery="lot")
    by = {"actor": stage.actor, "now": timezone.now()}
    policy = write_policy(programme=programme, toml=toml_of(content), **by)
    ask_for_draft(cohort=cohort, group="now", policy=policy, **by)
    return programme


def _set_up(stage: "Stage") -> "Programme":
    day = stage.days.monday + timedelta(weeks=6)
    return programme_of(stage, "Onboarding, later", day, participation="voluntary", places=20, plan=False)


def person_of(code: str) -> UUID:
    from mentorlift.people.models import Identity

    return Identity.objects.get(code=code).person_id
