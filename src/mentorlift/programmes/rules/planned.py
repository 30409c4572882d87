"""How many people each group of the comparison will have, as planned: before the draw, and before anybody was asked."""

from dataclasses import dataclass

from mentorlift.science.lottery.drawing import in_proportion

YES_PERCENT = 30  # of those asked, while nobody has said otherwise: an assumption, and the pages say that it is one


@dataclass(frozen=True, slots=True)
class Planned:
    """People mentored now and people later, of those who are compared.

    `places`: people mentored now in all. Of `asked` people `yes_percent` say yes. Where only those who say yes take
    part, they are compared; where others take part without being asked (`beside`), it is these.
    """

    mentored: int
    later: int
    places: int
    asked: int = 0
    yes_percent: int = YES_PERCENT
    beside: bool = False

    @property
    def people(self) -> int:
        return self.mentored + self.later

    @property
    def share_yes(self) -> float:
        return self.yes_percent / 100


def planned_of(
    participation: str, people: int, *, places: int | None, unasked: int | None = None, yes_percent: int = YES_PERCENT
) -> Planned:
    """Of one intake of `people`; `places` is None for half of those drawn, `unasked` None until a lot has split it.

    `participation`: a value of `Participation`.
    """
    compared = {"mandatory": people, "voluntary": 0}.get(participation, people // 2 if unasked is None else unasked)
    asked = people - compared
    yes = round(asked * yes_percent / 100)
    drawn = compared + yes
    most = min(drawn // 2 if places is None else places, max(drawn - 1, 0))
    beside = bool(compared and asked)
    here = compared if beside else drawn
    mentored = in_proportion({"here": here, "beside": drawn - here}, most)["here"] if drawn else 0
    return Planned(mentored, here - mentored, most, asked, yes_percent, beside)
