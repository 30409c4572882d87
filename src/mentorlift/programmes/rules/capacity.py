"""How many people mentors have room for, when some places are kept back for mentors who drop out. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Capacity:
    """Places as they are on a day: `confirmed` by `mentors`, of which `reserve_percent` are kept back; `given` are
    those of people drawn before, whether paired already or still waiting for a mentor."""

    confirmed: int
    mentors: int
    reserve_percent: int
    given: int = 0

    @property
    def after_reserve(self) -> int:
        """Whole places; the reserve is rounded up."""
        return self.confirmed * (100 - self.reserve_percent) // 100

    @property
    def usable(self) -> int:
        """How many a draw can give away."""
        return max(0, self.after_reserve - self.given)

    def missing(self, asked: int) -> int:
        """The fewest further places with which `asked` people could be drawn; 0 where they can."""
        if asked <= self.usable:
            return 0
        needed = (asked + self.given) * 100
        return -(-needed // (100 - self.reserve_percent)) - self.confirmed
