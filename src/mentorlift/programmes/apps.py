from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "mentorlift.programmes"
    label = "programmes"

    def ready(self) -> None:
        from mentorlift.programmes import conditions, keeping, readings, scope, steps
        from mentorlift.programmes.letters import asking, framing, guide, handover
        from mentorlift.programmes.letters import conditions as letter_conditions

        keeping.register()
        readings.register()
        steps.register()
        scope.register()
        conditions.register()
        asking.register()
        guide.register()
        framing.register()
        letter_conditions.register()
        handover.register()
