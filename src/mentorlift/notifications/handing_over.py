"""Hand a mail to the mail server in two steps, so that it is known afterwards whether it can have been taken.

A server takes a mail when it gets the dot after the last line, and not before (RFC 5321, 4.1.1.4). Right before that
dot whoever sends is asked; from then on, until the answer is written down, nobody can know.
"""

import re
import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

_DOT_AT_START = re.compile(rb"(?m)^\.")


class Mail(EmailMultiAlternatives):
    """A mail whose sender is asked before the last dot; what `before_end` raises keeps it from being sent."""

    before_end: Callable[[], None] | None = None


class _InTwoSteps(smtplib.SMTP):
    """A connection that asks `before_end` before the last dot."""

    before_end: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's, for bytes; what `before_end` raises breaks the connection off."""
        self.putcmd("data")
        code, answer = self.getreply()
        if code != 354:
            raise smtplib.SMTPDataError(code, answer)
        text = _DOT_AT_START.sub(b"..", msg)
        self.send(text if text.endswith(b"\r\n") else text + b"\r\n")
        try:
            if self.before_end is not None:
                self.before_end()
        except BaseException:
            self.close()  # without the dot the server throws away what it has
            raise
        self.send(b".\r\n")
        return self.getreply()


class _Encrypted(_InTwoSteps, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's, with connections of two steps."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _InTwoSteps

    def _send(self, email_message: EmailMessage) -> bool:
        assert isinstance(self.connection, _InTwoSteps)
        self.connection.before_end = getattr(email_message, "before_end", None)
        return bool(super()._send(email_message))  # type: ignore[misc] # there, and left out of the stubs
