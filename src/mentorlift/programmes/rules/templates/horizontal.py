"""Horizontal pairs: colleagues of the same level from different teams, so that what one team knows reaches another."""

from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules import shapes
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.templates.pattern import Pattern, WeekText
from mentorlift.programmes.rules.templates.worksheet import QUESTIONS

WEEKS = (
    WeekText(
        _("How your team works"),
        _(
            "Show each other an ordinary day: where customers come from, what a good week looks like, what nobody "
            "outside would guess.\n\n"
            "Note one thing the other team does that surprises you, and ask why they do it that way.\n\n"
            "Agree on what each of you would like to bring home from these weeks."
        ),
    ),
    WeekText(
        _("Sitting beside each other"),
        _(
            "Listen in for half an hour, in the room or on the line, and then swap. Watch for one thing only: the one "
            "your partner asked you to watch for.\n\n"
            "Say what you saw before you say what you think. Then choose one thing to try in your own team, and tell "
            "your partner how you will know whether it works."
        ),
        60,
    ),
    WeekText(
        _("A problem neither has solved"),
        _(
            "Begin with what you tried: what happened?\n\n"
            "Then bring one problem each that your own team has stopped discussing. The other asks questions for ten "
            "minutes and gives no advice. Only then: what would your team do?\n\n"
            "Decide who else should hear of it."
        ),
    ),
    WeekText(
        _("Taking it home"),
        _(
            "Choose the one practice that deserves to travel. Write it down in five sentences, so that a colleague "
            "could try it tomorrow.\n\n"
            "Look back: what did you learn about your own work by explaining it? Say what you would do differently if "
            "you began again.\n\n"
            "Leave the door open: when may you call each other?"
        ),
    ),
)

HORIZONTAL = Pattern(
    key="horizontal",
    shape=shapes.HORIZONTAL,
    name=_("Horizontal pairs"),
    summary=_(
        "Colleagues on the same level, from different teams. What one team has learned reaches the next, and people "
        "know somebody to call beyond their own corner."
    ),
    source=_(
        "Peers who do the same work and are not in one another’s line of reporting can speak openly. The shape of the "
        "weeks follows the worksheet experiment; for pairs across teams there is no experiment yet that we know of. "
        "Yours would be one."
    ),
    purpose="culture",
    purpose_text=_(
        "Our teams solve the same problems without knowing of each other. For four weeks you and a colleague from "
        "another team look at each other’s work and take home what helps. We start in two groups, drawn by lot, to "
        "see what it brings."
    ),
    participation="voluntary",
    eligibility=Eligibility(),
    others_start_after_weeks=12,
    wish=_(
        "Would you like to be paired with a colleague from another team? You would meet once a week for four weeks, "
        "in working hours, and look at each other’s work. A draw by lot decides who of those who say yes starts now. "
        "Yes or no: it has no bearing on how your work is judged."
    ),
    weeks=WEEKS,
    questions=QUESTIONS,
)
