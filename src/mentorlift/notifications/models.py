"""The outbox: what is to be sent, and a row for each thing that happened to it."""

import uuid

from django.db import models


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
    text_removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at"], name="notifications_by_time"),
            models.Index(fields=["to"], name="notifications_by_address"),
        ]

    def __str__(self) -> str:
        return self.message_id


class Delivery(models.Model):
    """Something that happened to a message: handed over, not taken this time, given up."""

    class State(models.TextChoices):
        SENT = "sent"
        DELAYED = "delayed"
        GIVEN_UP = "given_up"

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State)
    detail = models.CharField(max_length=300, blank=True)  # what the mail server said

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=models.Q(state="sent"), name="notifications_sent_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
