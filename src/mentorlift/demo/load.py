"""Loads the demo once: people, sales, a programme in each state, and a door for every role."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from mentorlift.demo import past, present
from mentorlift.demo.confiding import write_in_confidence
from mentorlift.demo.days import Days, at
from mentorlift.demo.directory import MANAGER, Group, Row, everybody
from mentorlift.demo.doors import leads, open_doors, pair_to_show, staff_accounts
from mentorlift.demo.endings import ask_for_answer, close_past, enter_costs, say_what_happened
from mentorlift.demo.half_way import say_how_supported
from mentorlift.demo.letters import settle_past_letters
from mentorlift.demo.own_sales import own_sales
from mentorlift.demo.past import Sold
from mentorlift.demo.protection import object_once, sign_legal_basis
from mentorlift.demo.sales import write_outcomes
from mentorlift.demo.stage import Stage, import_people, person_ids
from mentorlift.jobs.work import drain
from mentorlift.mentorships.services.endings import close_pairs_of_leavers
from mentorlift.outcomes.services.take_over import bring_in
from mentorlift.programmes.models import Programme
from mentorlift.science.simulation.organisation import Organisation
from mentorlift.science.simulation.staff import hire_id


@transaction.atomic
def load(*, today: date, say: Callable[[str], None]) -> None:
    """Everything or, when interrupted, nothing; by the services that people use, with the dates of their use."""
    days = Days(today)
    org = past.new_hires()
    rows, groups = everybody(org, days)
    say(f"{len(rows)} people")
    before = date(days.year - 1, 1, 2)
    import_people(rows, actor_id="", now=at(before), holds_from=before)
    actor = staff_accounts(person_ids(), now=at(before))[MANAGER]
    stage = Stage(days=days, actor=actor, person=person_ids(), say=say)
    over, sold = _over(stage, org, groups)
    _leavers(stage, rows, sold)
    say("meetings of the past")
    meets: dict[UUID, bool] = {stage.person[hire_id(k)]: bool(org.meets[k]) for k in range(org.n)}
    for programme, one in zip(over, sold, strict=True):
        past.held(programme, one, stage, meets)
    _end_pairs_of_leavers(stage, sold)
    settle_past_letters()
    say("five programmes under way")
    running, sold_running = present.running(stage, groups["running"])
    present.drawn(stage)
    shown = pair_to_show(running, over=over[-1])
    present.away_next_week(running, besides=shown)
    say_how_supported(running, besides=shown, now=timezone.now())
    write_in_confidence(stage, running, but=shown)
    sign_legal_basis(stage, running)
    object_once(stage, running)
    choosing = present.choosing(stage, asked=shown.mentor_id)
    present.wishes(stage, groups["wishes"], silent=[leads(stage, shown)])
    enter_costs(stage, present.being_set_up(stage))
    say("figures of every day")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "outcomes.parquet"
        experienced = own_sales(stage, over[0], groups["experienced"])
        write_outcomes(path, [*sold, sold_running, experienced], until=today.isoformat())
        bring_in(path=path, actor_id=actor.user_id, now=timezone.now())
    say("answers of what is over")
    for programme in over:
        say_what_happened(stage, programme)
        enter_costs(stage, programme)
        ask_for_answer(stage, programme)
    drain(limit=100_000)  # the letters of a closing tell the answer
    for programme, days_ago in zip(over, (75, 20), strict=True):
        close_past(stage, programme, on=days.today - timedelta(days=days_ago))
    settle_past_letters()
    open_doors(stage, shown, choosing=choosing)


def _over(stage: Stage, org: Organisation, groups: dict[str, Group]) -> tuple[list[Programme], list[Sold]]:
    seen, sold_seen = past.onboarding(stage, org)
    stage.say("peer weeks")
    quiet, sold_quiet = past.quiet(stage, groups["experienced"])
    return [seen, quiet], [sold_seen, sold_quiet]


def _leavers(stage: Stage, rows: list[Row], sold: list[Sold]) -> None:
    """The file of people once more, now with the first days on which people were gone."""
    gone = {code: day.isoformat() for one in sold for code, day in one.exited_on.items() if day <= stage.days.today}
    again = [{**row, "exited_on": gone.get(row["person_id"], row.get("exited_on", ""))} for row in rows]
    yesterday = stage.days.today - timedelta(days=1)
    import_people(again, actor_id=stage.actor.user_id, now=timezone.now(), holds_from=yesterday)


def _end_pairs_of_leavers(stage: Stage, sold: list[Sold]) -> None:
    """On the Monday after they left, as a nightly sweep would have done then; not all of them on the day of loading."""
    days = {day + timedelta(days=(7 - day.weekday()) % 7) for one in sold for day in one.exited_on.values()}
    for monday in sorted(day for day in days if day <= stage.days.today):
        close_pairs_of_leavers(now=at(monday), today=monday)
