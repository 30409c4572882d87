"""The rules among the protégés of one circle."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CircleRules:
    """A circle has from `least` to `most` protégés, no more than its mentor has places. No two of them have the same
    value in a field of `apart` (a missing value is equal to nothing), and with `not_in_line`, a field of managers, none
    is above another in the reporting line at any distance.

    `begun`: (mentor, protégés) of circles that exist outside the pool; those placed join them, and count with them.
    Whom the rules among members bar from these is for the rules of the policy to say.
    """

    least: int = 2
    most: int = 6
    apart: tuple[str, ...] = ()
    not_in_line: str = ""
    begun: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        if not 1 <= self.least <= self.most:
            raise ValueError("a circle has one protégé or more, and the least is not above the most")

    def fields(self) -> list[tuple[str, str, str]]:
        """(side, field, type) that the pool must have, as Policy.fields."""
        named = [("protege", name, "text") for name in self.apart]
        return [*named, ("both", self.not_in_line, "manager")] if self.not_in_line else named
