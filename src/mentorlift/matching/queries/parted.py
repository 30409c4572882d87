"""Two who were a pair in a programme and are not brought together by it again."""

from mentorlift.matching.models import Hold, HoldKind, MatchPolicy
from mentorlift.mentorships.queries.left import parted


def pairs_not_again(version: MatchPolicy, holds: list[Hold]) -> frozenset[tuple[str, str]]:
    """(protégé, mentor) who parted in this programme and whom nobody locked together since."""
    locked = {(h.protege_id, h.mentor_id): h.set_at for h in holds if h.kind == HoldKind.LOCK}
    ended = parted(version.programme_id).items()
    return frozenset((str(two[0]), str(two[1])) for two, at in ended if two not in locked or locked[two] <= at)
