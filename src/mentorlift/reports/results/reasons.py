"""Why the engine has no figure, left rows out or gave a grade: its own sentences, made translatable.

The engine speaks English and knows no page. Each of its sentences stands here once, its values as places; a test finds
one that is missing. Where a sentence has a word of the statistician the page says another: PLAINER.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

SENTENCES = (
    _("a group of fewer than 5 people is not shown"),
    _("nobody has mentored yet"),
    _("the figures lie in another database, which gives sums, and this needs each day of each person"),
    _("the figures lie in another database, which adds up the days of several people"),
    _("%(n)s person-periods are too few for a model with %(k)s terms"),
    _("the starts have no dates, so who began before whom is not known"),
    _("nobody has a day on which mentoring began"),
    _("nobody has figures from before their mentoring began"),
    _("everybody began at the same time, so nobody is left to compare with"),
    _("nobody has a value"),
    _("nothing is known of these people that could differ between the groups"),
    _("nobody has figures from before the start"),
    _("nobody has figures in two pieces of the time before the start"),
    _("the mean of those starting later is not above zero, so a percentage has no meaning"),
    _("the errors would rest on less than one degree of freedom"),
    _("nobody has completed day %(day)s: the data reach day %(last)s of anybody's time"),
    _("those starting later were mentored from day %(day)s, before the window ends on day %(last)s"),
    _("those starting later were mentored from day %(day)s on, before day %(last)s"),
    _("nobody is in the group %(name)s"),
    _("nobody of the group %(name)s is in this window"),
    _("only %(n)s people or teams of the group %(name)s can be compared; at least %(least)s are needed"),
    _("only %(n)s people or teams of the group %(name)s can be compared"),
    _("only %(n)s people or teams of the group %(name)s have values in this window"),
    _("no sessions are recorded"),
    _("the sessions of %(n)s mentored people are unknown, which is not none"),
    _("the draw did not change who met a mentor"),
    _("everybody has the same value, so there is no variation to judge by"),
    _("a threshold of %(n)s meetings does not do: the draw acts on people below it too"),
    _("%(n)s people or teams of one group have completed the window; %(least)s in each are needed"),
    _("within the groups everybody has the same total"),
    _("the numbers give no finite value"),
    _("there is no early difference to compare with"),
    _("fewer than 5 people of one group, so it is not shown"),
    _("beside the others it would tell of a group of fewer than 5 people, so it is not shown"),
    _("fewer than two groups have a figure that can be shown"),
    _("starts have no dates"),
    _("too few people began last or never, so there is nobody to compare with"),
    _("no group and reference have figures in this window and just before their beginning"),
    _("some periods share no person, so what lies between them is not known"),
    _("on no working day of the window are people of both groups at work"),
    _("the estimates repeat each other, so they cannot be tested together"),
    _("too few people to test so many estimates together"),
    _("chances are so unlike that one group counts as only %(n)s people; %(least)s in each are needed"),
    _("the smaller group has %(n)s people; at least %(least)s in each are needed"),
    _(
        "the curves of staying cross on day %(day)s: first more of %(more)s stay, over the whole window more "
        "of %(fewer)s"
    ),
    _("no group that was drawn together has people of both sides whose stay is observed"),
    _("there are too few people to tell what %(k)s columns explain"),
    _("people are followed to day %(last)s only, not to day %(day)s"),
    _("%(n)s people are too few for a model with %(k)s terms"),
    _("some characteristics repeat each other or the groups that were drawn together"),
    _("nobody has left while both groups were at risk"),
    _("the numbers give no ratio with a finite interval"),
    _("some predictors repeat each other"),
    _("no finite odds ratio fits: a predictor tells everybody's answer"),
    _("who got which mentor was not left to chance, so mentors cannot be told from protégés"),
    _("%(n)s mentors have two protégés or more in this window; it takes %(least)s"),
    _("no mentor has sales of their own in the figures"),
    _("only %(n)s mentors and %(m)s colleagues of the same places have sales before and during"),
    _("the protégés of each mentor bring in the same, so there is nothing to judge by"),
    _("nobody was drawn into the programme"),
    _("the hazard ratio has no finite value: one group always leaves after the other"),
    _("up to day %(day)s people have left in one group only"),
    _("the total of one group is not above zero, so a ratio of totals has no meaning"),
    _("nobody has values and all characteristics in this window"),
    _("nobody has values after the start in this window"),
    _("no period of the window holds both %(one)s and %(two)s"),
    _("the untreated mean is not above zero, so a percentage has no meaning"),
    _("there are %(n)s drawn pairs; %(least)s are needed"),
    _("the drawn pairs count as %(n)s; %(least)s are needed"),
    _("no group that was drawn together has people of every side"),
    _("an outcome is missing"),
    _("a pair that was drawn has the logged probability 0"),
    _("%(share)s percent of the pairs of the other way could not have been drawn"),
    _("none of the drawn pairs is one that the other way makes"),
    _("a %(name)s probability is missing or not between 0 and 1"),
    _(
        "what else could have been drawn is not known: there is no draw file, or this plan leaves out a "
        "group that the draw had in view"
    ),
    _("what stands below the line is not above zero in both groups"),
    _("without one person or team the total of one group would not be above zero, so nothing tells how sure it is"),
    _("nobody is in this window"),
    _("everybody has the same total, so there is no variation to judge by"),
    _("within each group everybody has stayed to day %(day)s, or nobody has"),
    _("no working day is without a row"),
    _("the plan itself limits a day to %(limit)s"),
    _("there are no days to cut"),
    _("nothing that was known before the start can be taken into account"),
    _("the list does not say who works in which team"),
    _("a team has more than %(n)s people"),
    _("the lottery is too small to rule anything out"),
    _("the groups were not drawn and are not compared as they are"),
    _("the planned window is too short to be cut"),
    _("the figures gathered for this plan end on day %(day)s"),
    _("the total value is not known"),
    _("only %(n)s people without a mentor have team mates in the draw"),
    _("every team has the same share"),
    _("every team has the same share: whole teams were drawn"),
    _("the roster does not say who works in which team"),
    _("no group has three people with figures after and just before its beginning, while three others wait"),
    _("there are %(n)s people among those who met a mentor in this window"),
    _("there are %(n)s people among those who did not say yes in this window"),
    _("there are %(n)s people among the rest of the mentored group in this window"),
    _("only those who said yes were drawn, and nobody without being asked"),
    _("everybody said the same, so there is nobody to tell apart"),
    _("nobody was asked whether they want a mentor"),
    _("fewer than %(n)s people of one answer have a value"),
    _("everybody has the same value"),
    _("fewer than %(n)s people gave one of the answers"),
    _("person not in the roster"),
    _("person in a group that the plan leaves out"),
    _("person who objected to being measured"),
    _("day before hire"),
    _("day from the exit on"),
    _("day after the data are observed"),
    _("nobody was drawn, so those compared may have differed from the start"),
    _("nobody was drawn, and there is no time before the start by which the groups could be compared"),
    _("there is a comparison group, but nobody was drawn"),
    _("the groups started at different times, but not by a draw"),
    _("deviation from the plan: %(text)s"),
    _("drawn by lot, but the draw file is missing, so nobody can repeat the draw"),
    _("who starts when was drawn by lot, the draw verifies, analysed as planned"),
    _("drawn by lot, the draw verifies, analysed as planned"),
    _("the groups moved apart before the start (p = %(p)s)"),
    _("the groups moved apart before the start (p = %(p)s)"),
    _("it was not asked"),
)
# The engine's sentence -> the one of SENTENCES that is said for it.
PLAINER = {
    ("the figures stay on the engine, which gives sums, and this needs each day of each person: analyse a file"): (
        "the figures lie in another database, which gives sums, and this needs each day of each person"
    ),
    ("the figures stay on the engine, and it compares people whose days were added up together with others"): (
        "the figures lie in another database, which adds up the days of several people"
    ),
    "the control mean is not above zero, so a percentage has no meaning": (
        "the mean of those starting later is not above zero, so a percentage has no meaning"
    ),
    "controls were mentored from day %(day)s, before the window ends on day %(last)s": (
        "those starting later were mentored from day %(day)s, before the window ends on day %(last)s"
    ),
    "controls were mentored from day %(day)s on, before day %(last)s": (
        "those starting later were mentored from day %(day)s on, before day %(last)s"
    ),
    (
        "only %(n)s people or clusters of the group %(name)s can be compared; below %(least)s only "
        "randomisation inference answers"
    ): ("only %(n)s people or teams of the group %(name)s can be compared; at least %(least)s are needed"),
    "only %(n)s people or clusters of the group %(name)s can be compared": (
        "only %(n)s people or teams of the group %(name)s can be compared"
    ),
    "only %(n)s people or clusters of the group %(name)s have values in this window": (
        "only %(n)s people or teams of the group %(name)s have values in this window"
    ),
    "a threshold of %(n)s sessions breaks the exclusion: being drawn acts on people below it too": (
        "a threshold of %(n)s meetings does not do: the draw acts on people below it too"
    ),
    "%(n)s people or groups of a group have completed the window; a sequence needs %(least)s in each": (
        "%(n)s people or teams of one group have completed the window; %(least)s in each are needed"
    ),
    "chances are so unlike that a group counts as %(n)s people; %(least)s in each are needed": (
        "chances are so unlike that one group counts as only %(n)s people; %(least)s in each are needed"
    ),
    "fewer than 5 people of a group, so it is not shown": "fewer than 5 people of one group, so it is not shown",
    "too few people began last or never, so the regression has nobody to refer to": (
        "too few people began last or never, so there is nobody to compare with"
    ),
    "the smaller group has %(n)s people; trimming needs at least %(least)s per group": (
        "the smaller group has %(n)s people; at least %(least)s in each are needed"
    ),
    (
        "the staying curves cross: over the window %(fewer)s stay longer, on day %(day)s %(more)s do; bounds "
        "need one direction"
    ): (
        "the curves of staying cross on day %(day)s: first more of %(more)s stay, over the whole window more "
        "of %(fewer)s"
    ),
    "no stratum has people of both groups whose stay is observed": (
        "no group that was drawn together has people of both sides whose stay is observed"
    ),
    "no stratum has people of every group, so there is no regression of all groups": (
        "no group that was drawn together has people of every side"
    ),
    "some covariates repeat each other or the strata": (
        "some characteristics repeat each other or the groups that were drawn together"
    ),
    "a group's total is not above zero, so a ratio of totals has no meaning": (
        "the total of one group is not above zero, so a ratio of totals has no meaning"
    ),
    "without one person or team a group's total would not be above zero, so nothing tells how sure it is": (
        "without one person or team the total of one group would not be above zero, so nothing tells how sure it is"
    ),
    "nobody has values and all covariates in this window": ("nobody has values and all characteristics in this window"),
    "%(share)s % of the pairs of the other way could not have been drawn": (
        "%(share)s percent of the pairs of the other way could not have been drawn"
    ),
    (
        "what else could have been drawn is not known: there is no draw file, or the draw was accepted with "
        "a group in view that this plan leaves out"
    ): (
        "what else could have been drawn is not known: there is no draw file, or this plan leaves out a "
        "group that the draw had in view"
    ),
    "only %(n)s focal people without a mentor have team mates in the draw": (
        "only %(n)s people without a mentor have team mates in the draw"
    ),
    "there are %(n)s people among takers in this window": (
        "there are %(n)s people among those who met a mentor in this window"
    ),
    "there is no branch in which everybody was drawn: only those who said yes were": (
        "only those who said yes were drawn, and nobody without being asked"
    ),
    "person in a group the plan ignores": "person in a group that the plan leaves out",
    "the groups moved apart before the start in the %(branch)s branch (p = %(p)s)": (
        "the groups moved apart before the start (p = %(p)s)"
    ),
}
NAMES = {"mentored": _("those mentored now"), "later": _("those starting later")}
_PLACE = re.compile(r"%\((\w+)\)s")


def plain_why(reason: str) -> str:
    """A sentence of the engine in the language and the plain words of the page; one it does not know stays as it is."""
    said = re.sub(r"\barm(s?)\b", r"group\1", re.sub(r"\ban arm\b", "a group", reason))
    for pattern, sentence in _patterns():
        if found := pattern.fullmatch(said):
            values = {name: gettext(NAMES[text]) if text in NAMES else text for name, text in found.groupdict().items()}
            return gettext(sentence) % values if values else gettext(sentence)
    return said


@lru_cache(maxsize=1)
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    both = (*PLAINER.items(), *((text, text) for text in SENTENCES))
    return [(re.compile(_pattern(text)), sentence) for text, sentence in both]


def _pattern(text: str) -> str:
    """A regular expression for the sentence, whatever stands in its places."""
    parts = _PLACE.split(text)  # text, name, text, name, ..., text
    return "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
