"""The language somebody reads: on pages and in letters."""

from uuid import UUID

from django.conf import settings

from mentorlift.accounts.models import User


def choose_language(*, user_id: UUID | str, language: str) -> None:
    """Keep the choice with the account; a language there is no catalogue of changes nothing."""
    if language in dict(settings.LANGUAGES):
        User.objects.filter(id=user_id).update(language=language)
