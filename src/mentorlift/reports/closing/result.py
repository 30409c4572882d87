"""What came of a programme in two sentences, for whoever took part: with its interval, or that it cannot be told."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from mentorlift.experiments.models import Analysis
from mentorlift.experiments.queries import answer_for_everybody
from mentorlift.programmes.models import FrozenPlan, Programme
from mentorlift.reports.results.page import GRADES, sentence
from mentorlift.reports.results.reasons import plain_why

CANNOT_BE_TOLD = ("too_few", "not_estimable")


@dataclass(frozen=True, slots=True)
class Result:
    """`sentence` and `more` belong together; `sure` says how far they can be believed, "" while nothing is known."""

    sentence: str
    more: str
    sure: str
    is_known: bool

    @property
    def words(self) -> str:
        return " ".join(part for part in (self.sentence, self.more) if part)


def result_of(programme: Programme) -> Result:
    """In the language in force. The sentences are those of the results page."""
    analysis = answer_for_everybody(programme)
    plan = FrozenPlan.objects.filter(programme=programme).first()
    if plan is None:
        text = _("What it did cannot be told: nobody said before what would be measured.")
        return Result(text, "", "", is_known=False)
    if analysis is None:
        return _not_yet(plan.answer_due_on)
    return _told(analysis, programme)


def _not_yet(due_on: date) -> Result:
    text = _("What it did is not known yet: the answer comes on %(day)s.") % {"day": date_format(due_on, "j F Y")}
    return Result(text, _("Until then nobody compares the two groups."), "", is_known=False)


def _told(analysis: Analysis, programme: Programme) -> Result:
    found = sentence(analysis, programme)
    begin = _("It cannot be told.") + " " if found.kind in CANNOT_BE_TOLD else ""
    figure = f" {found.figure}{found.after}" if found.figure else ""
    return Result(
        sentence=f"{begin}{found.before}{figure}",
        more=plain_why(found.lede),
        sure=GRADES[analysis.grade](),
        is_known=True,
    )
