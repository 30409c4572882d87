"""Every address of the product, and who gets it. To whoever is not named it is not there at all."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.contracts.addresses_of_the_demo import arguments, asked_person, patterns, people_of_the_request
from tests.contracts.people_of_the_demo import NOBODY, STRANGER, account_of_person, clients, signed_in

pytestmark = pytest.mark.django_db

# Who asks: p and m are the pair asked about, s leads the protégé's team, P programme manager, L leader, A analyst,
# D administrator, V reviewer, t the trusted contact, x somebody mentored in another pair of the programme, w somebody
# asked for a wish, q who asked the mentor r, c who can still ask one (all three of another intake), - not signed in.
LETTER = {"protege": "p", "mentor": "m", "sales_manager": "s", "programme_manager": "P", "leader": "L", "analyst": "A"}
LETTER |= {"administrator": "D", "reviewer": "V", "trusted_contact": "t", STRANGER: "x", "asked": "w", NOBODY: "-"}
LETTER |= {"asking": "q", "requested": "r", "choosing": "c"}
EVERYBODY = "pmsPLADVxwqrct"
ANYBODY = EVERYBODY + "-"

# Pages and files: room -> who -> names.
READ: dict[str, dict[str, str]] = {
    "accounts": {ANYBODY: "accept_invitation demo", "D": "user users words"},
    "audit": {"DV": "records"},
    "draws": {"PLADV": "archive cohort ledger list", "px": "own", ANYBODY: "public record listing"},
    "experiments": {
        "PLA": "harm figures",
        "PLAV": "measure",
        "P": "crossover early_start exceptions ledger",
        "PA": "deviation",
    },
    "jobs": {EVERYBODY: "list", "PD": "job progress"},
    "keeping": {"D": "periods", EVERYBODY: "download own"},
    "matching": {
        "P": "comparison draft group holds matching mentor policy policy_download policy_file pool programme"
        " publication successor choosing trial unplaced",
        "qc": "ask choose",  # whoever waits for an answer is led from the one to the other
        "qr": "request",
    },
    "mentorships": {
        EVERYBODY: "away confidence pairs talks",
        "pmP": "ending pair session",
        "pm": "log move pair_calendar session_calendar sheet sheet_step",
        "m": "extra",
        "P": "managers successor",
        "s": "hours",
        "sL": "team_hours",
        "px": "stepping_aside",
    },
    "notifications": {ANYBODY: "demo_mail demo_outbox", "D": "log"},
    "outcomes": {"PAD": "deliveries delivery import imports metrics quality quality_rows", "AD": "unit"},
    "people": {EVERYBODY: "directory teams", "PD": "columns import imports preview", "D": "erasure", "psPLD": "person"},
    "programmes": {
        EVERYBODY: "objections volunteering_list",
        "pmsPLADVx": "about",
        "P": "change change_what count ending events guide handover mentor new people_found price set_up templates",
        "PLAD": "intake mentors split_list",
        "PLADV": "approval approvals charter intakes letter letters letters_reading list paper programme ready",
        ANYBODY: "guide_by_link offer profile received wish",
        "m": "own_guide own_offer own_profile",
        "px": "aims",
        "w": "own_wish",
        "PDV": "legal_basis",
        "sPL": "team_nominations",
        "msPLADVrt": "volunteering",
    },
    "reports": {
        EVERYBODY: "today",
        "mrPLA": "outcome",
        "pmsPLADVx": "data_sheet data_sheet_pdf",
        "PLA": "proof report report_pdf results results_json",
    },
    "trust": {"P": "contacts", "pmx": "door", "t": "inbox", "pt": "matter"},
    "": {ANYBODY: "healthz"},
}
# Changes: they answer to POST alone.
CHANGE: dict[str, dict[str, str]] = {
    "accounts": {ANYBODY: "demo_entry", "D": "closure invitations roles withdrawal"},
    "audit": {"DV": "verification"},
    "draws": {"P": "drawing letters preparation", "PLADV": "checking"},
    "experiments": {"P": "aside", "PA": "compute look"},
    "jobs": {"PD": "cancellation"},
    "matching": {
        "P": "choosing_end draft_of_trial drafts hold hold_lifting trials",
        "r": "acceptance decline",
        "q": "withdrawal",
    },
    "mentorships": {
        "m": "going_on",
        "pmx": "felt_support",
        "P": "ask_managers",
        "p": "away_end",
        "pm": "missed sheet_answered sheet_opening talk_end talk_note talk_yes word",
    },
    "outcomes": {"PD": "delivery_closing look token withdrawal", ANYBODY: "delivered_file"},
    "people": {"PD": "discarding invitation invitations taking_over"},
    "programmes": {
        "mr": "again",
        "P": "absence asking branches closed_dates closing event_withdrawal filling first-day fixing guide_reminders"
        " holidays invitations launch letter_original letter_test letters_briefing month_end nominations opened_date"
        " presence reserve waiver",
        "px": "objection",
    },
    "trust": {"P": "deputy_ending", "p": "deletion", "t": "settlement"},
    "": {ANYBODY: "set_language"},
}
OTHERS_OWN = ("account_", "mfa_")  # signing in and one's own security: allauth's, tested there and in our accounts


def table(by_room: dict[str, dict[str, str]]) -> dict[str, str]:
    """name -> letters."""
    return {
        f"{room}:{name}" if room else name: who
        for room, rules in by_room.items()
        for who, names in rules.items()
        for name in names.split()
    }


READERS, CHANGERS = table(READ), table(CHANGE)


@pytest.fixture(scope="module")
def made(demo: None) -> dict[str, dict[str, Any]]:
    return arguments(clients()["programme_manager"])


@pytest.fixture(scope="module")
def askers(made: dict[str, dict[str, Any]]) -> dict[str, Client]:
    others = {"asked": asked_person(), **people_of_the_request()}
    return {**clients(), **{role: signed_in(account_of_person(person)) for role, person in others.items()}}


@pytest.fixture(scope="module")
def addresses(made: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: reverse(name, kwargs=made[name]) for name in {**READERS, **CHANGERS}}


@pytest.fixture(autouse=True)
def with_demo(settings: Any) -> None:
    settings.DEMO = True


def test_the_table_names_every_address() -> None:
    ours = {name for name in patterns() if not name.startswith(OTHERS_OWN)}
    assert ours == set(READERS) | set(CHANGERS)
    assert not set(READERS) & set(CHANGERS)


@pytest.mark.parametrize("name", READERS)
def test_a_page_is_there_for_those_whom_the_table_names(
    name: str, askers: dict[str, Client], addresses: dict[str, str]
) -> None:
    found = {role: outcome(client.get(addresses[name], {"of": "revenue"})) for role, client in askers.items()}
    assert found == {role: expected(READERS[name], role, "shown") for role in askers}


@pytest.mark.parametrize("name", CHANGERS)
def test_a_change_answers_to_post_and_to_those_whom_the_table_names(
    name: str, askers: dict[str, Client], addresses: dict[str, str]
) -> None:
    address = addresses[name]
    asked = {role: outcome(client.get(address)) for role, client in askers.items()}
    if name != "set_language":  # Django's own; without POST it changes nothing
        assert asked == {
            role: "sign in" if role == NOBODY and "-" not in CHANGERS[name] else "post only" for role in askers
        }
    refused = [role for role in askers if LETTER[role] not in CHANGERS[name]]
    told = {role: outcome(askers[role].post(address)) for role in refused}
    assert told == {role: expected(CHANGERS[name], role, "") for role in refused}


@pytest.mark.parametrize("name", ["sheet", "sheet_step"])
def test_a_sheet_takes_nothing_from_anybody_but_the_two(
    name: str, askers: dict[str, Client], addresses: dict[str, str]
) -> None:
    others = [role for role in askers if role not in ("protege", "mentor", NOBODY)]
    address = addresses[f"mentorships:{name}"]
    assert {outcome(askers[role].post(address, {"go": "on"})) for role in others} == {"not there"}
    if name == "sheet":
        assert {outcome(askers[role].put(address, "1=x")) for role in others} == {"not there"}


def expected(allowed: str, role: str, word: str) -> str:
    if LETTER[role] in allowed:
        return word
    return "sign in" if role == NOBODY else "not there"


def outcome(response: Any) -> str:
    """What came, in a word."""
    status = response.status_code
    if status in (301, 302) and response["Location"].startswith("/accounts/login/"):
        return "sign in"
    words = {200: "shown", 301: "shown", 302: "shown", 404: "not there", 405: "post only"}
    return words.get(status, str(status))
