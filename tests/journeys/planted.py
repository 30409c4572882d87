"""Half a year of the new people's revenue with a difference that is really there, made from the draw alone."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

GAIN = 1.30  # of those mentored, from the first day
WILLING = 1.40  # of those who said yes, mentored or not: what the usual report takes for an effect
AT_LEAST, AT_MOST = 12, 50  # percent that any draw of these people can show
DAYS = 182


@dataclass(frozen=True, kw_only=True)
class HalfYear:
    """Who was hired when, said yes, is mentored; and the last day of those who left, in days since the first."""

    first_day: date
    people: list[dict[str, str]]
    yes: Collection[str]
    mentored: Collection[str]
    left: dict[str, int] = field(default_factory=dict)

    def rows(self) -> list[dict[str, str]]:
        """A row a working day and person, by name, until the last day."""
        found = []
        for day in range(DAYS):
            on = self.first_day + timedelta(days=day)
            if on.weekday() < 5:
                present = [one for one in self.people if day <= self.left.get(one["Name"], DAYS)]
                found += [self._row(person, day, on) for person in present]
        return found

    def leavers_marked(self, people: list[dict[str, str]]) -> list[dict[str, str]]:
        """The file of people with the last day of those who left."""
        last = {name: (self.first_day + timedelta(days=day)).isoformat() for name, day in self.left.items()}
        return [{**person, "Left": last.get(person["Name"], person["Left"])} for person in people]

    def _row(self, person: dict[str, str], day: int, on: date) -> dict[str, str]:
        number = int(person["Personnel no"])
        sold = (number + day) % 4
        level = 0.95 + 0.1 * (37 * number % 48) / 47  # people differ by a tenth at most
        level *= min(1.0, 0.5 + day / 120)  # and grow for two months
        level *= WILLING if person["Name"] in self.yes else 1
        level *= GAIN if person["Name"] in self.mentored else 1
        return {
            "person_id": str(number),
            "date": on.isoformat(),
            "revenue": f"{80 * sold * level:.2f}",
            "calls": str(20 + (number + 3 * day) % 9),
            "sales": str(sold),
            "currency": "EUR",
        }
