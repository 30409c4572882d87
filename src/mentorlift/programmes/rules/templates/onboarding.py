"""New-hire onboarding, as in the field experiment: everybody new, four weeks, experienced volunteers as mentors."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.shapes import CLASSIC
from mentorlift.programmes.rules.templates.pattern import Pattern, QuestionText, WeekText

QUESTIONS = (
    QuestionText(
        "protege",
        "advice_result",
        _("What happened with last week’s advice?"),
        _("Tried or not, worked or not: each of these helps your mentor."),
        from_week=2,
    ),
    QuestionText(
        "protege",
        "strengths",
        _("What went well this week, and what was your part in it?"),
        _("One call or one moment is enough."),
    ),
    QuestionText(
        "protege", "challenge", _("What was hard this week?"), _("One real case. Leave out the customer’s name.")
    ),
    QuestionText(
        "mentor",
        "strengths",
        _("What do you see your partner doing well?"),
        _("Something you saw or heard yourself, so that it can be done again."),
    ),
    QuestionText(
        "mentor",
        "challenge",
        _("What was hard for you lately, or when you were new?"),
        _("It is easier to speak about difficulties with somebody who has some."),
    ),
    QuestionText(
        "mentor",
        "feedback",
        _("What would you say to what your partner wrote?"),
        _("One thing that is good as it is, one to try differently."),
    ),
    QuestionText(
        "protege",
        "advice_received",
        _("Which advice do you take with you?"),
        _("Fill this in after you met: one sentence, something you can try this week."),
    ),
    QuestionText("both", "free", _("Anything else you would like to speak about?"), _("This may stay empty.")),
)

WEEKS = (
    WeekText(
        _("Getting started"),
        _(
            "Tell each other how you came to sell. Then look back at your training together: which part makes sense "
            "by now, and which one has not met a real customer yet?\n\n"
            "Pick one part of a call that feels unsure, and let the mentor show how they do it, with their own words "
            "and their own slips. Listen to one call of each of you, if that is possible.\n\n"
            "Before you part: what do you expect of each other, how do you reach each other between meetings, and "
            "which one thing will you try this week?"
        ),
    ),
    WeekText(
        _("Learning from a real call"),
        _(
            "Start with last week’s advice: what happened when you tried it? If you did not get to it, say so. That "
            "is worth knowing too.\n\n"
            "Then take one call that went well and one that did not. Where did each of them turn? Play that moment "
            "again in two ways, and swap roles once, so that the mentor is the customer.\n\n"
            "Agree on one sentence to try in the next ten calls."
        ),
    ),
    WeekText(
        _("When it gets difficult"),
        _(
            "The price question, silence, “I will think about it”: choose the one that costs you most. The mentor "
            "tells of a time when it went wrong for them, and what they do since.\n\n"
            "Write down together how you would like to answer, in words you would really use. Speak them aloud "
            "twice.\n\n"
            "Look beyond the calls as well: what tires you, and whom could you ask for help?"
        ),
    ),
    WeekText(
        _("Standing on your own feet"),
        _(
            "Look back over four weeks: what can you do now that you could not do at the start? Each of you says what "
            "they learned, the mentor too.\n\n"
            "Choose two habits to keep. Decide how you will notice if they slip, and whom you will ask then.\n\n"
            "Finish openly: thank each other, and say whether you would like to go on now and then without any "
            "programme. Both answers are good ones."
        ),
    ),
)

ONBOARDING = Pattern(
    key="onboarding",
    shape=CLASSIC,
    name=_("New-hire onboarding"),
    summary=_(
        "Every new hire is in, whether they would have asked or not. Four weekly talks with an experienced colleague "
        "who volunteered, each of half an hour, with a short sheet to prepare."
    ),
    source=_(
        "After a field experiment with 603 new sales agents of one call centre: those drawn into a four-week programme "
        "for everybody brought in 19 % more revenue a day over their first two months (as reported in 2022); among "
        "those who had asked for a mentor it made no difference."
    ),
    purpose="ramp_up",
    purpose_text=_(
        "We want everybody who joins us to find their feet sooner and to feel less alone with the first difficult "
        "calls. For four weeks an experienced colleague takes half an hour a week for you. We also want to know "
        "whether it helps, so we start in two groups, drawn by lot, and compare them."
    ),
    participation="mandatory",
    eligibility=Eligibility(hired_within_days=60),
    others_start_after_weeks=None,
    wish=_(
        "Would you like a mentor in your first weeks? An experienced colleague would meet you once a week for four "
        "weeks, half an hour each time, in working hours. There are not enough mentors for everybody at once, so a "
        "draw by lot decides among those who say yes. Yes or no: it has no bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
