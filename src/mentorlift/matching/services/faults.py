"""What can stand in the way, in words for the person who tried."""

from collections.abc import Sequence


class _Unable(Exception):
    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = list(faults)
        super().__init__(" ".join(self.faults))


class UnableToWritePolicy(_Unable):
    """The policy stayed as it was; `faults` are all there are, one sentence each."""


class UnableToDraft(_Unable):
    """No draft was asked for."""


class UnableToHold(_Unable):
    """Nobody was kept together or apart."""


class UnableToPublish(_Unable):
    """Nothing was published; `faults` name every obstacle."""
