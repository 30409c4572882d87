"""The only writers of this room. One transaction and one audit record each."""

from mentorlift.matching.services.choosing import choose_mentor, replace_mentor
from mentorlift.matching.services.drafts import ask_for_draft, keep_draft, refuse_draft
from mentorlift.matching.services.faults import (
    UnableToChoose,
    UnableToDraft,
    UnableToHold,
    UnableToPublish,
    UnableToWritePolicy,
)
from mentorlift.matching.services.holds import keep_apart, keep_together, lift, lift_pair
from mentorlift.matching.services.policies import write_policy
from mentorlift.matching.services.publish import publish

__all__ = [
    "UnableToChoose",
    "UnableToDraft",
    "UnableToHold",
    "UnableToPublish",
    "UnableToWritePolicy",
    "ask_for_draft",
    "choose_mentor",
    "keep_apart",
    "keep_draft",
    "keep_together",
    "lift",
    "lift_pair",
    "publish",
    "refuse_draft",
    "replace_mentor",
    "write_policy",
]
