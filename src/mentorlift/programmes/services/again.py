"""Keep whether somebody would take part again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts.actors import Actor
from mentorlift.audit.services import record
from mentorlift.programmes.models import Again, AgainAnswer, Closing, Programme
from mentorlift.programmes.queries.again import side_of


class UnableToSay(Exception):
    """No answer was kept; the text says why."""


def say_again(*, programme: Programme, answer: str, actor: Actor, now: datetime) -> AgainAnswer:
    """Replaces what the same person said before. The audit record names neither person nor answer."""
    side = side_of(actor, programme)
    if side is None or actor.person_id is None:
        raise UnableToSay(_("You did not take part in this programme."))
    if not Closing.objects.filter(programme=programme).exists():
        raise UnableToSay(_("This is asked when the programme is closed."))
    if answer not in Again.values:
        raise UnableToSay(_("Choose one of the three answers."))
    with transaction.atomic():
        said, _created = AgainAnswer.objects.update_or_create(
            programme=programme,
            person_id=actor.person_id,
            defaults={"answer": answer, "as_mentor": side == "mentor", "at": now},
        )
        record(actor_id="", action="programmes.say_again", subject=f"programme:{programme.id}", now=now)
    return said
