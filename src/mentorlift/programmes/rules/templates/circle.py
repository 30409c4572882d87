"""Circle weeks: one mentor meets two or three colleagues together."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.shapes import CIRCLE as SHAPE
from mentorlift.programmes.rules.templates.onboarding import QUESTIONS
from mentorlift.programmes.rules.templates.pattern import Pattern, WeekText

WEEKS = (
    WeekText(
        _("Who we are, and what each wants"),
        _(
            "Go round once: what do you do, what goes well, what would you like to be able to do in four weeks? Nobody "
            "comments yet.\n\n"
            "Agree on what stays in the circle. What somebody wrote in their sheet is theirs to tell or to keep.\n\n"
            "Choose whose question comes first next time."
        ),
        45,
    ),
    WeekText(
        _("One question, all heads"),
        _(
            "Whoever’s turn it is tells one real case in five minutes. For ten minutes the others only ask.\n\n"
            "Then each says what they would try, the mentor last. The one who asked chooses, and says what they will "
            "do until next week.\n\n"
            "Then the next one, if there is time."
        ),
        45,
    ),
    WeekText(
        _("What came of it"),
        _(
            "Begin with what was tried: what happened, and what would the others do now?\n\n"
            "Take the questions of those who have not had their turn.\n\n"
            "Each notes one thing they heard from another member and will use."
        ),
        45,
    ),
    WeekText(
        _("Going on without a plan"),
        _(
            "Each says what they can do now that they could not do at the start, and from whom in the circle they have "
            "it."
            "\n\n"
            "What should more people know? Decide who tells it.\n\n"
            "Would you like to go on meeting, without any programme? Both answers are good ones."
        ),
        45,
    ),
)

CIRCLE = Pattern(
    key="circle",
    shape=SHAPE,
    name=_("Circles"),
    summary=_(
        "One mentor and two or three colleagues meet together for four weeks. Everybody’s question is everybody’s: "
        "one tells, the others ask, the mentor speaks last."
    ),
    source=_(
        "Often used where mentors are few. We know of no experiment with sales people; drawn by lot, yours would be "
        "one."
    ),
    purpose="performance",
    purpose_text=_(
        "There are fewer mentors than people who could use one, and most questions are not yours alone. For "
        "four weeks you and one or two colleagues meet a mentor together, in working time. We start in two groups, "
        "drawn by lot, to see whether it helps."
    ),
    participation="voluntary",
    eligibility=Eligibility(),
    others_start_after_weeks=12,
    wish=_(
        "Would you like to meet a mentor together with one or two colleagues? You would meet once a week for "
        "four weeks, in working hours, and bring your own questions. A draw by lot decides who of those who say yes "
        "starts now. Yes or no: it has no bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
