from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"

    def ready(self) -> None:
        from mentorlift.programmes import steps
        from mentorlift.programmes.letters import asking, conditions, framing

        steps.register()
        asking.register()
        framing.register()
        conditions.register()
