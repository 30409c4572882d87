"""The only writers of this room. One transaction and one audit record each; texts of sheets never enter the audit."""

from mentorlift.mentorships.services.endings import close_pairs_of_leavers, end_pair, re_pair
from mentorlift.mentorships.services.faults import (
    UnableToAgree,
    UnableToAnswer,
    UnableToEnd,
    UnableToLog,
    UnableToMove,
    UnableToPair,
    UnableToSave,
    UnableToTalk,
)
from mentorlift.mentorships.services.felt_support import say_felt_support
from mentorlift.mentorships.services.going_on import say_going_on
from mentorlift.mentorships.services.hours import agree_to_hours, ask_managers, ask_new_managers
from mentorlift.mentorships.services.informal import ask_to_talk, note_talk, say_yes, stop_talks
from mentorlift.mentorships.services.keys import reseal_sheets
from mentorlift.mentorships.services.missed import say_why
from mentorlift.mentorships.services.moves import add_extra_meeting, move_session
from mentorlift.mentorships.services.pairs import open_pairs
from mentorlift.mentorships.services.pauses import pause_weeks, say_away, take_back
from mentorlift.mentorships.services.reports import confirm, dispute, log_meeting
from mentorlift.mentorships.services.sheets import answer_sheet, open_sheet_early, save_sheet
from mentorlift.mentorships.services.stepping_aside import come_back, step_aside
from mentorlift.mentorships.services.weekly import WeeklyPair, open_weekly_pairs

__all__ = [
    "UnableToAgree",
    "UnableToAnswer",
    "UnableToEnd",
    "UnableToLog",
    "UnableToMove",
    "UnableToPair",
    "UnableToSave",
    "UnableToTalk",
    "WeeklyPair",
    "add_extra_meeting",
    "agree_to_hours",
    "answer_sheet",
    "ask_managers",
    "ask_new_managers",
    "ask_to_talk",
    "close_pairs_of_leavers",
    "come_back",
    "confirm",
    "dispute",
    "end_pair",
    "log_meeting",
    "move_session",
    "note_talk",
    "open_pairs",
    "open_sheet_early",
    "open_weekly_pairs",
    "pause_weeks",
    "re_pair",
    "reseal_sheets",
    "save_sheet",
    "say_away",
    "say_felt_support",
    "say_going_on",
    "say_why",
    "say_yes",
    "step_aside",
    "stop_talks",
    "take_back",
]
