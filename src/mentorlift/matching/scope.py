"""The fields that matching reads in people, as they are put to those who approve a programme."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorlift.matching.models import MatchPolicy
from mentorlift.matching.rules import columns_of, content_of
from mentorlift.people.words import column_word
from mentorlift.programmes.models import Programme
from mentorlift.programmes.scope import Content, Part, register_part


def register() -> None:
    """Called in MatchingConfig.ready."""
    register_part(Part("matching", 40, gettext_lazy("Fields by which people are matched"), _fields, _policies))


def _policies(programmes: Sequence[Programme]) -> dict[UUID, MatchPolicy]:
    """The newest of each."""
    later = MatchPolicy.objects.filter(programme=OuterRef("programme"), version__gt=OuterRef("version"))
    return {one.programme_id: one for one in MatchPolicy.objects.filter(~Exists(later), programme__in=programmes)}


def _fields(_programme: Programme, newest: MatchPolicy | None) -> Content:
    if newest is None:
        return Content([], [_("none chosen yet; once they are, this is put to them again")])
    content = content_of(newest.toml)
    read = {column for entry in (*content.rules, *content.criteria) for column in columns_of(entry)}
    found = sorted(read | set(content.groups or ()))
    return Content(found, [column_word(name) for name in found] or [_("none: pairs are made by lot")])
