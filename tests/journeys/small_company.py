"""A company of 64 as its people office writes it down: two sites, two teams, mentors, a class that starts today."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Page

NEW = 48
SELLERS = 12
BOSS, TRAINER, HAMBURG, LEIPZIG = "1001", "1002", "1003", "1004"
TEAMS = {"Hamburg": HAMBURG, "Leipzig": LEIPZIG}
MANAGERS = ("Marlene Voss", "Karim Haddad")
NAMES = (Path(__file__).parent / "data" / "names.txt").read_text().splitlines()
COLUMNS = ["Personnel no", "Name", "E-mail", "Manager no", "Team", "Site", "Job", "Joined", "Left", "Share"]
COLUMNS += ["languages", "working_hours", "years_in_sales", "wants_to_learn", "strong_in", "performance"]


def address(name: str) -> str:
    return name.lower().replace(" ", ".") + "@example.com"


def people(today: date) -> list[dict[str, str]]:
    """One row a person, the columns as their own file names them."""
    long_ago = date(today.year - 6, 4, 1)
    rows = [
        _row(BOSS, "Ulrike Brandt", "", "Sales direction", "Hamburg", "sales director", long_ago),
        _row(TRAINER, "Jonas Petersen", BOSS, "Sales direction", "Hamburg", "head of sales training", long_ago),
        _row(HAMBURG, "Marlene Voss", BOSS, "Team Hamburg", "Hamburg", "sales manager", long_ago),
        _row(LEIPZIG, "Karim Haddad", BOSS, "Team Leipzig", "Leipzig", "sales manager", long_ago),
    ]
    for number in range(SELLERS + NEW):
        site = ("Hamburg", "Leipzig")[number % 2]
        is_new = number >= SELLERS
        row = _row(
            str(2000 + number),
            NAMES[number],
            TEAMS[site],
            f"Team {site}",
            site,
            "new hire" if is_new else "sales",
            today - timedelta(days=4) if is_new else long_ago - timedelta(days=90 * number),
        )
        topics = ("opening", "closing", "needs")
        row["languages"] = "de|en" if number % 3 else "de"
        row["years_in_sales"] = str(number % 4 if is_new else 6 + number % 5)
        row["wants_to_learn" if is_new else "strong_in"] = "|".join(sorted({topics[number % 3], topics[number % 2]}))
        row["performance"] = "" if is_new else f"{1 + number / 20:.2f}"
        rows.append(row)
    return rows


def faulty(today: date) -> list[dict[str, str]]:
    """The same people with four mistakes: rows 4, 9, 12 and 15 of the file."""
    rows = people(today)
    rows[2]["Manager no"] = rows[4]["Personnel no"]  # who reports to 1003: a circle
    rows[6]["Personnel no"] = rows[7]["Personnel no"]
    rows[10]["Joined"] = "sometime in spring"
    rows[13]["Left"] = "2001-01-31"
    return rows


def sales(today: date) -> list[dict[str, str]]:
    """Revenue, calls and sales of the experienced for sixty days; some days bring nothing."""
    found = []
    for back in range(60, 0, -1):
        day = today - timedelta(days=back)
        if day.weekday() > 4:
            continue
        for number in range(SELLERS):
            sold = (number * 7 + back * 5) % 4
            found.append(
                {
                    "person_id": str(2000 + number),
                    "date": day.isoformat(),
                    "revenue": f"{sold * (90 + 11 * (back % 7)):.2f}",
                    "calls": str(18 + (number + back) % 9),
                    "sales": str(sold),
                    "currency": "EUR",
                }
            )
    return found


def as_csv(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n", delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return "\ufeff".encode() + text.getvalue().encode()


def _row(code: str, name: str, boss: str, team: str, site: str, job: str, joined: date) -> dict[str, str]:
    first = [code, name, address(name), boss, team, site, job, joined.isoformat(), "", "1"]
    rest = ["de|en", "Europe/Berlin 09:00-17:30", "", "", "", ""]
    return dict(zip(COLUMNS, [*first, *rest], strict=True))


def name_the_columns(page: Page) -> None:
    """Say on the page which column of the file is what."""
    chosen = {
        "Id of the person": "Personnel no",
        "Full name": "Name",
        "E-mail address": "E-mail",
        "First day of work": "Joined",
        "Exit": "Left",
        "Team": "Team",
        "Site": "Site",
        "Role": "Job",
        "Id of the manager": "Manager no",
        "Working share (1 = full time)": "Share",
    }
    for field, column in chosen.items():
        page.get_by_role("combobox", name=field, exact=True).select_option(column)
