from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "mentorlift.reports"
    label = "reports"
