from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "mentorlift.notifications"
    label = "notifications"
