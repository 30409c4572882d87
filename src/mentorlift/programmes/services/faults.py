"""Why a change of the set-up is refused, and until when it is not."""

from django.utils.translation import gettext as _

from mentorlift.programmes.models import Closing, Launch, Programme, Stop


class UnableToChange(Exception):
    """The programme stayed as it was; the text says why and what to do."""


def being_set_up(programme: Programme) -> Programme:
    """The programme, locked for a change; UnableToChange once it is open."""
    locked = Programme.objects.select_for_update().get(id=programme.id)
    if Launch.objects.filter(programme=locked).exists():
        raise UnableToChange(_("The programme is open and people rely on this. It stays as it is."))
    return locked


def refuse_when_ended(programme: Programme, fault: type[Exception]) -> None:
    """Raise `fault` for a programme that was stopped or closed."""
    if Stop.objects.filter(programme=programme).exists() or Closing.objects.filter(programme=programme).exists():
        raise fault(_("This programme has ended."))
