"""What a file would do, before anybody says yes."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from mentorlift.files.faults import Fault
from mentorlift.people.rules.changes import KINDS, Change


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Either `faults` (then nothing can be taken over) or the changes. `absent` people are not in the file."""

    rows: int = 0
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    absent: int = 0

    @property
    def counts(self) -> dict[str, int]:
        """People by kind of change; one who moved and changed counts in both. `same` did neither."""
        counted = Counter(kind for change in self.changes for kind in change.kinds)
        same = sum(not change.differences for change in self.changes)
        return {kind: counted[kind] for kind in KINDS} | {"same": same}

    @property
    def is_empty(self) -> bool:
        return not any(change.differences for change in self.changes)

    def of_kind(self, kind: str) -> list[Change]:
        return [change for change in self.changes if kind in change.kinds]


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    return sorted(faults, key=lambda fault: fault.row or 0)
