"""Who sits where: one window for each person, who takes up the invitation when first needed."""

from tests.journeys.walk.company import Company
from tests.journeys.window import Window


class Seats(dict[str, Window]):
    """Name -> window, at a phone unless somebody sat down elsewhere before."""

    def __init__(self, company: Company) -> None:
        super().__init__()
        self.company = company

    def __missing__(self, name: str) -> Window:
        self[name] = self.company.accepts(name, phone=True)
        return self[name]
