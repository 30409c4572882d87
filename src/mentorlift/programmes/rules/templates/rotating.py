"""Six weeks, six colleagues: a short talk every week with somebody else."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.shapes import ROTATING as SHAPE
from mentorlift.programmes.rules.templates.pattern import Pattern, QuestionText, WeekText

QUESTIONS = (
    QuestionText("both", "strengths", _("What works for you just now?"), _("One thing that earned a sale lately.")),
    QuestionText(
        "both", "challenge", _("Where would you like to be better?"), _("One real case. Leave out the customer’s name.")
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
        _("What works for you"),
        _(
            "Two minutes each to begin with: what do you sell, and to whom?\n\n"
            "Read each other’s sheets without a word. Then ask the other: how do you do that? Stay with the details "
            "until you could try it yourself.\n\n"
            "Each writes down one piece of advice, and tries it before next week’s talk with somebody else."
        ),
    ),
    WeekText(
        _("The first two minutes"),
        _(
            "Two minutes each to begin with: what do you sell, and to whom?\n\n"
            "How do you begin a call, and how do you find out what somebody needs? Each brings one opening they "
            "like.\n\n"
            "Exchange one question that works. Use your partner’s question in five calls."
        ),
    ),
    WeekText(
        _("The objection you meet most"),
        _(
            "Two minutes each to begin with: what do you sell, and to whom?\n\n"
            "Say how you answer it today; the other plays the customer and holds against it. Swap.\n\n"
            "Choose the better answer of the two, or make a third one."
        ),
    ),
    WeekText(
        _("Price"),
        _(
            "Two minutes each to begin with: what do you sell, and to whom?\n\n"
            "When do you name the price, and what do you say right after it? Play the last minutes of a talk, once "
            "each way.\n\n"
            "Agree on one sentence that both of you will use."
        ),
    ),
    WeekText(
        _("After the no"),
        _(
            "Two minutes each to begin with: what do you sell, and to whom?\n\n"
            "Each tells one sale that was lost: what did you learn of the customer too late?\n\n"
            "Decide when to call again, and with what."
        ),
    ),
    WeekText(
        _("What stays"),
        _(
            "Two minutes each to begin with: what do you sell, and to whom?\n\n"
            "Go through what you were advised in all weeks: what did you keep?\n\n"
            "Each names one colleague from these weeks whom they will ask again, and for what."
        ),
    ),
)

ROTATING = Pattern(
    key="rotating",
    shape=SHAPE,
    name=_("Somebody new every week"),
    summary=_(
        "Six weeks, six colleagues: half an hour every week with somebody you have not talked with before. Both bring "
        "what works for them and one real case."
    ),
    source=_(
        "After the weekly talks of a field experiment with 653 sales agents, whose partners were drawn at random. "
        "There partners stayed the same; we know of no experiment in which they changed, and drawn by lot yours would "
        "be one."
    ),
    purpose="performance",
    purpose_text=_(
        "Each of us knows something that would help somebody else, and we talk to the same few people. For six weeks "
        "you meet another colleague every week, in working time. We start in two groups, drawn by lot, to see whether "
        "it is worth going on with."
    ),
    participation="voluntary",
    eligibility=Eligibility(),
    others_start_after_weeks=12,
    wish=_(
        "Would you like to meet another colleague every week for six weeks, half an hour each, in working hours, with "
        "a short sheet to prepare? A draw by lot decides who of those who say yes starts now. Yes or no: it has no "
        "bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
