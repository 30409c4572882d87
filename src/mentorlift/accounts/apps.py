from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mentorlift.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mentorlift.accounts import keeping, renaming
        from mentorlift.jobs.registry import before_each_job

        keeping.register()
        renaming.install()
        before_each_job(renaming.refresh)
