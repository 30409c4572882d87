from django.apps import AppConfig


class DrawsConfig(AppConfig):
    name = "mentorlift.draws"
    label = "draws"

    def ready(self) -> None:
        from mentorlift.draws import capacity, keeping, letters, steps
        from mentorlift.programmes.readiness import register_condition

        keeping.register()
        steps.register()
        letters.register()
        register_condition(capacity.MENTORS_ENOUGH)
