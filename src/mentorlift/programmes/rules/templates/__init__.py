"""The four templates a programme can begin from."""

from mentorlift.programmes.rules.templates.horizontal import HORIZONTAL
from mentorlift.programmes.rules.templates.onboarding import ONBOARDING
from mentorlift.programmes.rules.templates.pattern import Pattern, QuestionText, WeekText, guide_of
from mentorlift.programmes.rules.templates.reverse import REVERSE
from mentorlift.programmes.rules.templates.worksheet import WORKSHEET

TEMPLATES = {pattern.key: pattern for pattern in (ONBOARDING, WORKSHEET, HORIZONTAL, REVERSE)}

__all__ = ["TEMPLATES", "Pattern", "QuestionText", "WeekText", "guide_of"]
