from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentorlift.notifications"
    label = "notifications"

    def ready(self) -> None:
        from mentorlift.notifications import keeping

        keeping.register()
