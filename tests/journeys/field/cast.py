"""The few of a small company: eight who are new, nine who could mentor, two sales managers, and somebody outside."""

from datetime import date

from tests.journeys import small_company

NOW = 3  # of the six who say yes
LEADER, TRAINER, REFUSING, AGREEING = "Ulrike Brandt", "Jonas Petersen", "Marlene Voss", "Karim Haddad"
TRUSTED, REVIEWER = "Inga Thoma", "privacy@example.com"
OFFICER = "Dora Schutz"
FIRST_SELLER = 4  # the row after those who lead
FIRST_NEW = FIRST_SELLER + small_company.SELLERS
MENTORS = [small_company.NAMES[number] for number in range(9)]
# Nobody mentors under the own manager: with four of each site somebody is left whoever is drawn. The last says no.
NEW = [small_company.NAMES[small_company.SELLERS + number] for number in range(8)]
WILLING, DECLINING, SILENT = NEW[:6], NEW[6], NEW[7]


def people(today: date) -> list[dict[str, str]]:
    """Their rows as the people office has them."""
    all_of_them = small_company.people(today)
    outside = all_of_them[0] | {
        "Personnel no": "1005",
        "Name": TRUSTED,
        "E-mail": small_company.address(TRUSTED),
        "Team": "Works council",
        "Job": "works council",
    }
    sellers = all_of_them[FIRST_SELLER : FIRST_SELLER + len(MENTORS)]
    return [*all_of_them[:FIRST_SELLER], outside, *sellers, *all_of_them[FIRST_NEW : FIRST_NEW + len(NEW)]]


def sales(today: date) -> list[dict[str, str]]:
    """What the nine who could mentor have sold before."""
    codes = {str(2000 + number) for number in range(len(MENTORS))}
    return [row for row in small_company.sales(today) if row["person_id"] in codes]


def site_of(name: str, today: date) -> str:
    return next(row["Site"] for row in people(today) if row["Name"] == name)
