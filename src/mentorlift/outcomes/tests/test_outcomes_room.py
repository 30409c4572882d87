import datetime as dt

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from mentorlift.audit.models import AuditRecord
from mentorlift.files.analysis import load_analysis
from mentorlift.files.faults import Refused
from mentorlift.jobs.models import Job
from mentorlift.jobs.work import drain
from mentorlift.keeping.kinds import kind_of
from mentorlift.outcomes.folders import stored_path
from mentorlift.outcomes.models import Metric, OutcomeImport
from mentorlift.outcomes.queries import daily_file, metric_names, observed_through, removed_through, tenure_days
from mentorlift.outcomes.services.take_over import bring_in
from mentorlift.outcomes.services.uploads import forget_strangers, tidy
from mentorlift.people.models import Employment, Leave
from mentorlift.people.tests.builders import START, hire
from mentorlift.ui.in_words import kept_line

pytestmark = pytest.mark.django_db

FILE = """person_id,date,revenue,calls,currency
1,2026-01-05,100,3,EUR
1,2026-01-06,-20,0,EUR
2,2026-01-05,0,1,EUR
2,2026-01-07,50,2,EUR
2,2026-01-02,9,9,EUR
99,2026-01-05,7,7,EUR
"""


@pytest.fixture(autouse=True)
def _folders_of_the_test(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def people():
    return hire("1", name="Ana Nowak"), hire("2", name="Luis Prado")


def post(client, text, *, name="outcomes.csv", every="day"):
    return client.post("/outcomes/imports/", {"file": SimpleUploadedFile(name, text.encode()), "every": every})


def brought_in(client, text, **options):
    response = post(client, text, **options)
    assert response.status_code == 302, response.content.decode()
    drain()
    return OutcomeImport.objects.order_by("-uploaded_at").first()


def days() -> list[tuple]:
    """All stored figures as the command line would read them."""
    import duckdb
    from django.conf import settings

    path = daily_file(settings.DATA_DIR)
    with duckdb.connect() as connection:
        return connection.execute(f"SELECT * FROM '{path}' ORDER BY ALL").fetchall()


def test_a_file_counts_with_what_was_left_out_and_what_is_missing(enter, people):
    client = enter("programme_manager")
    found = brought_in(client, FILE)
    assert (found.rows, found.kept, found.people) == (6, 4, 2)
    assert found.left_out == {"day before hire": 1, "person not in the directory": 1}
    assert found.negative == {"revenue": 1}
    revenue = Metric.objects.get(name="revenue")
    assert (revenue.rows, revenue.zero_rows, revenue.currency) == (4, 1, "EUR")
    assert (revenue.first_on, revenue.last_on) == (dt.date(2026, 1, 5), dt.date(2026, 1, 7))
    assert revenue.missing_days == 2  # Ana on the 7th, Luis on the 6th
    page = client.get("/outcomes/quality/").content.decode()
    for said in ("Nobody here has this id", "A day before the first day of work", "revenue below zero"):
        assert said in page
    assert client.get("/outcomes/").status_code == 200
    assert client.get(f"/outcomes/imports/{found.id}/").status_code == 200


def test_leave_is_not_missing(enter, people):
    Leave.objects.create(person_id=people[0], from_on=dt.date(2026, 1, 7), to_on=dt.date(2026, 1, 8))
    brought_in(enter("programme_manager"), FILE)
    assert Metric.objects.get(name="revenue").missing_days == 1


def test_the_store_knows_people_by_random_ids_and_the_upload_is_deleted(
    enter, people, settings, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        brought_in(enter("programme_manager"), FILE)
    assert {row[0] for row in days()} == {str(person) for person in people}
    assert list((settings.MEDIA_ROOT / "outcomes").glob("*")) == []


def test_a_newer_file_replaces_a_persons_day_and_can_be_taken_back(enter, people):
    client = enter("programme_manager")
    brought_in(client, FILE)
    newer = brought_in(client, "person_id,date,revenue\n1,2026-01-05,111\n1,2026-01-08,5\n")
    assert newer.replaced == 1
    ana = str(people[0])
    assert [row[2:4] for row in days() if row[0] == ana and row[1] == dt.date(2026, 1, 5)] == [(3.0, 111.0)]
    assert observed_through() == dt.date(2026, 1, 8)
    client.post(f"/outcomes/imports/{newer.id}/withdrawal/")
    assert [row[2:4] for row in days() if row[0] == ana and row[1] == dt.date(2026, 1, 5)] == [(3.0, 100.0)]
    assert observed_through() == dt.date(2026, 1, 7)
    assert Metric.objects.get(name="revenue").rows == 4


def test_a_faulty_file_is_refused_whole_with_every_mistake(enter, people):
    client = enter("programme_manager")
    found = brought_in(client, FILE + "1,2026-01-05,1,1,EUR\n1,2026-01-09,x,-1,EUR\n")
    assert found.refused_at
    page = client.get(f"/outcomes/imports/{found.id}/").content.decode()
    assert "outcomes.csv:8:person_id: 1 on 2026-01-05 is already in row 2" in page
    assert "outcomes.csv:9:revenue: &#x27;x&#x27; is not a finite number" in page
    assert "outcomes.csv:9:calls: -1 is below zero" in page
    assert not stored_path(found).exists()
    assert metric_names() == []
    work = Job.objects.get(name="outcomes.take_over")
    shown = client.get(f"/jobs/{work.id}/").content.decode()
    assert "Nothing of it was kept" in shown and "See what is wrong" in shown and "Done." not in shown
    assert ">refused<" in client.get("/jobs/").content.decode()


def test_another_currency_or_another_rhythm_of_a_known_figure_is_refused(enter, people):
    client = enter("programme_manager")
    brought_in(client, FILE)
    dollars = brought_in(client, "person_id,date,revenue,currency\n1,2026-01-09,1,USD\n")
    assert "revenue is in EUR here, in USD in this file" in kept_line(dollars.faults[0])
    weekly = brought_in(client, "person_id,date,calls\n1,2026-01-05,9\n", every="week")
    assert "calls is kept by the day here" in kept_line(weekly.faults[0])


def test_weekly_figures_are_kept_apart_from_daily_ones(enter, people):
    client = enter("programme_manager")
    brought_in(client, FILE)
    brought_in(client, "person_id,date,pipeline\n1,2026-01-05,9\n", every="week")
    assert metric_names() == ["calls", "revenue"]
    assert metric_names("week") == ["pipeline"]


@pytest.mark.parametrize("role", ["administrator", "analyst"])
def test_downloads_name_rows_by_code_or_for_the_analyst_by_random_id(enter, people, role):
    brought_in(enter("programme_manager"), FILE)
    client = enter(role)
    left_out = client.get("/outcomes/quality/left-out.csv", {"of": "person not in the directory"}).content.decode()
    missing = client.get("/outcomes/quality/missing.csv", {"of": "revenue"}).content.decode()
    below = client.get("/outcomes/quality/negative.csv", {"of": "revenue"}).content.decode()
    shown = ("99", "1", "2") if role == "administrator" else ("(somebody unknown)", str(people[0]), str(people[1]))
    assert f"{shown[0]},2026-01-05" in left_out
    assert f"{shown[1]},2026-01-07" in missing
    assert f"{shown[2]},2026-01-06" in missing
    assert below.splitlines()[1:] == [f"{shown[1]},2026-01-06,revenue below zero"]  # the amount is not told


@pytest.mark.parametrize("role", ["leader", None])
def test_others_see_no_figures_at_all(enter, people, role):
    client = enter(*([role] if role else []))
    for url in ("", "quality/", "imports/", "quality/left-out.csv"):
        assert client.get(f"/outcomes/{url}").status_code == 404


def test_an_analyst_reads_but_brings_nothing_in(enter, people):
    found = brought_in(enter("programme_manager"), FILE)
    client = enter("analyst")
    assert client.get(f"/outcomes/imports/{found.id}/").status_code == 200
    assert post(client, FILE).status_code == 404
    assert client.post(f"/outcomes/imports/{found.id}/withdrawal/").status_code == 404


def test_a_file_from_the_inbox_of_the_server_is_taken_over(enter, people, tmp_path):
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "year.csv").write_text(FILE)
    client = enter("administrator")
    assert "year.csv" in client.get("/outcomes/imports/").content.decode()
    assert client.post("/outcomes/imports/", {"inbox": "year.csv", "every": "day"}).status_code == 302
    drain()
    assert OutcomeImport.objects.get().kept == 4
    assert (tmp_path / "inbox" / "year.csv").exists()
    assert client.post("/outcomes/imports/", {"inbox": "../secret.key", "every": "day"}).status_code == 400


def test_an_upload_larger_than_the_limit_is_refused_and_a_file_of_the_server_is_not(enter, people, settings, tmp_path):
    from mentorlift.outcomes.services.uploads import UnableToImport, receive

    settings.UPLOAD_LIMIT = 100
    with pytest.raises(UnableToImport, match="larger than 0 MB"):
        receive(chunks=[FILE.encode()], file_name="o.csv", every="day", actor_id="", now=timezone.now())
    (tmp_path / "o.csv").write_text(FILE)
    assert bring_in(path=tmp_path / "o.csv", actor_id="", now=timezone.now()).kept == 4


def test_the_same_job_twice_counts_once(enter, people):
    from mentorlift.jobs.registry import find
    from mentorlift.jobs.work import attempt

    found = brought_in(enter("programme_manager"), FILE)
    attempt(found.job_id)
    assert find("outcomes.take_over")
    assert AuditRecord.objects.filter(action="outcomes.import").count() == 1


def test_what_is_stored_can_be_analysed(enter, people, tmp_path):
    brought_in(enter("programme_manager"), FILE)
    (tmp_path / "roster.csv").write_text(
        f"person_id,arm,started_on\n{people[0]},mentored,2026-01-05\n{people[1]},later,2026-01-05\n"
    )
    (tmp_path / "plan.toml").write_text(
        '[design]\ntreated = "mentored"\ncontrol = "later"\n[outcome]\nprimary = "revenue"\n'
    )
    found = load_analysis(tmp_path / "roster.csv", daily_file(tmp_path), tmp_path / "plan.toml")
    revenue = found.branches[""].panels["revenue"].window(0, 3)
    np.testing.assert_array_equal(revenue, [[100, -20, 0], [0, 0, 50]])
    assert found.currency == "EUR"


def test_the_first_days_of_new_people_are_zero_without_a_row_and_nothing_after_the_exit(enter, people):
    Employment.objects.filter(person_id=people[1]).update(exited_on=dt.date(2026, 1, 7))
    brought_in(enter("programme_manager"), FILE.replace("2,2026-01-07,50,2,EUR\n", "1,2026-01-07,5,5,EUR\n"))
    found, scheduled = tenure_days("revenue", hired_from=START, hired_until=START + dt.timedelta(1), days=3)
    np.testing.assert_array_equal(found, [[100, -20, 5], [0, 0, np.nan]])
    np.testing.assert_array_equal(scheduled, [2, 2, 2])
    assert tenure_days("revenue", hired_from=START, hired_until=START + dt.timedelta(1), days=9)[0].shape == (0, 9)


def test_rows_of_unknown_people_are_forgotten_when_they_are_old(enter, people):
    client = enter("administrator")
    found = brought_in(client, FILE)
    now = timezone.now()
    assert forget_strangers(before=now - dt.timedelta(days=1), now=now) == 0
    assert forget_strangers(before=now + dt.timedelta(seconds=1), now=now) == 1
    text = client.get("/outcomes/quality/left-out.csv", {"of": "person not in the directory"}).content.decode()
    assert "99" not in text
    assert stored_path(found).exists()
    assert len(days()) == 4


def test_faults_of_a_refused_file_go_when_they_are_old_and_figures_when_their_time_is_over(people, tmp_path):
    (tmp_path / "bad.csv").write_text("person_id,date,calls\n1,2026-01-05,-1\n")
    with pytest.raises(Refused):
        bring_in(path=tmp_path / "bad.csv", actor_id="", now=timezone.now())
    now = timezone.now() + dt.timedelta(seconds=1)
    assert kind_of("faults").remove(now - dt.timedelta(days=1), now) == 0
    assert kind_of("faults").remove(now, now) == 1
    assert OutcomeImport.objects.get(file_name="bad.csv").faults == []


def test_old_figures_go_with_the_file_they_correct_and_not_before(people, tmp_path, django_capture_on_commit_callbacks):
    (tmp_path / "year.csv").write_text("person_id,date,revenue\n1,2026-01-05,1\n1,2026-12-01,2\n")
    (tmp_path / "fix.csv").write_text("person_id,date,revenue\n1,2026-01-05,9\n")
    for name in ("year.csv", "fix.csv"):
        bring_in(path=tmp_path / name, actor_id="", now=timezone.now())
    figures, now = kind_of("figures"), timezone.now()
    assert figures.remove(dt.datetime(2026, 6, 1, tzinfo=dt.UTC), now) == 0, "the correction is still needed"
    with django_capture_on_commit_callbacks(execute=True):
        assert figures.remove(dt.datetime(2027, 1, 1, tzinfo=dt.UTC), now) == 2
    assert removed_through() == dt.date(2026, 12, 1)
    assert not [one for one in OutcomeImport.objects.all() if stored_path(one).exists()]


def test_files_no_import_names_are_removed(enter, people, settings):
    brought_in(enter("programme_manager"), FILE)
    orphan = settings.DATA_DIR / "outcomes" / "00000000-0000-0000-0000-000000000000.parquet"
    orphan.write_bytes(b"")
    tidy(now=timezone.now())
    assert orphan.exists()  # a worker may just be writing it
    tidy(now=timezone.now() + dt.timedelta(days=2))
    assert not orphan.exists()
    assert len(days()) == 4


def test_a_file_of_this_machine_is_taken_over_at_once_or_refused(people, tmp_path):
    (tmp_path / "o.csv").write_text(FILE)
    found = bring_in(path=tmp_path / "o.csv", actor_id="", now=timezone.now())
    assert found.kept == 4
    (tmp_path / "bad.csv").write_text("person_id,date,calls\n1,2026-01-05,-1\n")
    with pytest.raises(Refused, match=r"bad.csv:2:calls"):
        bring_in(path=tmp_path / "bad.csv", actor_id="", now=timezone.now())
    assert OutcomeImport.objects.get(file_name="bad.csv").refused_at


def test_without_any_file_the_pages_say_how_to_begin(enter):
    client = enter("programme_manager")
    assert "No figures yet" in client.get("/outcomes/").content.decode()
    assert "Nothing to judge yet" in client.get("/outcomes/quality/").content.decode()
