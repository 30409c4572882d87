"""The only writers of this room. One transaction and one audit record each."""

from mentorlift.matching.services.answers import accept_request, decline_request, withdraw_request
from mentorlift.matching.services.asking import ask_mentor
from mentorlift.matching.services.choosing import choose_mentor, replace_mentor
from mentorlift.matching.services.drafts import ask_for_draft, keep_draft, refuse_draft
from mentorlift.matching.services.faults import (
    UnableToAnswer,
    UnableToAsk,
    UnableToChoose,
    UnableToDraft,
    UnableToHold,
    UnableToOpenChoosing,
    UnableToPublish,
    UnableToTry,
    UnableToWritePolicy,
)
from mentorlift.matching.services.holds import keep_apart, keep_together, lift, lift_pair
from mentorlift.matching.services.own_choice import close_choosing, open_choosing
from mentorlift.matching.services.passing_on import pass_on_overdue, remove_lines_of_erased, settle_impossible
from mentorlift.matching.services.policies import write_policy
from mentorlift.matching.services.publish import ask_to_publish, publish
from mentorlift.matching.services.rotation import keep_plan, publish_weeks
from mentorlift.matching.services.trials import answer_trial, ask_what_if, make_draft_of

__all__ = [
    "UnableToAnswer",
    "UnableToAsk",
    "UnableToChoose",
    "UnableToDraft",
    "UnableToHold",
    "UnableToOpenChoosing",
    "UnableToPublish",
    "UnableToTry",
    "UnableToWritePolicy",
    "accept_request",
    "answer_trial",
    "ask_for_draft",
    "ask_mentor",
    "ask_to_publish",
    "ask_what_if",
    "choose_mentor",
    "close_choosing",
    "decline_request",
    "keep_apart",
    "keep_draft",
    "keep_plan",
    "keep_together",
    "lift",
    "lift_pair",
    "make_draft_of",
    "open_choosing",
    "pass_on_overdue",
    "publish",
    "publish_weeks",
    "refuse_draft",
    "remove_lines_of_erased",
    "replace_mentor",
    "settle_impossible",
    "withdraw_request",
    "write_policy",
]
