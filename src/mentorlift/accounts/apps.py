from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mentorlift.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mentorlift.accounts import renaming
        from mentorlift.jobs.registry import before_each_job

        renaming.install()
        before_each_job(renaming.refresh)
