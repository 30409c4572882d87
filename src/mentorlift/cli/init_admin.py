"""`mentorlift init-admin`: the first account."""

import click

from mentorlift.cli.web import migrate, start_django


@click.command(epilog="Example: mentorlift init-admin ada@example.com")
@click.argument("email")
def command(email: str) -> None:
    """Make EMAIL an administrator: prints a link to choose a password, or grants the role to an existing account."""
    start_django()
    migrate()
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email
    from django.utils import timezone

    from mentorlift.accounts import links, services
    from mentorlift.accounts.models import Role, User

    try:
        validate_email(email)
    except ValidationError:
        raise click.ClickException(f"{email} is not an e-mail address.") from None
    now = timezone.now()
    if user := User.objects.filter(email__iexact=email).first():
        services.grant_role(user_id=user.id, role=Role.ADMINISTRATOR, actor_id="", now=now)
        click.echo(f"{user.email} has an account and is an administrator now.")
        return
    invitation = services.invite(email=email, person_id=None, roles=[Role.ADMINISTRATOR], actor_id="", now=now)
    click.echo("Open this link once the server runs, within 14 days; it works once:")
    click.echo(links.invitation_url(invitation))
