from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mentorlift.reports"
    label = "reports"

    def ready(self) -> None:
        from mentorlift.reports import closing_steps, readers, steps

        closing_steps.register()
        steps.register()
        readers.register()
