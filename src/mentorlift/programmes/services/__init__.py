"""The only writers of the programmes room: keyword-only, one transaction and one audit record each."""

from mentorlift.programmes.services.briefing import brief_first, brief_managers
from mentorlift.programmes.services.calendar import change_calendar, close_date, close_dates, open_date, write_guide
from mentorlift.programmes.services.closing_letters import send_closing_letters
from mentorlift.programmes.services.cohorts import (
    UnableToChangeList,
    UnableToFreeze,
    fill_roster,
    freeze_roster,
    leave_out,
    move_first_day,
    open_cohort,
    split_branches,
    take_in,
)
from mentorlift.programmes.services.faults import UnableToChange
from mentorlift.programmes.services.letters import (
    UnableToSendTest,
    UnableToWord,
    note_previews,
    receive_trial,
    restore_letter,
    send_trial,
    word_letter,
)
from mentorlift.programmes.services.life import (
    UnableToClose,
    UnableToFreezePlan,
    UnableToLaunch,
    close_programme,
    freeze_plan,
    launch,
    stop,
)
from mentorlift.programmes.services.mentors import (
    UnableToMentor,
    answer_offer,
    invite_mentors,
    nominate_mentors,
)
from mentorlift.programmes.services.profiles import (
    UnableToKeep,
    end_pause,
    keep_aims,
    keep_profile,
    keep_support,
    pause,
)
from mentorlift.programmes.services.questions import write_questions
from mentorlift.programmes.services.setting_up import (
    change_participation,
    change_people,
    change_purpose,
    change_serving,
    create_programme,
)
from mentorlift.programmes.services.wishes import (
    UnableToAnswer,
    UnableToAsk,
    answer_wish,
    ask_wishes,
    close_wishes,
    word_wish,
)

__all__ = [
    "UnableToAnswer",
    "UnableToAsk",
    "UnableToChange",
    "UnableToChangeList",
    "UnableToClose",
    "UnableToFreeze",
    "UnableToFreezePlan",
    "UnableToKeep",
    "UnableToLaunch",
    "UnableToMentor",
    "UnableToSendTest",
    "UnableToWord",
    "answer_offer",
    "answer_wish",
    "ask_wishes",
    "brief_first",
    "brief_managers",
    "change_calendar",
    "change_participation",
    "change_people",
    "change_purpose",
    "change_serving",
    "close_date",
    "close_dates",
    "close_programme",
    "close_wishes",
    "create_programme",
    "end_pause",
    "fill_roster",
    "freeze_plan",
    "freeze_roster",
    "invite_mentors",
    "keep_aims",
    "keep_profile",
    "keep_support",
    "launch",
    "leave_out",
    "move_first_day",
    "nominate_mentors",
    "note_previews",
    "open_cohort",
    "open_date",
    "pause",
    "receive_trial",
    "restore_letter",
    "send_closing_letters",
    "send_trial",
    "split_branches",
    "stop",
    "take_in",
    "word_letter",
    "word_wish",
    "write_guide",
    "write_questions",
]
