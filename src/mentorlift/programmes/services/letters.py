"""Word a letter, go back to the original, note that it was read, and send oneself a test."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from mentorlift.accounts.models import User
from mentorlift.audit.services import record
from mentorlift.notifications.services import send
from mentorlift.programmes.lately import forget
from mentorlift.programmes.letters.kinds import kind_of
from mentorlift.programmes.links import received_url
from mentorlift.programmes.models import LetterPreviewed, LetterWording, Programme, TrialLetter
from mentorlift.programmes.queries.letters import rendered, worded_letter, worded_letters
from mentorlift.programmes.role_words import in_words_of
from mentorlift.programmes.rules.wording import Fault, Found, faults
from mentorlift.programmes.services.faults import refuse_when_ended


class UnableToWord(Exception):
    """The letter stayed as it was. `sentences`: everything that is wrong, each with what to do."""

    def __init__(self, sentences: Sequence[str] | str) -> None:
        self.sentences = [sentences] if isinstance(sentences, str) else list(sentences)
        super().__init__(" ".join(self.sentences))


class UnableToSendTest(Exception):
    """No test was sent; the text says why."""


def word_letter(
    *, programme: Programme, kind: str, language: str, subject: str, body: str, actor_id: str, now: datetime
) -> LetterWording | None:
    """Keep other texts for a letter in one language, as a new version; None when nothing is other than it was.

    The original texts are the way back to the original. Raises UnableToWord with every fault, and then keeps nothing.
    """
    one_line, text = subject.strip(), body.replace("\r\n", "\n").strip()
    found = kind_of(kind)
    wrong = faults(one_line, text, known=found.placeholders, fixed=found.fixed)
    if wrong:
        raise UnableToWord([_sentence(one) for one in wrong])
    with override(language), in_words_of(programme):
        if (one_line, text) == (str(found.subject), str(found.body)):
            one_line = text = ""
    return _keep(programme, kind, language, texts=(one_line, text), actor_id=actor_id, now=now)


def restore_letter(
    *, programme: Programme, kind: str, language: str, actor_id: str, now: datetime
) -> LetterWording | None:
    """Go back to the original texts; None when they are in force."""
    return _keep(programme, kind, language, texts=("", ""), actor_id=actor_id, now=now)


def _keep(
    programme: Programme, kind: str, language: str, *, texts: tuple[str, str], actor_id: str, now: datetime
) -> LetterWording | None:
    with transaction.atomic():
        locked = Programme.objects.select_for_update().get(id=programme.id)
        refuse_when_ended(locked, UnableToWord)
        worded = LetterWording.objects.filter(programme=locked, kind=kind, language=language)
        latest = worded.order_by("-version").first()
        if texts == ((latest.subject, latest.body) if latest else ("", "")):
            return None
        kept = LetterWording.objects.create(
            programme=locked,
            kind=kind,
            language=language,
            version=latest.version + 1 if latest else 1,
            subject=texts[0],
            body=texts[1],
            written_at=now,
            written_by=actor_id,
        )
        _record("word_letter", locked, actor_id, now, kind=kind, language=language, version=kept.version)
    return kept


def note_previews(
    *, programme: Programme, language: str, read: Sequence[tuple[str, str]], actor_id: str, now: datetime
) -> int:
    """Note that letters were read as they would leave: pairs of kind and digest of the texts that were shown.

    Returns how many of them are those in force; a letter that was worded anew meanwhile is not noted.
    """
    in_force = {(one.kind.key, one.digest) for one in worded_letters(programme, language)}
    kept = sorted(in_force & set(read))
    with transaction.atomic():
        LetterPreviewed.objects.bulk_create(
            LetterPreviewed(programme=programme, kind=kind, language=language, digest=digest, at=now, by=actor_id)
            for kind, digest in kept
        )
        _record("preview_letters", programme, actor_id, now, language=language, letters=len(kept))
    return len(kept)


def send_trial(*, programme: Programme, kind: str, language: str, actor_id: str, now: datetime) -> TrialLetter:
    """Send a letter with an example to the address of whoever asks, with a link that says "it came".

    Raises UnableToSendTest.
    """
    worded = worded_letter(programme, kind, language)
    address = User.objects.filter(id=actor_id, is_active=True).values_list("email", flat=True).first()
    if worded is None or not address:
        raise UnableToSendTest(_("There is no such letter, or your account has no address."))
    shown = rendered(worded, programme, person_id=None, now=now)
    with transaction.atomic():
        trial = TrialLetter.objects.create(
            programme=programme, kind=kind, language=language, sent_at=now, sent_by=actor_id
        )
        with override(language):
            note = _("This is a test of a letter. If it reached you, say so here:\n%(link)s") % {
                "link": received_url(trial)
            }
            subject = _("Test: %(subject)s") % {"subject": shown.subject}
        send(
            key=f"trial:{trial.id}",
            to=address,
            subject=subject,
            body=f"{note}\n\n– – –\n\n{shown.body}",
            now=now,
            actor_id=actor_id,
        )
        _record("send_trial", programme, actor_id, now, kind=kind, language=language)
    return trial


def receive_trial(*, trial_id: UUID, now: datetime) -> bool:
    """Somebody says that a test letter came; the first time counts. False for one that is not there."""
    with transaction.atomic():
        trial = TrialLetter.objects.select_for_update().select_related("programme").filter(id=trial_id).first()
        if trial is None:
            return False
        if trial.received_at is None:
            TrialLetter.objects.filter(id=trial.id).update(received_at=now)
            _record("receive_trial", trial.programme, trial.sent_by, now, kind=trial.kind)
            forget(trial.programme)
    return True


def _sentence(found: Found) -> str:
    """Where and what is wrong, and what to do."""
    text = {
        Fault.EMPTY: _("%(part)s: nothing stands there. Write it, or go back to the original."),
        Fault.LONG: _("%(part)s: longer than %(what)s characters. Shorten it."),
        Fault.BREAK: _("%(part)s: several lines. Write it in one."),
        Fault.UNKNOWN: _("%(part)s, line %(line)d: %(what)s is not known. Use a place that is named, or take it out."),
        Fault.BRACE: _("%(part)s, line %(line)d: a %(what)s stands alone. Take it out, or write a whole place."),
        Fault.MISSING: _("%(part)s: %(what)s is missing, without which this letter does not do its work. Put it in."),
    }[found.fault]
    part = _("Subject") if found.part == "subject" else _("Text")
    return text % {"part": part, "line": found.line, "what": found.what}


def _record(verb: str, programme: Programme, actor_id: str, now: datetime, **ids: object) -> None:
    record(actor_id=actor_id, action=f"programmes.{verb}", subject=f"programme:{programme.id}", now=now, ids=ids)
