from django.db import migrations

from mentorlift.audit.append_only import append_only
from mentorlift.programmes.frozen import guard


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [append_only("programmes_frozenplan"), guard()]
