"""Runs commands in one process against a database of its own: a JSON list of words in, exit code and output out."""

import json
import sys

import django
from click.testing import CliRunner

django.setup()

from mentorlift.cli.main import main  # noqa: E402


def answer(words):
    if words[0] == "accounts":
        from mentorlift.accounts.models import Invitation

        return {"invitations": sorted(Invitation.objects.values_list("email", flat=True))}
    if words[0] == "account":
        from mentorlift.accounts.services import create_account

        return {"made": str(create_account(email=words[1], person_id=None))}
    if words[0] == "chain":
        from mentorlift.audit.models import AuditRecord
        from mentorlift.audit.services import verify_chain

        return {"intact": verify_chain().intact, "last": AuditRecord.objects.last().action}
    result = CliRunner().invoke(main, words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return {"code": result.exit_code, "output": result.output}


for line in sys.stdin:
    sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
    sys.stdout.flush()
