"""What can stand in the way, in words for the person who tried."""

from collections.abc import Sequence


class UnableToPair(Exception):
    """No pair was made. `faults` names every obstacle, one sentence each."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(self.faults))


class UnableToEnd(Exception):
    """The pair stayed as it is."""


class UnableToMove(Exception):
    """The meeting stayed at its time."""


class UnableToLog(Exception):
    """Nothing was noted about the meeting."""


class UnableToSave(Exception):
    """The sheet stayed as it was."""


class UnableToTalk(Exception):
    """Nothing was asked, agreed or noted between two colleagues."""


class UnableToAnswer(Exception):
    """No answer was kept."""


class UnableToAgree(Exception):
    """Nobody was asked for hours, or no word about them was kept."""
