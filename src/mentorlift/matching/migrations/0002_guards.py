"""Policies and publications are written once: the database refuses to change them."""

from typing import ClassVar

from django.db import migrations

from mentorlift.audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies: ClassVar = [("matching", "0001_initial")]
    operations: ClassVar = [append_only("matching_matchpolicy"), append_only("matching_publication")]
