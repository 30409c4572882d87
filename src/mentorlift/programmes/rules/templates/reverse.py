"""Reverse: those who are new to the company advise those who have long been here."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules import shapes
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.templates.onboarding import QUESTIONS
from mentorlift.programmes.rules.templates.pattern import Pattern, WeekText

WEEKS = (
    WeekText(
        _("Two ways of working"),
        _(
            "Today the newer of you is the mentor. Show each other how you spend the first hour of a day: tools, "
            "lists, habits.\n\n"
            "Ask about everything that looks odd to you. The rule of these weeks: no question is too simple, in "
            "either direction.\n\n"
            "Choose two things the long-serving partner would like to be able to do at the end."
        ),
    ),
    WeekText(
        _("Doing it together"),
        _(
            "Take the first of the two things. The mentor explains for five minutes; then the partner does it, on a "
            "real piece of work, and the mentor keeps their hands off the keyboard.\n\n"
            "Stop where it gets stuck, and write down the step in the partner’s own words.\n\n"
            "Try it three times before you meet again."
        ),
    ),
    WeekText(
        _("What experience adds"),
        _(
            "Begin with what happened on the three tries.\n\n"
            "Then turn it round: the partner tells of a customer they have kept for years. What did they notice that "
            "no tool would have shown? Let the mentor say where the new way would have helped, and where it would have "
            "done harm."
        ),
    ),
    WeekText(
        _("Passing it on"),
        _(
            "The partner shows the second thing to the mentor, as if to a colleague who has never seen it.\n\n"
            "What should the team know of this, and who tells it? Agree on one thing the company could make easier, "
            "and whom to tell.\n\n"
            "Say what each of you thought of the other’s way of working before, and what you think now."
        ),
    ),
)

REVERSE = Pattern(
    key="reverse",
    shape=shapes.REVERSE,
    name=_("Reverse"),
    summary=_(
        "Those who came last advise those who have long been here: new tools, new customers, fresh eyes. Experience "
        "flows back the other way. Pairs are made by years in the company, never by age."
    ),
    source=_(
        "Often told of, and so far without a comparison group: a well-known figure of 96 % who stayed rests on one "
        "group of 77 people and nobody to compare them with. Drawn by lot, yours would say more."
    ),
    purpose="culture",
    purpose_text=_(
        "Those who joined lately know things that those who have been here for years do not, and the other way round. "
        "For four weeks you meet once a week and learn from each other, in working time. We start in two groups, "
        "drawn by lot, to see whether it helps."
    ),
    participation="voluntary",
    eligibility=Eligibility(),
    others_start_after_weeks=12,
    wish=_(
        "Would you like a mentor who joined lately? You would meet once a week for four weeks, half an hour each time, "
        "in working hours, to try new ways of working together. A draw by lot decides who of those who say yes starts "
        "now. Yes or no: it has no bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
