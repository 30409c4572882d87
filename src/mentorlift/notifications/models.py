"""The outbox: what is to be sent, and a row for each thing that happened to it."""

import uuid

from django.db import models


class Pace(models.TextChoices):
    """How soon a mail has to leave, and whether it counts among the two a week; see notifications.pacing."""

    APART = "apart"  # asked for this moment (a code) or part of the calendar: neither held back nor counted
    AT_ONCE = "at_once"  # cannot wait a week: never held back, counted
    CAN_WAIT = "can_wait"  # at most two a week come to somebody; then it waits and comes along with others


class Message(models.Model):
    """One mail to one address. Its Message-ID is fixed here, so that a repeated delivery is seen as the same mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)  # the same key is the same mail: sent once
    message_id = models.CharField(max_length=255, unique=True)
    to = models.EmailField(max_length=254, blank=True)  # "" after the person was forgotten
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    calendar = models.BinaryField(null=True)
    is_secret = models.BooleanField(default=False)  # a sign-in link or code: its text goes once it was sent
    actor_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # after this it says nothing any more
    hours = models.CharField(max_length=100, blank=True)  # of the reader, see files.working_hours; "" = at any hour
    language = models.CharField(max_length=10, blank=True)  # of the reader, for the words around several letters
    pace = models.CharField(max_length=8, choices=Pace, default=Pace.APART)
    kind = models.CharField(max_length=40, blank=True)  # of a programme's set of letters
    about = models.CharField(max_length=60, blank=True)  # "programme:<id>"
    counted_at = models.DateTimeField(null=True)  # when it took one of the two places of a week
    joined = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="parts")  # what it came with
    claim = models.UUIDField(null=True)  # of the latest attempt; an earlier one that still runs must not end
    ending_at = models.DateTimeField(null=True)  # the mail server was about to get the last dot; None: it did not
    text_removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at"], name="notifications_by_time"),
            models.Index(fields=["to"], name="notifications_by_address"),
            models.Index(fields=["about", "kind"], name="notifications_by_subject"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Delivery(models.Model):
    """Something that happened to a message: handed over, not taken this time, given up, come back."""

    class State(models.TextChoices):
        SENT = "sent"
        DELAYED = "delayed"
        UNSURE = "unsure"  # an attempt broke off between the last dot and the answer: it goes out again
        GIVEN_UP = "given_up"
        JOINED = "joined"  # left as part of another message
        EXPIRED = "expired"  # too late to say anything; not sent
        BOUNCED = "bounced"  # the address takes no mail: refused at once, or come back

    FINAL = (State.SENT, State.GIVEN_UP, State.JOINED, State.EXPIRED, State.BOUNCED)

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    detail = models.CharField(max_length=300, blank=True)  # what the mail server said

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(state="sent"), name="notifications_sent_once"
            ),
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(state="bounced"), name="notifications_bounced_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
