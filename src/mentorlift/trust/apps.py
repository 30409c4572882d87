from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "mentorlift.trust"
    label = "trust"

    def ready(self) -> None:
        from mentorlift.trust import keeping, readings, steps

        keeping.register()
        readings.register()
        steps.register()
