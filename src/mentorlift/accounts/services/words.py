"""Call the roles and the programme what the organisation calls them."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from mentorlift.accounts import renaming, rules
from mentorlift.accounts.models import RenamedWord
from mentorlift.audit.services import record


class UnableToRename(Exception):
    """The words stayed as they were. `faults` says why, a sentence for each word that cannot be used."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(faults.values()))
        self.faults = faults


def rename_words(*, language: str, words: Mapping[str, rules.Forms], actor_id: str, now: datetime) -> None:
    """Use exactly these words in the texts of `language`; a word that is not among them has its own name again.

    Saying the same twice changes nothing. Raises UnableToRename.
    """
    if found := rules.faults(words, language=language):
        raise UnableToRename({fault.partition(":")[0]: _sentence(fault) for fault in found})
    with transaction.atomic():
        present = {row.word: row for row in RenamedWord.objects.select_for_update().filter(language=language)}
        for word in rules.WORDS:
            wanted, row = words.get(word), present.get(word)
            if wanted == (row.forms if row else None):
                continue
            _change(language, word, wanted, actor_id, now)
        transaction.on_commit(renaming.read)


def _change(language: str, word: str, wanted: rules.Forms | None, actor_id: str, now: datetime) -> None:
    subject, ids = f"word:{language}.{word}", {"language": language, "word": word}
    if wanted is None:
        RenamedWord.objects.filter(language=language, word=word).delete()
        record(actor_id=actor_id, action="accounts.restore_word", subject=subject, now=now, ids=ids)
        return
    facts = {**asdict(wanted), "renamed_by": actor_id, "renamed_at": now}
    RenamedWord.objects.update_or_create(language=language, word=word, defaults=facts)
    digest = sha256(f"{wanted.singular}|{wanted.plural}".encode()).hexdigest()
    record(
        actor_id=actor_id, action="accounts.rename_word", subject=subject, now=now, ids=ids, digests={"forms": digest}
    )


def _sentence(fault: str) -> str:
    return {
        "half": _("Give both forms, one and several, or leave both empty."),
        "letters": _("Use letters only, with blanks, hyphens or apostrophes between them."),
        "gender": _("Choose the article; a word for this one needs one of those offered."),
        "long": _("Use %(count)d letters at most.") % {"count": rules.LENGTH},
        "taken": _("Another of these words is called the same; readers could not tell them apart."),
    }[fault.partition(":")[2]]
