"""Which column of somebody's file holds which of our fields: a first guess, and what is better not kept."""

import re
from collections.abc import Collection, Iterable

FIELDS = (
    "person_id",
    "name",
    "first_name",
    "last_name",
    "email",
    "hired_on",
    "exited_on",
    "team",
    "site",
    "role",
    "manager_id",
    "working_share",
    "languages",
    "working_hours",
)
LEAVE_FIELDS = ("person_id", "from", "to")
REQUIRED = ("person_id", "name")

KNOWN_AS = {
    "person_id": "id personid employeeid employeenumber staffid staffnumber personnelnumber personalnummer personalnr"
    " wwid number",
    "name": "name fullname displayname employeename",
    "first_name": "firstname givenname forename vorname",
    "last_name": "lastname surname familyname nachname",
    "email": "email emailaddress mail workemail youremail",
    "hired_on": "hiredon hiredate hired startdate dateofhire entrydate eintritt eintrittsdatum",
    "exited_on": "exitedon exitdate enddate leavingdate terminationdate lastday austritt austrittsdatum",
    "team": "team department organisation group class trainingclass abteilung",
    "site": "site location office standort",
    "role": "role jobtitle position job title funktion",
    "manager_id": "managerid manager supervisorid supervisor reportsto linemanager vorgesetzter vorgesetzte chef",
    "working_share": "workingshare fte parttime share beschaeftigungsgrad",
    "languages": "languages language sprachen",
    "working_hours": "workinghours hours arbeitszeit",
    "from": "from start startdate firstday von",
    "to": "to end until enddate lastday bis",
}

# What would name or describe a person where only working facts belong, or must not weigh in any decision here.
SENSITIVE = re.compile(
    r"name|mail|phone|mobile|address|street|birth|age$|^age|gender|sex$|ethnic|origin|nationality|religion|disab|health|"
    r"salary|iban|tax|identity|characteristic|biograph|comment|note|password|revenue",
    re.IGNORECASE,
)


def guessed(columns: Iterable[str], fields: Collection[str] = FIELDS) -> dict[str, str]:
    """field -> column for every column whose name says what it is; each column serves once."""
    found: dict[str, str] = {}
    for field in fields:
        names = {_plain(field), *KNOWN_AS[field].split()}
        for column in columns:
            if _plain(column) in names and column not in found.values():
                found[field] = column
                break
    if "person_id" in fields and "person_id" not in found and "email" in found:
        found["person_id"] = found["email"]  # an address serves where there is no id
    return found


def worth_keeping(columns: Iterable[str], mapping: dict[str, str]) -> list[str]:
    """Further columns that may be kept as attributes: neither mapped nor sensitive by their name."""
    return [name for name in columns if name not in mapping.values() and not SENSITIVE.search(name)]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
