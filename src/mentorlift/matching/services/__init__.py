"""The only writers of this room. One transaction and one audit record each."""

from mentorlift.matching.services.drafts import ask_for_draft, keep_draft, refuse_draft
from mentorlift.matching.services.faults import UnableToDraft, UnableToHold, UnableToPublish, UnableToWritePolicy
from mentorlift.matching.services.holds import keep_apart, keep_together, lift
from mentorlift.matching.services.policies import write_policy
from mentorlift.matching.services.publish import publish

__all__ = [
    "UnableToDraft",
    "UnableToHold",
    "UnableToPublish",
    "UnableToWritePolicy",
    "ask_for_draft",
    "keep_apart",
    "keep_draft",
    "keep_together",
    "lift",
    "publish",
    "refuse_draft",
    "write_policy",
]
