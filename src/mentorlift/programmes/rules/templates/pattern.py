"""What a template consists of. Texts are translated when a programme is made from it, and are its own from then on."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.shapes import Shape

Text = str | Promise


@dataclass(frozen=True, slots=True)
class WeekText:
    """The guide of one week and the planned minutes of its meeting."""

    title: Text
    guide: Text
    minutes: int = 30


@dataclass(frozen=True, slots=True)
class QuestionText:
    """One question of the sheet: `side` protege, mentor or both; `from_week` is the first week it is asked."""

    side: str
    kind: str
    text: Text
    hint: Text = ""
    from_week: int = 1


@dataclass(frozen=True, slots=True)
class Pattern:
    """Defaults of a programme. Every one of them can be changed before the programme is opened."""

    key: str
    shape: Shape
    name: Text
    summary: Text
    source: Text  # where the shape comes from, with what was seen there
    purpose: str
    purpose_text: Text
    participation: str
    eligibility: Eligibility
    others_start_after_weeks: int | None
    wish: Text
    weeks: tuple[WeekText, ...]
    questions: tuple[QuestionText, ...]


FURTHER_WEEK = WeekText(
    _("Carry on"),
    _(
        "Begin with what happened since the last meeting. Take the one thing that matters most now, look at one real "
        "case of it together, and agree on one small thing to try before you meet again."
    ),
)


def guide_of(pattern: Pattern, number: int) -> WeekText:
    """The guide of week `number`; past the template's last week a plain one that always fits."""
    return pattern.weeks[number - 1] if number <= len(pattern.weeks) else FURTHER_WEEK
