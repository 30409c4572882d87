"""Why a change of the set-up is refused, and until when it is not."""

from django.utils.translation import gettext as _

from mentorlift.programmes.models import Launch, Programme


class UnableToChange(Exception):
    """The programme stayed as it was; the text says why and what to do."""


def being_set_up(programme: Programme) -> Programme:
    """The programme, locked for a change; UnableToChange once it is open."""
    locked = Programme.objects.select_for_update().get(id=programme.id)
    if Launch.objects.filter(programme=locked).exists():
        raise UnableToChange(_("The programme is open and people rely on this. It stays as it is."))
    return locked
