"""The role words of one programme's form, on its pages and in its letters."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from mentorlift.accounts import renaming
from mentorlift.accounts.rules import Forms
from mentorlift.programmes import links
from mentorlift.programmes.models import Cohort, MentorOffer, Programme, Wish
from mentorlift.programmes.rules.shapes import CLASSIC, Shape
from mentorlift.programmes.rules.templates import TEMPLATES

Finder = Callable[[Any], str | None]  # what stands in an address -> the template of its programme

_finders: dict[str, Finder] = {
    "programme_id": lambda one: Programme.objects.filter(id=one).values_list("template", flat=True).first(),
    "cohort_id": lambda one: Cohort.objects.filter(id=one).values_list("programme__template", flat=True).first(),
    "template": str,
    "token": lambda one: _template_of_letter(str(one)),
}


def register(parameter: str, finder: Finder) -> None:
    """A room whose addresses name something of a programme says how to find the programme's template."""
    _finders[parameter] = finder


def _template_of_letter(token: str) -> str | None:
    """Of the link in a letter: a wish or an invitation."""
    if (wish := links.wish_id(token)) is not None:
        return Wish.objects.filter(id=wish).values_list("cohort__programme__template", flat=True).first()
    if (offer := links.offer_id(token)) is None:
        return None
    return MentorOffer.objects.filter(id=offer).values_list("programme__template", flat=True).first()


def shape_of(template: str) -> Shape:
    """The form of a template."""
    pattern = TEMPLATES.get(template)
    return pattern.shape if pattern else CLASSIC


def words_of(template: str) -> dict[str, dict[str, Forms]]:
    """By language the words that are said instead of "mentor" and "protégé"; empty where these are said."""
    shape = shape_of(template)
    found: dict[str, dict[str, Forms]] = {}
    for role, word in (("mentor", shape.mentor), ("protege", shape.protege)):
        for language, forms in (word.in_languages() if word else {}).items():
            found.setdefault(language, {})[role] = forms
    return found


def in_words_of(programme: Programme) -> AbstractContextManager[None]:
    """Say every text in the words of the programme until the end of the block."""
    return renaming.within(words_of(programme.template))


def speak_as(programme_id: Any) -> None:
    """Say the words of this programme for the rest of the page: where it is named beside the address."""
    renaming.say(words_at({"programme_id": programme_id}))


def words_at(parameters: Mapping[str, Any]) -> dict[str, dict[str, Forms]]:
    """The words of the programme that an address leads to: one query where it leads to one."""
    for parameter, value in parameters.items():
        finder = _finders.get(parameter)
        if finder is not None:
            return words_of(finder(value) or "")
    return {}
