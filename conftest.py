"""What every test shares."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

from tests import migrated

if TYPE_CHECKING:
    from django.test import Client


@contextmanager
def _without_triggers() -> Iterator[None]:
    """Append-only tables refuse to be emptied; between two tests that commit, they must be."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')
        yield
        for _, statement in triggers:
            cursor.execute(statement)


@pytest.fixture(autouse=True, scope="session")
def _empty_append_only_tables_between_tests() -> Iterator[None]:
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(self: BaseDatabaseOperations, statements: list[str]) -> Any:
        with _without_triggers():
            return flush(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """SQLite in a file, as people run it: in memory, threads get "table is locked" at once instead of waiting."""
    if connection.vendor == "sqlite":
        made = migrated.copied_to(tmp_path_factory.mktemp("database") / "test.sqlite3")
        connection.settings_dict["TEST"]["NAME"] = str(made)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Django empties a file that it finds, unless it is told to keep it."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(autouse=True, scope="session")
def _passwords_are_hashed_quickly() -> None:
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True, scope="session")
def _renamed_words_are_read_only_where_a_test_says_so() -> None:
    from django.conf import settings

    settings.WORDS_SECONDS = float("inf")  # else one request in five seconds asks one query more than the others


@pytest.fixture(autouse=True, scope="session")
def _letters_leave_at_any_hour_where_no_test_says_otherwise() -> None:
    from django.conf import settings

    settings.MAIL_HOURS = "any"  # else a test that delivers would fail by night


@pytest.fixture
def enter(db: None) -> Callable[..., Client]:
    """`enter("analyst", person_id=...)`: a browser signed in as a new account with these granted roles.

    The account is at `client.user`.
    """
    from django.test import Client
    from django.utils import timezone

    from mentorlift.accounts.services import create_account, grant_role

    def build(*roles: str, person_id: UUID | None = None) -> Client:
        user = create_account(email=f"{uuid4().hex[:12]}@example.com", person_id=person_id)
        for role in roles:
            grant_role(user_id=user.id, role=role, actor_id="", now=timezone.now())
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.user = user
        return client

    return build
