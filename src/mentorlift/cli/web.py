"""Starts Django for the commands that need it; the analytic ones never come here."""

import os


def start_django() -> None:
    """Make models and services usable."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorlift.config.settings")
    import django

    django.setup()


def pending_migrations() -> list[str]:
    """Names of the migrations this version brings and the database has not had."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def migrate() -> None:
    """Bring the database to this version."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
