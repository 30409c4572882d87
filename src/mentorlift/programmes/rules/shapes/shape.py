"""What a form of mentoring consists of. A form is a named start of a policy with its words, not another engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

from mentorlift.accounts.rules import Forms

Text = str | Promise
Entry = Mapping[str, Any]  # a rule or a criterion as in policy.toml


@dataclass(frozen=True, slots=True)
class Word:
    """A role as one and as several: in English, and in German with its gender."""

    singular: str
    plural: str
    german: Forms

    def in_languages(self) -> dict[str, Forms]:
        """The forms by language."""
        return {"en": Forms(self.singular, self.plural), "de": self.german}

    @property
    def here(self) -> Forms:
        """The forms in the language in force."""
        return self.in_languages().get(get_language() or "en") or Forms(self.singular, self.plural)


@dataclass(frozen=True, slots=True)
class Shape:
    """One form. `rules` and `criteria` are where a programme's first policy starts; None = the usual ones.

    `mentor` and `protege` are said instead of these two words on the programme's screens and in its letters.
    """

    key: str
    name: Text
    reason: Text  # why this form, and what is known of it
    sides: Text  # who may be on which side
    rules: tuple[Entry, ...] | None = None
    criteria: tuple[Entry, ...] | None = None
    mentor: Word | None = None
    protege: Word | None = None
    circle: Entry | None = None  # where its own rules start, as [circle] of policy.toml
    rotates: bool = False  # other pairs every week among the same people

    @property
    def shared(self) -> bool:
        """A mentor meets all of theirs together."""
        return self.circle is not None


PARTNER = Word("partner", "partners", Forms("Partner", "Partner", "m"))
NOT_IN_LINE: Entry = {"kind": "not-in-line", "manager": "manager_id"}
A_LANGUAGE: Entry = {"kind": "shares-any", "field": "languages"}
SOME_HOURS: Entry = {"kind": "overlap-hours", "field": "working_hours", "at_least": 2}
WHAT_IS_WANTED: Entry = {"kind": "covers", "needs": "wants_to_learn", "offers": "strong_in", "weight": 5}
WHAT_THEY_SAY: Entry = {"kind": "covers", "needs": "wants_to_learn", "offers": "topics", "weight": 3}


def years_here(low: float, high: float) -> Entry:
    """The mentor has been here between so many years longer than the protégé; below zero: shorter."""
    return {"kind": "ahead", "field": "years_here", "difference": [low, high]}
