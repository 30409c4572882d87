import mailbox
from email.message import EmailMessage
from smtplib import SMTPRecipientsRefused

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from mentorlift.notifications.bounces import Bounce, note_bounce, read_bounce, read_folder
from mentorlift.notifications.delivery import deliver_message
from mentorlift.notifications.models import Delivery
from mentorlift.notifications.services import send

REPORT = """\
From: MAILER-DAEMON@mail.example.com
To: mentorlift@example.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. I could not deliver your message. <made-up@example.com>

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com

Final-Recipient: rfc822; anna@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <anna@example.com>: no such user

--b
Content-Type: {kind}

{returned}
--b--
"""
WHOLE = "From: mentorlift@example.com\nTo: anna@example.com\nMessage-ID: {id}\nSubject: A wish\n\nHello"
HEADERS = "From: mentorlift@example.com\nMessage-ID: {id}\nSubject: A wish\n"


def report(message_id, *, action="failed", status="5.1.1", kind="message/rfc822", returned=WHOLE):
    text = REPORT.format(action=action, status=status, kind=kind, returned=returned.format(id=message_id))
    return text.encode()


@pytest.mark.parametrize(("kind", "returned"), [("message/rfc822", WHOLE), ("text/rfc822-headers", HEADERS)])
def test_a_report_names_the_mail_it_returns(kind, returned):
    assert read_bounce(report("<a@b>", kind=kind, returned=returned)) == Bounce("<a@b>", "5.1.1")


@pytest.mark.parametrize(
    "content",
    [
        report("<a@b>", action="delayed", status="4.4.1"),  # it is still on its way
        report("<a@b>", action="delivered", status="2.0.0"),
        report("", returned="no headers here\n"),
        b"From: anna@example.com\nSubject: I am away\n\nBack on Monday.",
        b"\xff\xfe not a mail at all",
        b"",
    ],
)
def test_anything_else_is_no_bounce(content):
    assert read_bounce(content) is None


def test_a_mail_that_failed_after_days_of_trying_came_back_too():
    assert read_bounce(report("<a@b>", status="4.4.7")) == Bounce("<a@b>", "4.4.7")


@pytest.fixture
def sent(db):
    message = send(key="wish:1", to="anna@example.com", subject="A wish", body="Hello", now=timezone.now())
    deliver_message(str(message.id), now=timezone.now(), attempt=1)
    return message


def states(message):
    return [row.state for row in message.deliveries.all()]


def test_a_folder_is_read_once_and_other_mail_in_it_stays(sent, tmp_path):
    folder = mailbox.Maildir(tmp_path / "returned")
    folder.add(report(sent.message_id))
    away = EmailMessage()
    away["Subject"] = "I am away"
    folder.add(away)
    folder.add(report("<of-somebody-else@example.com>"))
    assert read_folder(str(tmp_path / "returned"), now=timezone.now()) == 1
    assert read_folder(str(tmp_path / "returned"), now=timezone.now()) == 0
    assert states(sent) == ["sent", "bounced"]
    assert len(mailbox.Maildir(tmp_path / "returned")) == 3
    assert "5.1.1" in sent.deliveries.last().detail and "anna" not in sent.deliveries.last().detail


def test_an_mbox_is_read_too(sent, tmp_path):
    box = mailbox.mbox(tmp_path / "returned")
    box.add(report(sent.message_id))
    box.close()
    assert read_folder(str(tmp_path / "returned"), now=timezone.now()) == 1
    assert read_folder(str(tmp_path / "returned"), now=timezone.now()) == 0


def test_a_folder_that_is_not_there_holds_nothing(db, tmp_path):
    assert read_folder(str(tmp_path / "nowhere"), now=timezone.now()) == 0


def test_the_job_reads_the_folder_of_the_settings(sent, settings, tmp_path):
    from mentorlift.notifications.tasks import read_bounces

    class Run:
        now = timezone.now()

    settings.MAIL_BOUNCES = ""
    assert read_bounces(Run()) == {}
    mailbox.Maildir(tmp_path / "returned").add(report(sent.message_id))
    settings.MAIL_BOUNCES = str(tmp_path / "returned")
    assert read_bounces(Run()) == {"came_back": 1}


@pytest.mark.django_db
def test_an_address_refused_for_good_is_not_tried_again(monkeypatch):
    def refuse(*args):
        raise SMTPRecipientsRefused({"anna@example.com": (550, b"no anna@example.com here")})

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    message = send(key="wish:1", to="anna@example.com", subject="A wish", body="Hello", now=timezone.now())
    for _ in range(2):
        assert deliver_message(str(message.id), now=timezone.now(), attempt=1) == {"sent": False}
    assert states(message) == [Delivery.State.BOUNCED]
    assert message.deliveries.get().detail == "SMTPRecipientsRefused 550"


def test_the_log_shows_what_came_back(sent, enter):
    note_bounce(Bounce(sent.message_id, "5.1.1"), now=timezone.now())
    page = enter("administrator").get("/messages/?state=bounced").content.decode()
    assert "anna@example.com" in page and "came back" in page and "5.1.1" in page
