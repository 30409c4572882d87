"""Operator's command for a change of the sheet key; see docs/rules/confidence.md."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from mentorlift.mentorships.services import reseal_sheets


class Command(BaseCommand):
    help = "Seal every text with the first key in MENTORLIFT_SHEET_KEY (new key first, old one after a comma)."

    def handle(self, *args: Any, **options: Any) -> None:
        count = reseal_sheets(now=timezone.now())
        self.stdout.write(f"Texts sealed with the new key: {count}. The old key can be removed.")
