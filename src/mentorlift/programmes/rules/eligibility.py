"""Who a programme is for: hired lately, in these teams, at these sites, in these jobs. Nothing else can be asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


class Facts(Protocol):
    """What is looked at in one person on one day."""

    @property
    def hired_on(self) -> date: ...
    @property
    def exited_on(self) -> date | None: ...
    @property
    def team(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Empty tuples and None ask nothing. Age, gender and origin cannot be named, on purpose."""

    hired_within_days: int | None = None
    teams: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Eligibility":
        return cls(
            hired_within_days=kept.get("hired_within_days"),
            teams=_texts(kept.get("teams", ())),
            sites=_texts(kept.get("sites", ())),
            roles=_texts(kept.get("roles", ())),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "hired_within_days": self.hired_within_days,
            "teams": list(self.teams),
            "sites": list(self.sites),
            "roles": list(self.roles),
        }

    def admits(self, facts: Facts, *, on: date) -> bool:
        """True for somebody employed on the day `on` who meets every condition.

        "Hired within n days" counts tenure days: hired 30 days ago is within 30, hired on a later day is not yet.
        """
        employed = facts.hired_on <= on and (facts.exited_on is None or facts.exited_on > on)
        recent = self.hired_within_days is None or (on - facts.hired_on).days <= self.hired_within_days
        return (
            employed
            and recent
            and (not self.teams or facts.team in self.teams)
            and (not self.sites or facts.site in self.sites)
            and (not self.roles or facts.role in self.roles)
        )


def _texts(values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(sorted({str(value) for value in values}))
