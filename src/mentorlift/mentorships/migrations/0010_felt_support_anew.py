from django.db import migrations, models
from django.db.models import F


def counted_as_answered(apps, schema_editor):
    apps.get_model("mentorships", "FeltSupport").objects.filter(counted=True).update(counted_as=F("answer"))


def counted_or_not(apps, schema_editor):
    apps.get_model("mentorships", "FeltSupport").objects.exclude(counted_as="").update(counted=True, answer=F("counted_as"))


class Migration(migrations.Migration):

    dependencies = [
        ("mentorships", "0009_felt_support"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="feltsupport", name="mentorships_silence_is_not_counted"),
        migrations.AddField(
            model_name="feltsupport",
            name="counted_as",
            field=models.CharField(blank=True, default="", max_length=7),
        ),
        migrations.RunPython(counted_as_answered, counted_or_not),
        migrations.RemoveField(model_name="feltsupport", name="counted"),
        migrations.AddConstraint(
            model_name="feltsupport",
            constraint=models.CheckConstraint(
                condition=models.Q(("counted_as__in", ["", "yes", "partly", "no"])),
                name="mentorships_silence_is_not_counted",
            ),
        ),
    ]
