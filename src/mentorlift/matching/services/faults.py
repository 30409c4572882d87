"""What can stand in the way, in words for the person who tried."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from mentorlift.matching.models import Choosing, Group
from mentorlift.programmes.models import Cohort, Programme
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


class UnableToTry(Unable):
    """Nobody was asked what would change."""


class UnableToChoose(Unable):
    """Nobody got another mentor."""


class UnableToPublish(Unable):
    """Nothing was published; `faults` name every obstacle."""


class UnableToOpenChoosing(Unable):
    """Pairs of the intake still come about as before."""


class UnableToAsk(Unable):
    """Nobody was asked, and an earlier request stands as it was."""


class UnableToAnswer(Unable):
    """The request was not answered; `faults` say what became of it."""


def refuse_when_ended(programme: Programme, fault: type[Unable]) -> None:
    """Raise `fault` for a programme that was stopped or closed."""
    if has_ended(programme):
        raise fault([_("This programme has ended; nobody is matched in it any more.")])


def refuse_while_choosing(cohort: Cohort, group: str, fault: type[Unable]) -> None:
    """Raise `fault` for those mentored now of an intake whose protégés choose for themselves."""
    if group == Group.NOW and Choosing.objects.filter(cohort=cohort, closed_at=None).exists():
        raise fault([_("In this intake protégés choose their mentors themselves. End that first, then make a draft.")])
