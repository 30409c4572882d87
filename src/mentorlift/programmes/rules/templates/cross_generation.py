"""Cross-generation: two who have been here for very different times, and either of them can be the mentor."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.shapes import CROSS_GENERATION as SHAPE
from mentorlift.programmes.rules.templates.pattern import Pattern, WeekText
from mentorlift.programmes.rules.templates.worksheet import QUESTIONS

WEEKS = (
    WeekText(
        _("How each of us came here"),
        _(
            "Tell each other how the work was done when you began, and what surprised you most. Leave nothing out "
            "because it seems natural to you.\n\n"
            "Each names one thing the other can do that they would like to be able to do. These two things are what "
            "the weeks are about.\n\n"
            "Agree on how you will meet: where, how long, and who begins."
        ),
    ),
    WeekText(
        _("The way it has always been done"),
        _(
            "The one who has been here longer shows a way of working that has lasted, on a real case: what does one "
            "notice, what does one say, when does one wait?\n\n"
            "The other asks why at every step. Together you sort out what still holds and what is only habit.\n\n"
            "Try one step of it before you meet again."
        ),
    ),
    WeekText(
        _("The way it can be done now"),
        _(
            "Begin with what happened on the try.\n\n"
            "Now the one who came later shows how they would do the same thing: tools, channels, the first message. "
            "The other asks why at every step.\n\n"
            "Each tries one step of the other’s way before you meet again."
        ),
    ),
    WeekText(
        _("One way of two"),
        _(
            "Put the two ways together: write down in five sentences how you would now do it, and who else should know."
            "\n\n"
            "Say what you thought of the other’s way at the start and what you think now.\n\n"
            "Agree on how you will ask each other from now on."
        ),
    ),
)

CROSS_GENERATION = Pattern(
    key="cross-generation",
    shape=SHAPE,
    name=_("Cross-generation"),
    summary=_(
        "Two colleagues with very different years in the company, in either direction: a newcomer learns how it has "
        "been done, somebody long here learns how it can be done now. Pairs are made by years in the company alone."
    ),
    source=_(
        "Often recommended, for those who change jobs late as well as for those who begin, and so far told in stories "
        "only. Drawn by lot, yours would say more."
    ),
    purpose="culture",
    purpose_text=_(
        "Those who have been here for long and those who came lately each know what the others do not. For four weeks "
        "two of you meet once a week and learn from each other, in working time. We start in two groups, drawn by lot, "
        "to see whether it helps."
    ),
    participation="voluntary",
    eligibility=Eligibility(),
    others_start_after_weeks=12,
    wish=_(
        "Would you like to be paired with a colleague who has been here for much longer, or much shorter, than you? "
        "You would meet once a week for four weeks, half an hour each time, in working hours. A draw by lot decides "
        "who of those who say yes starts now. Yes or no: it has no bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
