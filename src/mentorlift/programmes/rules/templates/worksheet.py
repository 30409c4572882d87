"""Peer worksheet weeks: two colleagues ask each other for advice, with a sheet at the start and a talk at the end."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.shapes import PEER
from mentorlift.programmes.rules.templates.pattern import Pattern, QuestionText, WeekText

QUESTIONS = (
    QuestionText(
        "both",
        "advice_result",
        _("What happened with last week’s advice?"),
        _("Tried or not, worked or not: say it plainly."),
        from_week=2,
    ),
    QuestionText("both", "strengths", _("What are you good at just now?"), _("One thing that earned a sale lately.")),
    QuestionText(
        "both", "challenge", _("Where would you like to be better?"), _("One real case. Leave out the customer’s name.")
    ),
    QuestionText(
        "both",
        "feedback",
        _("What would you say to what your partner wrote?"),
        _("One thing that is good as it is, one to try differently."),
    ),
    QuestionText(
        "both",
        "advice_received",
        _("Which advice do you take with you?"),
        _("Fill this in after you met: one sentence, something you can try next week."),
    ),
)

WEEKS = (
    WeekText(
        _("What each of you is good at"),
        _(
            "Fill in your sheet at the start of the week, and meet at the end of it, best over lunch.\n\n"
            "Read each other’s sheets first, without a word. Then each asks the other: how do you do that? Stay with "
            "the details until you could try it yourself.\n\n"
            "Write down the advice you got, in your own words. You will be asked next week what became of it."
        ),
        45,
    ),
    WeekText(
        _("Opening and finding out"),
        _(
            "Begin with the advice of last week. What happened?\n\n"
            "This week, the first two minutes of a call. How do you begin, and how do you find out what somebody "
            "really needs? Each brings one opening they like and one they would rather forget.\n\n"
            "Exchange one question that has worked for you. Use your partner’s question in five calls."
        ),
        45,
    ),
    WeekText(
        _("Objections and price"),
        _(
            "Begin with the question you borrowed. Did it fit you?\n\n"
            "Then the objection you meet most. Say how you answer today; your partner plays the customer and holds "
            "against it. Swap.\n\n"
            "Choose the better answer of the two, or make a third one. Write it down so that it could be said aloud."
        ),
        45,
    ),
    WeekText(
        _("What stays"),
        _(
            "Go through the advice of all weeks: what did you keep, what did you drop, and why?\n\n"
            "Each names one thing the other does that more people should know about. Ask whether you may pass it "
            "on.\n\n"
            "Agree on how you will ask each other in future: a message, a coffee, a call between calls."
        ),
        45,
    ),
)

WORKSHEET = Pattern(
    key="worksheet",
    shape=PEER,
    name=_("Peer worksheet weeks"),
    summary=_(
        "Two colleagues who do the same work ask each other for advice. A sheet on Monday, a talk at the end of the "
        "week. Nobody is the teacher: both sides ask, both sides answer."
    ),
    source=_(
        "After a field experiment with 653 sales agents: guided weekly talks with a partner drawn at random raised "
        "revenue by more than 15 % on average, and the gain was still there twenty weeks later. Prizes for pairs "
        "added little that lasted."
    ),
    purpose="performance",
    purpose_text=_(
        "Each of us knows something that would help somebody else, and we seldom ask. For four weeks you and a "
        "colleague tell each other what works and what does not, in working time. We start in two groups, drawn by "
        "lot, to see whether it is worth going on with."
    ),
    participation="mandatory",
    eligibility=Eligibility(),
    others_start_after_weeks=26,
    wish=_(
        "Would you like to exchange advice with a colleague? You would meet once a week for four weeks, in working "
        "hours, each with a short sheet to prepare. A draw by lot decides who of those who say yes starts now. Yes or "
        "no: it has no bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
