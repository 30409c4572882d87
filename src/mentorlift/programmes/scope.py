"""What an approval is of: purpose, people, fields, figures, readers. Upper rooms add the parts that they know.

A part is compared by its digest on every look, so that a change after the approval opens it again.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _

from mentorlift.programmes.models import Programme
from mentorlift.programmes.role_words import in_words_of
from mentorlift.programmes.rules.eligibility import Eligibility
from mentorlift.programmes.rules.problems import PROBLEM_AREAS
from mentorlift.programmes.timeline import Text

SHORT = 24


def are_words(lines: Sequence[Text]) -> bool:
    """Whether these are single words and names, read best one behind the other."""
    return len(lines) > 1 and all(len(str(line)) <= SHORT for line in lines)


@dataclass(frozen=True, slots=True)
class Content:
    """What one part says of a programme: `codes` are compared and the same in every language, `lines` are read."""

    codes: Sequence[str]
    lines: Sequence[Text]


def _nothing(_programmes: Sequence[Programme]) -> Mapping[UUID, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of what is approved. `read(programme, found)` says it and asks the database for nothing.

    `find(programmes)`: programme id -> what `read` needs besides the programme, with the same few queries for any
    number of programmes; `found` is None of those that are absent there.
    """

    key: str
    position: int
    title: Text
    read: Callable[[Programme, Any], Content]
    find: Callable[[Sequence[Programme]], Mapping[UUID, Any]] = _nothing


@dataclass(frozen=True, slots=True)
class PartNow:
    """A part as it stands: its digest and what a reader reads."""

    key: str
    title: Text
    digest: str
    lines: Sequence[Text]

    @property
    def are_words(self) -> bool:
        return are_words(self.lines)


_parts: dict[str, Part] = {}


def register_part(part: Part) -> None:
    """Add a part, or replace the one of the same key; called in an AppConfig.ready."""
    _parts[part.key] = part


def scope_of(programme: Programme) -> list[PartNow]:
    """Everything that is put to those who approve, in order."""
    return scopes_of([programme])[programme.id]


def scopes_of(programmes: Sequence[Programme]) -> dict[UUID, list[PartNow]]:
    """The `scope_of` each programme, by its id; as many queries for many as for one."""
    parts = sorted(_parts.values(), key=lambda one: (one.position, one.key))
    found = [(part, part.find(programmes)) for part in parts]
    scopes = {}
    for programme in programmes:
        with in_words_of(programme):
            scopes[programme.id] = [_now(part, part.read(programme, of.get(programme.id))) for part, of in found]
    return scopes


def _now(part: Part, content: Content) -> PartNow:
    text = json.dumps(list(content.codes), ensure_ascii=True, separators=(",", ":"))
    return PartNow(part.key, part.title, hashlib.sha256(text.encode()).hexdigest(), content.lines)


def digests(parts: Sequence[PartNow]) -> dict[str, str]:
    """Part -> digest, as an approval keeps it."""
    return {part.key: part.digest for part in parts}


def in_every_language(programme: Programme) -> dict[str, dict[str, list[str]]]:
    """Language -> part -> its lines, as an approval keeps what its approver could read."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = {part.key: [str(line) for line in part.lines] for part in scope_of(programme)}
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A part that is not as it was approved. `before`: what stood there then and does not now; `after`: the reverse.

    `before` is None where nobody had been asked about this part, or what it said then was not kept.
    """

    title: Text
    before: Sequence[str] | None
    after: Sequence[str]
    was_put: bool

    @property
    def before_are_words(self) -> bool:
        return are_words(self.before or ())

    @property
    def after_are_words(self) -> bool:
        return are_words(self.after)


def changed(
    covers: Mapping[str, str], said: Mapping[str, Mapping[str, Sequence[str]]], parts: Sequence[PartNow]
) -> list[Change]:
    """Every part that differs from what was approved; one nobody knew of then counts as changed.

    `covers`: the digests, and `said`: the lines by language, that the approval kept.
    """
    read = said.get(get_language() or "") or said.get(settings.LANGUAGE_CODE) or {}
    return [_change(part, part.key in covers, read) for part in parts if covers.get(part.key) != part.digest]


def _change(part: PartNow, was_put: bool, read: Mapping[str, Sequence[str]]) -> Change:
    after = [str(line) for line in part.lines]
    before = read.get(part.key) if was_put else None
    if before is None:
        return Change(part.title, None, after, was_put)
    gone, fresh = [line for line in before if line not in after], [line for line in after if line not in before]
    return Change(part.title, gone, fresh, was_put)


def register() -> None:
    """Called in ProgrammesConfig.ready."""
    register_part(Part("purpose", 10, gettext_lazy("Purpose"), _purpose))
    register_part(Part("people", 20, gettext_lazy("Whom it is for, and what is looked at in them"), _people))


def _purpose(programme: Programme, _found: None) -> Content:
    areas = sorted(programme.problem_areas)
    lines: list[Text] = [f"{programme.get_purpose_display()}: {programme.purpose_text}"]
    named = [str(title) for key, title in PROBLEM_AREAS if key in areas]
    if named:
        lines.append(_("What it is to help with: %(areas)s") % {"areas": ", ".join(named)})
    return Content([programme.purpose, programme.purpose_text, *areas], lines)


def _people(programme: Programme, _found: None) -> Content:
    asked = Eligibility.from_json(programme.eligibility)
    codes = [programme.participation, json.dumps(asked.to_json(), sort_keys=True)]
    lines: list[Text] = [programme.get_participation_display()]
    if asked.hired_within_days is not None:
        days = asked.hired_within_days
        text = ngettext("Day of hiring: the last %(n)d day", "Day of hiring: the last %(n)d days", days)
        lines.append(text % {"n": days})
    for title, values in ((_("Team"), asked.teams), (_("Site"), asked.sites), (_("Job"), asked.roles)):
        if values:
            lines.append(f"{title}: {', '.join(values)}")
    return Content(codes, lines)
