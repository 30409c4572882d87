from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mentorlift.audit.models import AuditRecord
from mentorlift.audit.services import record
from mentorlift.jobs import registry, services, work
from mentorlift.jobs.models import Job
from mentorlift.jobs.run import Cancelled, JobRun, LeaseLost

pytestmark = pytest.mark.django_db
calls: list[str] = []


def effect(run):
    record(actor_id="", action="test.effect", subject=f"job:{run.job_id}", now=run.now)


@registry.job("test.add", title="Add two numbers")
def add(run, *, a, b):
    calls.append("add")
    run.progress(1, 2, "half way")
    return {"sum": a + b}


@registry.job("test.fails")
def fails(run):
    with run.finishing():
        effect(run)
        raise ValueError("row 7 has no date; add one")


@registry.job("test.unreachable", attempts=2)
def unreachable(run):
    calls.append("unreachable")
    raise ConnectionRefusedError("the mail server is away")


@registry.job("test.once")
def once(run):
    with run.finishing() as result:
        effect(run)
        result["url"] = "/done/"


@pytest.fixture(autouse=True)
def _fresh():
    calls.clear()


def ask(name, **more):
    return services.enqueue(name, now=timezone.now(), **more)


def test_a_job_runs_and_keeps_its_result():
    job = ask("test.add", a=2, b=3, requested_by="me")
    assert job.state == Job.WAITING
    work.attempt(job.id)
    job.refresh_from_db()
    assert (job.state, job.result, job.attempts, job.percent, job.note) == (
        "done",
        {"sum": 5},
        1,
        50,
        "half way",
    )


def test_a_repeated_task_changes_nothing():
    job = ask("test.add", a=2, b=3)
    work.attempt(job.id)
    work.attempt(job.id)
    assert calls == ["add"]


def test_the_same_key_is_the_same_job():
    first, second = ask("test.add", key="k", a=1, b=1), ask("test.add", key="k", a=9, b=9)
    assert first == second and second.arguments == {"a": 1, "b": 1}


def test_an_unknown_name_is_refused_when_asked_for():
    with pytest.raises(registry.UnknownJob, match=r"test\.add"):
        ask("test.nothing")


def test_a_failure_keeps_nothing_and_says_why():
    job = ask("test.fails")
    work.attempt(job.id)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "row 7 has no date; add one")
    assert not AuditRecord.objects.filter(action="test.effect").exists()


def test_what_may_pass_is_tried_again_later_and_then_given_up():
    job = ask("test.unreachable")
    work.attempt(job.id)
    job.refresh_from_db()
    assert job.state == "waiting" and job.due_at > timezone.now() and "mail server" in job.error
    work.attempt(job.id)
    assert calls == ["unreachable"]  # not due yet
    Job.objects.filter(id=job.id).update(due_at=timezone.now())
    work.attempt(job.id)
    job.refresh_from_db()
    assert job.state == "failed" and "tried 2 times" in job.error


def test_a_waiting_job_is_cancelled_at_once():
    job = ask("test.add", a=1, b=1)
    assert services.cancel(job_id=job.id, actor_id="me", now=timezone.now()).state == "cancelled"
    work.attempt(job.id)
    assert calls == []


def test_a_running_job_stops_at_its_next_progress_and_keeps_nothing():
    job = ask("test.once")
    run = claim(job)
    services.cancel(job_id=job.id, actor_id="me", now=timezone.now())
    with pytest.raises(Cancelled):
        run.progress(1)
    with pytest.raises(Cancelled), run.finishing():
        effect(run)
    assert not AuditRecord.objects.filter(action="test.effect").exists()


def test_a_finished_job_is_not_cancelled():
    job = ask("test.add", a=1, b=1)
    work.attempt(job.id)
    assert services.cancel(job_id=job.id, actor_id="me", now=timezone.now()).state == "done"


def claim(job) -> JobRun:
    run = work._claim(job.id, now=timezone.now())
    assert run is not None
    return run


def let_the_lease_run_out(job):
    Job.objects.filter(id=job.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_a_job_under_a_lease_is_not_given_to_a_second_worker():
    job = ask("test.once")
    claim(job)
    assert work._claim(job.id, now=timezone.now()) is None


def test_a_worker_that_lost_its_lease_can_no_longer_change_anything():
    job = ask("test.once")
    slow = claim(job)
    let_the_lease_run_out(job)
    quick = claim(job)
    with pytest.raises(LeaseLost):
        slow.progress(1)
    with pytest.raises(LeaseLost), slow.finishing():
        effect(slow)
    with quick.finishing():
        effect(quick)
    assert AuditRecord.objects.filter(action="test.effect").count() == 1
    assert not slow.renew()


def test_a_job_that_broke_off_too_often_fails_with_a_sentence():
    job = ask("test.unreachable")
    Job.objects.filter(id=job.id).update(attempts=2)
    work.attempt(job.id)
    job.refresh_from_db()
    assert job.state == "failed" and "started 2 times" in job.error


def queued():

    return DBTaskResult.objects.filter(status="READY")


def test_a_task_that_vanished_is_handed_to_the_queue_again():
    ask("test.add", a=1, b=1)
    queued().delete()
    now = timezone.now()
    later = now + timedelta(minutes=3)
    assert services.sweep(now=later) >= 1
    services.sweep(now=later)  # a second sweep at once tells nothing twice
    job = Job.objects.get(name="test.add")
    assert queued().filter(args_kwargs__args=[str(job.id)]).count() == 1


def test_a_job_whose_worker_died_is_handed_over_when_its_lease_is_out():
    job = ask("test.add", a=1, b=1)
    claim(job)
    queued().delete()
    services.sweep(now=timezone.now())
    assert not queued().filter(args_kwargs__args=[str(job.id)]).exists()
    services.sweep(now=timezone.now() + timedelta(minutes=5))
    assert queued().filter(args_kwargs__args=[str(job.id)]).exists()


def test_a_due_date_on_the_row_brings_the_job_without_the_queue():
    due = timezone.now() + timedelta(days=3)
    job = ask("test.add", due_at=due, a=1, b=1)
    assert not queued().exists()
    work.attempt(job.id)
    assert calls == []
    services.sweep(now=due)
    assert queued().filter(args_kwargs__args=[str(job.id)]).count() == 1


def test_a_job_from_a_machine_whose_clock_goes_ahead_is_done_at_once():
    job = services.enqueue("test.add", now=timezone.now() + timedelta(seconds=30), a=2, b=3)
    work.attempt(job.id)
    assert calls == ["add"]
    job.refresh_from_db()
    assert job.state == "done"


def test_what_recurs_is_asked_for_once_in_each_span():
    now = timezone.now()
    for _ in range(3):
        services.sweep(now=now)
    assert Job.objects.filter(name="keeping.sweep").count() == 1
    services.sweep(now=now + timedelta(hours=6))
    assert Job.objects.filter(name="keeping.sweep").count() == 2


def test_what_went_well_by_itself_is_not_listed(enter):
    services.sweep(now=timezone.now())
    administrator = enter("administrator")
    assert "Deleting what has been kept" in administrator.get("/jobs/").content.decode()
    work.drain()
    assert "Deleting what has been kept" not in administrator.get("/jobs/").content.decode()


def test_old_recurring_jobs_are_forgotten_others_stay():
    now = timezone.now()
    ask("test.add", a=1, b=1)
    services.sweep(now=now)
    work.drain()
    services.prune(now=now + timedelta(days=8))
    assert [job.name for job in Job.objects.all()] == ["test.add"]


def test_the_words_of_a_failure_go_when_they_are_old_and_the_job_stays():
    job = ask("test.fails")
    work.attempt(job.id)
    assert services.forget_words(before=job.created_at) == 0
    job.refresh_from_db()
    assert job.error
    assert services.forget_words(before=timezone.now() + timedelta(seconds=1)) == 1
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "")


def test_a_worker_told_to_stop_gives_its_job_back():
    @registry.job("test.stopped")
    def stopped(run):
        raise SystemExit(0)

    job = ask("test.stopped")
    with pytest.raises(SystemExit):
        work.attempt(job.id)
    job.refresh_from_db()
    assert job.state == "waiting" and job.due_at <= timezone.now()
    assert services.sweep(now=timezone.now()) >= 1


def test_somebody_else_s_job_is_not_there(enter):
    asker, other, administrator = enter(), enter("programme_manager"), enter("administrator")
    job = ask("test.add", a=1, b=1, requested_by=str(asker.user.id))
    for address in (f"/jobs/{job.id}/", f"/jobs/{job.id}/progress/"):
        assert other.get(address).status_code == 404
        assert asker.get(address).status_code == 200
        assert administrator.get(address).status_code == 200
    assert other.post(f"/jobs/{job.id}/cancellation/").status_code == 404
    asker.post(f"/jobs/{job.id}/cancellation/")
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_the_progress_shows_and_the_page_reloads_once_at_the_end(enter):
    asker = enter()
    job = ask("test.once", requested_by=str(asker.user.id))
    moving = asker.get(f"/jobs/{job.id}/progress/")
    assert "<progress" in moving.content.decode() and "HX-Refresh" not in moving
    work.attempt(job.id)
    ended = asker.get(f"/jobs/{job.id}/progress/")
    assert ended["HX-Refresh"] == "true" and "hx-get" not in ended.content.decode()
    assert 'href="/done/"' in asker.get(f"/jobs/{job.id}/").content.decode()
    assert "test.once" in asker.get("/jobs/").content.decode()
    administrator = enter("administrator").get(f"/jobs/{job.id}/").content.decode()
    assert "test.once" in administrator and "/done/" not in administrator  # what came of it is the asker's
