"""Every letter a programme sends is of a kind that its managers can word and read: no room writes past the register."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from mentorlift.notifications.models import Message
from mentorlift.programmes.letters import compose, kinds
from mentorlift.programmes.models import Programme

SOURCE = Path(__file__).resolve().parents[3] / "src" / "mentorlift"
REGISTER = "programmes/letters/sending.py"
# Who puts a mail into the outbox without a kind, and why there is none. Whoever stands here writes for no programme.
OF_NO_PROGRAMME = {
    "accounts/adapter.py": "a code or a link to sign in",
    "accounts/services/invitations.py": "an invitation to have an account",
    "mentorships/talk_letters.py": "two colleagues who note that they talk",
    "outcomes/services/looks.py": "a delivery of the organisation's figures",
}
TRIAL = "programmes/services/letters.py"  # a test of a registered kind, to whoever asks for it
WITHOUT_A_KIND = ("sign-in:", "invitation:", "mentorships:talks", "outcomes.", "trial:")


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE).as_posix()
        if not {"tests", "migrations"} & set(path.parts) and not place.startswith("notifications/"):
            yield place, ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def reaches_the_outbox(module: str, name: str) -> bool:
    """Its service, or the module by which the service could be reached under another name."""
    outbox = "mentorlift.notifications"
    return (module, name) in {
        (f"{outbox}.services", "send"),
        (outbox, "services"),
        (f"{outbox}.services", "*"),
        (f"{outbox}.services", ""),
    }


def makes_a_message(tree: ast.Module) -> bool:
    """`Message(...)`, `Message.objects.create(...)` and their like."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called == "Message" or (called.startswith("Message.objects.") and "create" in called):
                return True
    return False


def test_only_the_register_and_whoever_writes_for_no_programme_reach_the_outbox() -> None:
    found = {place for place, tree in modules() if any(reaches_the_outbox(*one) for one in imported(tree))}
    assert found == {REGISTER, TRIAL, *OF_NO_PROGRAMME}
    assert [place for place, tree in modules() if makes_a_message(tree)] == []


@pytest.mark.parametrize("place", sorted(OF_NO_PROGRAMME))
def test_whoever_writes_without_a_kind_knows_no_programme(place: str) -> None:
    tree = ast.parse((SOURCE / place).read_text(encoding="utf-8"))
    names = {name for _module, name in imported(tree)} | {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
    }
    assert not {"Programme", "Cohort", "programme", "cohort", "programme_id", "cohort_id"} & names


@pytest.mark.django_db
def test_a_letter_of_no_registered_kind_cannot_be_put_together() -> None:
    with pytest.raises(KeyError):
        compose(Programme(), "made_up", {})


@pytest.mark.django_db
def test_what_the_demo_sent_without_a_kind_is_of_no_programme(demo: None) -> None:
    registered = {kind.key for kind in kinds()}
    letters = Message.objects.exclude(kind="digest")
    assert set(letters.exclude(kind="").values_list("kind", flat=True)) <= registered
    assert [one.key for one in letters.filter(kind="") if not one.key.startswith(WITHOUT_A_KIND)] == []
    assert not letters.filter(kind="", about__startswith="programme:").exists()
