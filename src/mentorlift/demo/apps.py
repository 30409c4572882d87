from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Installed only where the demo flag is on."""

    name = "mentorlift.demo"
    label = "demo"

    def ready(self) -> None:
        from mentorlift.demo.truth import note
        from mentorlift.reports.results.page import add_note

        add_note(note)
