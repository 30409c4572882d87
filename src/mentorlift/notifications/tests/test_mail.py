from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from mentorlift.jobs import work
from mentorlift.jobs.models import Job
from mentorlift.notifications.delivery import ATTEMPTS, remove_texts_before
from mentorlift.notifications.models import Delivery, Message
from mentorlift.notifications.services import forget, send

pytestmark = pytest.mark.django_db


def write(**changes):
    words = {"key": "wish:1", "to": "anna@example.com", "subject": "A wish", "body": "Would you like a mentor?"}
    return send(**{**words, "now": timezone.now(), **changes})


def deliver(message):
    job = Job.objects.get(name="notifications.deliver", arguments={"message_id": str(message.id)})
    Job.objects.filter(id=job.id).update(due_at=timezone.now())
    work.attempt(job.id)
    job.refresh_from_db()
    return job


def test_a_mail_is_delivered_under_the_message_id_it_was_written_with():
    message = write()
    assert mail.outbox == []
    deliver(message)
    assert mail.outbox[0].extra_headers["Message-ID"] == message.message_id
    assert [delivery.state for delivery in message.deliveries.all()] == ["sent"]


def test_the_same_key_writes_and_sends_one_mail():
    first, second = write(), write(subject="Again")
    assert first == second
    deliver(first)
    assert len(mail.outbox) == 1


def test_a_mail_handed_over_just_before_a_kill_goes_out_again_under_the_same_message_id(monkeypatch):
    message = write()

    def killed(*args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(Delivery.objects, "get_or_create", killed)
        with pytest.raises(SystemExit):
            deliver(message)
    assert deliver(message).state == "done"
    assert [sent.extra_headers["Message-ID"] for sent in mail.outbox] == [message.message_id] * 2


def test_a_refused_mail_is_tried_again_and_then_given_up(monkeypatch):
    def refuse(*args):
        raise SMTPRecipientsRefused({"anna@example.com": (450, b"anna@example.com is busy")})

    message = write()
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert deliver(message).state == "waiting"
    for _ in range(ATTEMPTS - 1):
        job = deliver(message)
    assert job.state == "failed"
    states = [delivery.state for delivery in message.deliveries.all()]
    assert states == ["delayed"] * (ATTEMPTS - 1) + ["given_up"]
    assert "anna" not in "".join(delivery.detail for delivery in message.deliveries.all())


def test_the_text_of_a_sign_in_letter_goes_once_it_was_sent(settings):
    message = write(is_secret=True, body="code 123456")
    deliver(message)
    assert "123456" in mail.outbox[0].body
    message.refresh_from_db()
    assert message.body == "" and message.text_removed_at


def test_a_line_break_cannot_add_a_header():
    message = write(subject="A wish\r\nBcc: everybody@example.com")
    deliver(message)
    assert mail.outbox[0].subject == "A wish Bcc: everybody@example.com"
    assert mail.outbox[0].recipients() == ["anna@example.com"]


def test_old_texts_go_and_the_log_stays(settings):
    message = write()
    deliver(message)
    now = timezone.now()
    assert remove_texts_before(before=now - timedelta(days=1), now=now) == 0
    assert remove_texts_before(before=now + timedelta(seconds=1), now=now) == 1
    message.refresh_from_db()
    assert (message.to, message.subject, message.body) == ("", "", "")
    assert message.deliveries.count() == 1


def test_a_forgotten_person_leaves_neither_address_nor_text_and_gets_nothing_more():
    message = write()
    assert forget(to="Anna@example.com", now=timezone.now()) == 1
    deliver(message)
    assert mail.outbox == []
    assert not Message.objects.exclude(to="", body="").exists()


def test_the_log_is_for_the_administrator_and_shows_no_text(enter):
    deliver(write())
    assert enter("programme_manager").get("/messages/").status_code == 404
    page = enter("administrator").get("/messages/").content.decode()
    assert "anna@example.com" in page and "Would you like a mentor?" not in page
    assert "anna@example.com" not in enter("administrator").get("/messages/?state=waiting").content.decode()


def test_mails_can_be_read_in_the_demo_and_nowhere_else(client, settings):
    message = write()
    assert client.get(f"/demo/mail/{message.id}/").status_code == 404
    assert client.get("/demo/mail/").status_code == 404
    settings.DEMO = True
    assert "A wish" in client.get("/demo/mail/").content.decode()
    assert "Would you like a mentor?" in client.get(f"/demo/mail/{message.id}/").content.decode()
