from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from mentorlift.jobs.models import Job
from mentorlift.notifications.delivery import deliver_message, take_up_forgotten
from mentorlift.notifications.models import Message, Pace
from mentorlift.notifications.services import send

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def write(number, *, now=MONDAY, **facts):
    words = {"to": "anna@example.com", "subject": f"Letter {number}", "body": f"Text {number}.", "pace": Pace.CAN_WAIT}
    return send(**{"key": f"l:{number}", "now": now, **words, **facts})


def deliver(message, at=MONDAY):
    return deliver_message(str(message.id), now=at, attempt=1)["sent"]


def states(message):
    return [row.state for row in message.deliveries.all()]


def due(message):
    """The moments at which it is to be tried, each once."""
    jobs = Job.objects.filter(arguments={"message_id": str(message.id)})
    return sorted(jobs.values_list("due_at", flat=True))


def test_the_third_in_a_week_waits_until_the_first_is_a_week_old():
    assert deliver(write(1)) is True
    assert deliver(write(2, now=MONDAY + HOUR), MONDAY + HOUR) is True
    third = write(3, now=MONDAY + DAY)
    assert deliver(third, MONDAY + DAY) is False
    assert states(third) == []
    assert due(third)[-1] == MONDAY + timedelta(days=7)
    assert deliver(third, MONDAY + timedelta(days=7)) is True
    assert len(mail.outbox) == 3


def test_what_waits_for_one_person_comes_as_one_letter():
    messages = [write(number, now=MONDAY + timedelta(seconds=number)) for number in range(4)]
    assert deliver(messages[2], MONDAY + HOUR) is False
    together = Message.objects.get(kind="digest")
    assert deliver(together, MONDAY + HOUR) is True
    assert {one.joined_id for one in Message.objects.exclude(id=together.id)} == {together.id}
    assert [states(message) for message in messages] == [["joined"]] * 4
    (sent,) = mail.outbox
    assert sent.subject.startswith("4 letters in one: Letter 0; Letter 1")
    assert all(sent.body.count(f"Text {number}.") == 1 for number in range(4))
    assert not any(deliver(message) for message in messages)
    assert len(mail.outbox) == 1


def test_letters_to_somebody_else_do_not_come_along():
    first, _other = write(1), write(2, to="ben@example.com")
    assert deliver(first) is True
    assert mail.outbox[0].to == ["anna@example.com"]
    assert not Message.objects.filter(kind="digest").exists()


def test_what_cannot_wait_leaves_at_once_and_counts():
    for number in range(3):
        assert deliver(write(number, pace=Pace.AT_ONCE)) is True
    waiting = write(9)
    assert deliver(waiting, MONDAY + DAY) is False
    code = write(10, pace=Pace.APART)
    assert deliver(code, MONDAY + DAY) is True
    Message.objects.filter(id=code.id).update(counted_at=None)
    assert due(waiting)[-1] == MONDAY + timedelta(days=7)


def test_a_code_is_not_counted():
    for number in range(5):
        assert deliver(write(number, pace=Pace.APART)) is True
    assert deliver(write(9)) is True


@pytest.mark.parametrize("hours_left", [-1, 30])
def test_what_would_come_too_late_is_not_sent(hours_left):
    for number in range(2):
        deliver(write(number, pace=Pace.AT_ONCE))
    reminder = write(9, expires_at=MONDAY + timedelta(hours=hours_left))
    assert deliver(reminder) is False
    assert states(reminder) == ["expired"]
    assert len(mail.outbox) == 2


@pytest.mark.parametrize(
    ("hours", "written", "leaves"),
    [
        ("Europe/Berlin 09:00-17:00", "2026-03-02T06:30", "2026-03-02T08:00"),
        ("Europe/Berlin 09:00-17:00", "2026-03-02T15:59", "2026-03-02T15:59"),
        ("Europe/Berlin 09:00-17:00", "2026-03-02T16:00", "2026-03-03T08:00"),
        ("Europe/Berlin 09:00-17:00", "2026-03-06T16:00", "2026-03-09T08:00"),  # over the weekend
        ("Europe/Berlin 09:00-17:00", "2026-03-27T16:00", "2026-03-30T07:00"),  # ... and over the change of the clocks
        ("Asia/Tokyo 08:00-16:00", "2026-03-02T10:00", "2026-03-02T23:00"),  # Monday evening there
    ],
)
def test_a_letter_leaves_in_the_working_hours_of_its_reader(settings, hours, written, leaves):
    settings.MAIL_HOURS = "working"
    at, opens = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (written, leaves))
    message = write(1, now=at, hours=hours)
    sent = deliver(message, at)
    assert sent is (at == opens)
    assert due(message)[-1] == opens
    if not sent:
        assert deliver(message, opens) is True


def test_nothing_leaves_before_its_time():
    message = write(1, not_before=MONDAY + HOUR)
    assert due(message) == [MONDAY + HOUR]
    assert deliver(message) is False
    assert deliver(message, MONDAY + HOUR) is True


def test_what_no_job_is_about_is_taken_up_once():
    message = write(1)
    later = MONDAY + HOUR
    assert take_up_forgotten(now=later) == 0  # its job still waits
    Job.objects.all().delete()
    assert take_up_forgotten(now=MONDAY + timedelta(minutes=5)) == 0  # perhaps it is on its way
    assert take_up_forgotten(now=later) == 1
    assert take_up_forgotten(now=later) == 0
    deliver(message, later)
    Job.objects.all().delete()
    assert take_up_forgotten(now=later) == 0
