"""Sales managers of the demo are asked for the hours, and say what suits."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from uuid import UUID

from mentorlift.accounts.actors import Actor
from mentorlift.demo.days import at
from mentorlift.mentorships.queries.agreed import words_of_intakes
from mentorlift.mentorships.services import agree_to_hours, ask_managers
from mentorlift.programmes.models import Cohort

Impossible = Mapping[int, tuple[Sequence[int], Sequence[date]]]  # place of the manager by name -> weekdays, dates
NOTHING: Impossible = {}
REFUSED = (range(5), ())


def ask_for_hours(
    cohort: Cohort, *, asked_on: date, actor_id: str, impossible: Impossible = NOTHING, silent: Collection[UUID] = ()
) -> None:
    """Ask, and on the same day all but the `silent` answer; nothing where nobody on the list has a manager."""
    if not words_of_intakes([cohort], today=asked_on)[cohort.id]:
        return
    ask_managers(programme=cohort.programme, actor_id=actor_id, now=at(asked_on, 9))
    words = [word for word in words_of_intakes([cohort], today=asked_on)[cohort.id] if word.said is None]
    words.sort(key=lambda word: word.name)
    for number, word in enumerate(word for word in words if word.manager_id not in silent):
        weekdays, dates = impossible.get(number, ((), ()))
        agree_to_hours(
            cohort=cohort,
            weekdays=weekdays,
            dates=dates,
            actor=Actor(user_id=str(word.manager_id), person_id=word.manager_id),
            now=at(asked_on, 15),
        )


def change_of_mind(cohort: Cohort, *, dates: Sequence[date], said_on: date) -> None:
    """The first manager by name finds that single days ahead are impossible after all."""
    words = sorted(words_of_intakes([cohort], today=said_on)[cohort.id], key=lambda word: word.name)
    first = words[0]
    agree_to_hours(
        cohort=cohort,
        weekdays=first.days_off.weekdays,
        dates=dates,
        actor=Actor(user_id=str(first.manager_id), person_id=first.manager_id),
        now=at(said_on, 16),
    )
