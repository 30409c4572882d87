"""The templates a programme can begin from: each is a form of mentoring with weeks, questions and a purpose."""

from mentorlift.programmes.rules.templates.circle import CIRCLE
from mentorlift.programmes.rules.templates.cross_generation import CROSS_GENERATION
from mentorlift.programmes.rules.templates.horizontal import HORIZONTAL
from mentorlift.programmes.rules.templates.onboarding import ONBOARDING
from mentorlift.programmes.rules.templates.pattern import Pattern, QuestionText, WeekText, guide_of
from mentorlift.programmes.rules.templates.reverse import REVERSE
from mentorlift.programmes.rules.templates.rotating import ROTATING
from mentorlift.programmes.rules.templates.worksheet import WORKSHEET

TEMPLATES = {
    pattern.key: pattern for pattern in (ONBOARDING, CIRCLE, WORKSHEET, ROTATING, HORIZONTAL, CROSS_GENERATION, REVERSE)
}

__all__ = ["TEMPLATES", "Pattern", "QuestionText", "WeekText", "guide_of"]
