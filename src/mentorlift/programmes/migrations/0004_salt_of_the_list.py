from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_outside_keeps_the_list")]

    # nullable without a default, so that SQLite adds the column in place and the guards of the table stay
    operations = [
        migrations.AddField(
            model_name="cohort",
            name="roster_salt",
            field=models.CharField(editable=False, max_length=64, null=True),
        ),
    ]
