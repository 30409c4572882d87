"""How allauth behaves here: no open sign-up, and its letters go through our outbox."""

from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone, translation

from mentorlift.accounts.models import User
from mentorlift.notifications.services import send


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation only; letters are kept, delivered and retried like all others."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write a letter with a code or link into the outbox; its text is removed once it was delivered."""
        user = context.get("user")
        language = user.language if isinstance(user, User) else translation.get_language()
        words = {**context, "email": email, "public_url": settings.PUBLIC_URL}
        with translation.override(language):
            subject = render_to_string(f"{template_prefix}_subject.txt", words)
            body = render_to_string(f"{template_prefix}_message.txt", words).strip()
        send(
            key=f"sign-in:{uuid4()}",
            to=email,
            subject=subject,
            body=body,
            now=timezone.now(),
            actor_id=str(user.id) if isinstance(user, User) else "",
            is_secret=True,
        )
