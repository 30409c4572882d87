from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "mentorlift.ui"
    label = "ui"
