"""What can stand in the way, in words for the person who tried."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mentorlift.programmes.models import Programme
from mentorlift.programmes.queries import has_ended


class Unable(Exception):
    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(self.faults))


class UnableToWritePolicy(Unable):
    """The policy stayed as it was; `faults` are all there are, one sentence each."""


class UnableToDraft(Unable):
    """No draft was asked for."""


class UnableToHold(Unable):
    """Nobody was kept together or apart."""


class UnableToChoose(Unable):
    """Nobody got another mentor."""


class UnableToPublish(Unable):
    """Nothing was published; `faults` name every obstacle."""


def refuse_when_ended(programme: Programme, fault: type[Unable]) -> None:
    """Raise `fault` for a programme that was stopped or closed."""
    if has_ended(programme):
        raise fault([_("This programme has ended; nobody is matched in it any more.")])
