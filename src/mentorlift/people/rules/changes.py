"""What taking a file over would do to each person: added, returned, moved, changed, ended, or nothing."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from mentorlift.files.people import Person

POST_FIELDS = ("team", "site", "role", "manager_id", "working_share")
ADDED, RETURNED, MOVED, CHANGED, ENDED = "added", "returned", "moved", "changed", "ended"
KINDS = (ADDED, RETURNED, MOVED, CHANGED, ENDED)
Shown = str | float | dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """One person as the directory has them: the last employment and the last post."""

    person_id: UUID
    code: str
    name: str
    email: str
    hired_on: dt.date
    exited_on: dt.date | None
    post_from: dt.date
    team: str = ""
    site: str = ""
    role: str = ""
    manager_id: str = ""  # the manager's code
    working_share: float = 1.0
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that changes, as it was and as it will be."""

    kind: str
    field: str
    old: Shown
    new: Shown


@dataclass(frozen=True, slots=True)
class Change:
    """All that happens to one person; nothing where `differences` is empty and the person is not new."""

    person: Person
    present: Present | None
    attributes: dict[str, str]
    differences: tuple[Difference, ...]

    @property
    def kinds(self) -> set[str]:
        return {difference.kind for difference in self.differences}

    def new(self, name: str) -> Shown:
        """The value a field will have: the file's where it differs, else the present one."""
        for difference in self.differences:
            if difference.field == name:
                return difference.new
        return getattr(self.present, name) if self.present else None


def change_of(person: Person, present: Present | None, given: Collection[str], kept: Collection[str]) -> Change:
    """Compares a row with the directory. Only fields `given` by the file count; an empty cell empties the field.

    `kept` are the further columns to keep as attributes.
    """
    attributes = {name: person.attributes[name] for name in kept if person.attributes.get(name)}
    if "languages" in given and person.languages:
        attributes["languages"] = "|".join(person.languages)
    if "working_hours" in given and person.working_hours:
        attributes["working_hours"] = person.working_hours
    if present is None:
        return Change(person, None, attributes, (Difference(ADDED, "hired_on", None, person.hired_on),))
    owned = {*kept, *({"languages", "working_hours"} & set(given))}
    attributes = {name: text for name, text in present.attributes.items() if name not in owned} | attributes
    differences = [
        *_employment(person, present, given),
        *_identity(person, present, given),
        *_post(person, present, given),
    ]
    if attributes != present.attributes:
        changed = sorted(name for name in owned if attributes.get(name) != present.attributes.get(name))
        differences += [
            Difference(CHANGED, name, present.attributes.get(name, ""), attributes.get(name, "")) for name in changed
        ]
    return Change(person, present, attributes, tuple(differences))


def is_return(person: Person, present: Present) -> bool:
    """Whether a row tells of a new employment after an earlier one ended."""
    return bool(present.exited_on and person.hired_on and person.hired_on >= present.exited_on > present.hired_on)


def managers_after(changes: Collection[Change], present: Mapping[str, Present]) -> dict[str, str]:
    """Everybody's manager by code once the file has been taken over."""
    managers = {code: one.manager_id for code, one in present.items() if one.manager_id}
    for change in changes:
        boss = change.new("manager_id") if change.present else change.person.manager_id
        managers.pop(change.person.person_id, None)
        if boss:
            managers[change.person.person_id] = str(boss)
    return managers


def _employment(person: Person, present: Present, given: Collection[str]) -> list[Difference]:
    if "hired_on" in given and is_return(person, present):
        found = [Difference(RETURNED, "hired_on", present.exited_on, person.hired_on)]
        if person.exited_on:
            found.append(Difference(ENDED, "exited_on", None, person.exited_on))
        return found
    found = []
    if "hired_on" in given and person.hired_on != present.hired_on:
        found.append(Difference(CHANGED, "hired_on", present.hired_on, person.hired_on))
    if "exited_on" in given and person.exited_on != present.exited_on:
        kind = ENDED if person.exited_on else CHANGED
        found.append(Difference(kind, "exited_on", present.exited_on, person.exited_on))
    return found


def _identity(person: Person, present: Present, given: Collection[str]) -> list[Difference]:
    names = ["name"] if {"name", "last_name"} & set(given) else []
    names += ["email"] if "email" in given else []
    return [
        Difference(CHANGED, name, getattr(present, name), getattr(person, name))
        for name in names
        if getattr(person, name) != getattr(present, name)
    ]


def _post(person: Person, present: Present, given: Collection[str]) -> list[Difference]:
    found = []
    for name in POST_FIELDS:
        if name not in given:
            continue
        new = (person.working_share or 1.0) if name == "working_share" else getattr(person, name)
        if new != getattr(present, name):
            found.append(Difference(MOVED, name, getattr(present, name), new))
    return found
