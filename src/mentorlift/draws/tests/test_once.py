"""One intake, one draw: under two hands at once, and when a job comes a second time."""

import threading

import pytest
from django.db import connection

from mentorlift.draws import services
from mentorlift.draws.models import Assignment, Draw, PublicRule
from mentorlift.draws.tests.conftest import NOW, PLAN, TODAY
from mentorlift.jobs.models import Job
from mentorlift.jobs.work import drain


def prepared(build):
    cohort = build(20)
    services.prepare_draw(
        cohort=cohort,
        plan_hash=PLAN,
        mentored={"mandatory": 8},
        public_rule=PublicRule.DATE,
        public_on=TODAY,
        actor_id="u",
        now=NOW,
        today=TODAY,
    )
    return cohort


@pytest.mark.django_db(transaction=True)
def test_two_people_who_draw_at_once_make_one_draw(build):
    cohort = prepared(build)
    start, answers = threading.Barrier(4), []

    def draw():
        start.wait()
        try:
            services.draw_cohort(cohort=cohort, plan_hash=PLAN, public_value="", actor_id="u", now=NOW, today=TODAY)
            answers.append("drawn")
        except services.UnableToDraw:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=draw) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["drawn", "refused", "refused", "refused"]
    assert Draw.objects.count() == 1
    assert Assignment.objects.count() == 20


def test_a_draw_asked_for_twice_is_held_once(build):
    cohort = prepared(build)
    for _ in range(2):
        services.request_draw(cohort=cohort, plan_hash=PLAN, public_value="", actor_id="u", now=NOW, today=TODAY)
    drain()
    jobs = Job.objects.filter(name="draws.draw")
    assert [bool(job.done_at) for job in jobs.order_by("done_at")].count(True) == 1
    assert "The first draw stands" in jobs.get(failed_at__isnull=False).error
    assert Draw.objects.count() == 1


def test_letters_asked_for_twice_are_written_once(drawn):
    from mentorlift.notifications.models import Message

    services.tell_people(draw=drawn, actor_id="u", now=NOW)
    with pytest.raises(services.UnableToTell, match="told already"):
        services.tell_people(draw=drawn, actor_id="u", now=NOW)
    drain()
    assert Message.objects.filter(key__startswith="draw:").count() == 20
