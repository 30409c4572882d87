from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mentorlift.accounts"
    label = "accounts"
