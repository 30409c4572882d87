"""The hands of the demo: each of these calls is one that a page makes for somebody."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from mentorlift.accounts.actors import Actor
from mentorlift.demo.agreement import agree
from mentorlift.demo.days import Days, at
from mentorlift.demo.directory import SEED, TRUSTED, Row
from mentorlift.demo.hours import NOTHING, Impossible, ask_for_hours
from mentorlift.draws.models import PublicRule
from mentorlift.draws.rules import sizes
from mentorlift.draws.services import draw_cohort, prepare_draw
from mentorlift.experiments.rules import PlanChoices
from mentorlift.experiments.services import fix_plan
from mentorlift.people.models import Identity, PeopleImport
from mentorlift.people.queries.comparison import compared
from mentorlift.people.rules.columns import worth_keeping
from mentorlift.people.services.take_over import write_people
from mentorlift.people.services.uploads import receive, settle
from mentorlift.programmes import services as programmes
from mentorlift.programmes.models import Cohort, MentorOffer, Programme
from mentorlift.programmes.queries import frozen_rows
from mentorlift.programmes.queries.letters import worded_letters
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.trust.services import name_contact


@dataclass
class Stage:
    """What every scene needs: the days, who acts, and who is who."""

    days: Days
    actor: Actor
    person: dict[str, UUID]  # code of people.csv -> random id
    say: Callable[[str], None]

    def codes(self) -> dict[UUID, str]:
        return {person_id: code for code, person_id in self.person.items()}


def import_people(rows: Sequence[Row], *, actor_id: str, now: datetime, holds_from: date) -> None:
    """The upload of a file of people, from its bytes to its end."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    upload = receive(
        chunks=[text.getvalue().encode()], file_name="people.csv", kind=PeopleImport.PEOPLE, actor_id=actor_id, now=now
    )
    settle(
        upload_id=upload.id,
        mapping=upload.mapping,
        kept=worth_keeping(upload.columns, upload.mapping),
        last_day_worked=False,
        holds_from=holds_from,
        now=now,
    )
    upload.refresh_from_db()
    preview = compared(upload)
    if preview.faults:
        raise ValueError("\n".join(str(fault) for fault in preview.faults))
    write_people(upload=upload, preview=preview, actor_id=actor_id, now=now, new_id=_same_id)


def _same_id(code: str) -> UUID:
    """The same id for the same code at every load, so that the demo's draws, and with them its results, repeat."""
    return uuid5(NAMESPACE_URL, f"demo:{code}")


def person_ids() -> dict[str, UUID]:
    return dict(Identity.objects.values_list("code", "person_id"))


@dataclass(frozen=True, kw_only=True)
class Design:
    """What the wizard asks for."""

    template: str
    name: str
    purpose: str
    purpose_text: str
    participation: str
    eligibility: Eligibility
    places_wanted: int
    others_start_after_weeks: int | None
    made_on: date
    last_start_on: date
    secondary: tuple[str, ...] = ()
    ramp: tuple[str, ...] = ()


def set_up(stage: Stage, design: Design, *, plan: bool = True) -> Programme:
    """A programme with its plan fixed, open to its people, agreed to by everybody whom it needs."""
    by, now = {"actor_id": stage.actor.user_id}, at(design.made_on)
    programme = programmes.create_programme(
        template=design.template,
        name=design.name,
        purpose=design.purpose,
        purpose_text=design.purpose_text,
        owner_id=stage.actor.person_id or UUID(int=0),
        asked_in_name_of="Sales training",
        now=now,
        **by,
    )
    programmes.change_people(programme=programme, eligibility=design.eligibility, now=now, **by)
    programmes.change_participation(
        programme=programme, participation=design.participation, places_wanted=design.places_wanted, now=now, **by
    )
    programmes.change_serving(
        programme=programme, others_start_after_weeks=design.others_start_after_weeks, now=now, **by
    )
    name_contact(
        programme=programme,
        person_id=stage.person[TRUSTED],
        is_deputy=False,
        actor=stage.actor,
        now=now + timedelta(hours=1),
        today=design.made_on,
    )
    if plan:
        fix_plan(
            programme=programme,
            choices=PlanChoices(
                metric="revenue", secondary=design.secondary, ramp=design.ramp, last_start_on=design.last_start_on
            ),
            now=now + timedelta(hours=2),
            **by,
        )
        programmes.launch(programme=programme, now=now + timedelta(hours=3), **by)
        programme.refresh_from_db()
        _read_letters(programme, actor_id=stage.actor.user_id, now=now + timedelta(hours=4))
        agree(programme, manager=stage.actor, now=now + timedelta(hours=4))
    programme.refresh_from_db()
    return programme


def _read_letters(programme: Programme, *, actor_id: str, now: datetime) -> None:
    """Every letter as it will leave, and one sent to oneself that came."""
    for language, _name in settings.LANGUAGES:
        read = [(one.kind.key, one.digest) for one in worded_letters(programme, language)]
        programmes.note_previews(programme=programme, language=language, read=read, actor_id=actor_id, now=now)
    trial = programmes.send_trial(
        programme=programme, kind="drawn_now", language=settings.LANGUAGE_CODE, actor_id=actor_id, now=now
    )
    programmes.receive_trial(trial_id=trial.id, now=now + timedelta(minutes=4))


def find_mentors(
    stage: Stage, programme: Programme, codes: Iterable[str], *, places: int, now: datetime, silent: int = 0
) -> None:
    """Nominate, invite, and let all but the last `silent` say yes."""
    wanted = [stage.person[code] for code in codes]
    programmes.nominate_mentors(programme=programme, person_ids=wanted, actor_id=stage.actor.user_id, now=now)
    programmes.invite_mentors(programme=programme, actor_id=stage.actor.user_id, now=now + timedelta(minutes=5))
    offers = list(MentorOffer.objects.filter(programme=programme).order_by("person__identity__code"))
    for number, offer in enumerate(offers[: len(offers) - silent]):
        programmes.answer_offer(
            offer=offer,
            accepted=True,
            places=1 + (places + number) % 3 if places < 3 else 3,
            topics=("first calls", "price talks", "keeping the day in order")[number % 3],
            actor_id=str(offer.person_id),
            now=now + timedelta(hours=1 + number % 48),
        )
        if number % 9 != 7:  # some have not got to it yet
            programmes.confirm_guide(
                offer=offer, actor_id=str(offer.person_id), now=now + timedelta(hours=3 + number % 48)
            )


def come_forward(programme: Programme, person_id: UUID, *, now: datetime) -> None:
    """Somebody whom nobody named offers themself, with two places."""
    actor = Actor(user_id=str(person_id), person_id=person_id)
    offer = programmes.volunteer(programme=programme, actor=actor, now=now)
    programmes.answer_offer(
        offer=offer,
        accepted=True,
        places=2,
        topics="keeping calm, regular customers",
        actor_id=actor.user_id,
        now=now + timedelta(minutes=4),
    )


def list_people(stage: Stage, programme: Programme, *, name: str, starts_on: date, made_on: date) -> Cohort:
    """An intake with everybody who is eligible on its first day."""
    by, now = stage.actor.user_id, at(made_on)
    cohort = programmes.open_cohort(programme=programme, name=name, starts_on=starts_on, actor_id=by, now=now)
    programmes.fill_roster(cohort=cohort, on=starts_on, actor_id=by, now=now)
    programmes.brief_managers(programme=programme, actor_id=by, now=now + timedelta(hours=1))
    return cohort


def ask(
    stage: Stage,
    cohort: Cohort,
    *,
    asked_on: date,
    closes_on: date,
    answers: Callable[[str], str | None],
) -> None:
    """Put the question, and let people answer; `answers` gives None for whoever says nothing."""
    programmes.ask_wishes(cohort=cohort, closes_at=at(closes_on, 18), actor_id=stage.actor.user_id, now=at(asked_on, 8))
    codes = stage.codes()
    for number, wish in enumerate(cohort.wishes.order_by("person_id")):
        answer = answers(codes[wish.person_id])
        if answer is not None:
            programmes.answer_wish(
                wish=wish,
                answer=answer,
                language="en",
                actor_id=str(wish.person_id),
                now=at(asked_on, 9) + timedelta(minutes=7 * number),
            )


def fix_and_draw(
    stage: Stage,
    cohort: Cohort,
    *,
    share: float,
    fixed_on: date,
    drawn_on: date,
    number: str,
    impossible: Impossible = NOTHING,
) -> None:
    """Hear the managers, fix the list, commit to the secret, and draw with a published number of a later day."""
    by = {"actor_id": stage.actor.user_id}
    ask_for_hours(cohort, asked_on=fixed_on - timedelta(days=1), impossible=impossible, actor_id=stage.actor.user_id)
    programmes.freeze_roster(cohort=cohort, now=at(fixed_on, 10), today=fixed_on, **by)
    cohort.refresh_from_db()
    plan_hash = cohort.programme.frozen_plan.plan_hash
    prepare_draw(
        cohort=cohort,
        plan_hash=plan_hash,
        mentored={branch: round(share * size) for branch, size in sizes(frozen_rows(cohort)).items()},
        public_rule=PublicRule.NUMBER,
        public_source="Evening numbers of the national lottery",
        public_on=drawn_on,
        now=at(fixed_on, 11),
        today=fixed_on,
        secret=f"demo {cohort.name}",
        salt=f"demo {SEED}",
        **by,
    )
    draw_cohort(cohort=cohort, plan_hash=plan_hash, public_value=number, now=at(drawn_on, 20), today=drawn_on, **by)
