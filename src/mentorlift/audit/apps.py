from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mentorlift.audit"
    label = "audit"
