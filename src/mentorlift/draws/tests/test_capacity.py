"""No draw gives away more places than mentors have confirmed, less the reserve."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from mentorlift.draws import capacity, services
from mentorlift.draws.models import Preparation
from mentorlift.draws.tests.conftest import NOW, TODAY, draw_now, hire_mentor, offer_places
from mentorlift.draws.tests.test_ledger import draw, prepare
from mentorlift.people.models import Employment
from mentorlift.programmes.models import Cohort, MentorOffer, MentorPause


def only(cohort, *places):
    """The programme has these mentors and no others."""
    MentorOffer.objects.filter(programme=cohort.programme).delete()
    return [offer_places(cohort.programme, hire_mentor(), n) for n in places]


def test_a_draw_for_more_places_than_there_are_is_refused_with_the_arithmetic(build):
    cohort = build(20)
    only(cohort, 3, 3, 3, 1)
    with pytest.raises(services.UnableToPrepare) as refused:
        prepare(cohort, mentored={"mandatory": 10})
    assert str(refused.value) == (
        "10 places confirmed by 4 mentors, less 10 % reserve = 9; the draw asks for 10: find 2 more places or draw 9."
    )
    assert prepare(cohort, mentored={"mandatory": 9}).numbers["mandatory"]["mentored"] == 9


def test_a_draw_is_looked_at_again_on_its_day(build):
    cohort = build(20)
    first, *_others = only(cohort, 3, 3, 3, 1)
    prepare(cohort, mentored={"mandatory": 9})
    MentorOffer.objects.filter(id=first.id).update(accepted=False, places=0)
    with pytest.raises(services.UnableToDraw, match=r"7 places confirmed by 3 mentors.*find 3 more places\.$"):
        draw(cohort)
    offer_places(cohort.programme, hire_mentor(), 3)
    draw(cohort)


def test_the_reserve_is_the_programmes_own(build):
    cohort = build(20)
    only(cohort, 3, 3, 3, 1)
    cohort.programme.reserve_percent = 0
    cohort.programme.save()
    prepare(cohort, mentored={"mandatory": 10})


def test_whoever_pauses_or_has_left_on_the_first_day_gives_no_place(build):
    cohort = build(20)
    pauses, leaves, _stays = only(cohort, 3, 3, 3)
    MentorPause.objects.create(offer=pauses, from_on=TODAY, set_at=NOW, set_by="u")
    Employment.objects.filter(person=leaves.person_id).update(exited_on=cohort.starts_on)
    room = capacity.capacity_for(Cohort.objects.get(id=cohort.id))
    assert (room.confirmed, room.mentors, room.usable) == (3, 1, 2)


def test_people_of_another_intake_hold_their_places_paired_or_not(build):
    first = build(20)
    only(first, *[3] * 6)
    second = build(12, programme=first.programme, starts_on=date(2026, 11, 10))
    only(first, *[3] * 6)
    draw_now(first, mandatory=8)
    with pytest.raises(services.UnableToPrepare, match=r"less 10 % reserve = 16, less 8 of people drawn before = 8"):
        prepare(second, mentored={"mandatory": 9})
    prepare(second, mentored={"mandatory": 8})


def test_a_draw_that_is_settled_and_not_held_yet_counts_too(build):
    first = build(20)
    second = build(12, programme=first.programme, starts_on=date(2026, 11, 10))
    only(first, *[3] * 6)
    prepare(first)
    with pytest.raises(services.UnableToPrepare, match="less 8 of people drawn before"):
        prepare(second, mentored={"mandatory": 9})


@pytest.mark.django_db(transaction=True)
def test_two_intakes_settled_at_once_do_not_share_places(build):
    first = build(20)
    second = build(20, programme=first.programme, starts_on=date(2026, 11, 10))
    only(first, *[3] * 4)  # ten can be drawn
    start, answers = threading.Barrier(2), []

    def settle(cohort):
        start.wait()
        try:
            answers.append(prepare(cohort, mentored={"mandatory": 6}))
        except services.UnableToPrepare as error:
            answers.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=settle, args=[cohort]) for cohort in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Preparation.objects.count() == 1
    assert sum("less 6 of people drawn before = 4" in str(answer) for answer in answers) == 1, answers


def test_the_list_of_what_has_to_be_in_order_says_whether_mentors_are_enough(build):
    cohort = build(20)
    programme = cohort.programme
    only(cohort)
    assert not capacity.mentors_enough(programme, NOW).done
    only(cohort, 3, 3)
    programme.places_wanted = 8
    state = capacity.mentors_enough(programme, NOW)
    assert state.done and str(state.line).endswith("8 are planned for an intake: 3 more are needed, or draw fewer.")
    prepare(cohort, mentored={"mandatory": 5})
    assert capacity.mentors_enough(programme, NOW).done
    only(cohort, 3, 2)
    state = capacity.mentors_enough(programme, NOW)
    assert not state.done and "find 1 more place." in str(state.line)
    only(cohort, 3, 3)
    draw(cohort)
    assert capacity.mentors_enough(programme, NOW + timedelta(days=9)).done
