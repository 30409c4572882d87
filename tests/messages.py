"""The catalogues of src/mentorlift/locale, kept with Babel alone: nothing of GNU gettext is needed.

    python -m tests.messages update            every text of code and templates into each catalogue
    python -m tests.messages missing de        what is untranslated or fuzzy, as JSON
    python -m tests.messages take de FILE      the same JSON with "text" filled in, back into the catalogue
    python -m tests.messages compile           .po to .mo, the same bytes on every machine

One JSON entry: {"id": ..., "plural": ... or null, "context": ... or null, "text": "" or ["", ""]}.
"""

import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parent.parent / "src" / "mentorlift"
LOCALE = SOURCE / "locale"
WITHOUT_TEXTS = {"tests", "migrations", "static", "locale"}
ONE, SEVERAL = None, (1, 2)
CALLS: dict[str, Any] = {
    "_": ONE,
    "said": ONE,  # what `files` finds wrong; `ui.in_words` translates it
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), SEVERAL),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}


def languages() -> list[str]:
    """Those there is a catalogue of."""
    return sorted(path.parent.parent.name for path in LOCALE.glob("*/LC_MESSAGES/django.po"))


def source_files() -> Iterator[tuple[Path, str]]:
    """Each file with texts, as Python: a template is turned into the calls its tags stand for."""
    for path in sorted(SOURCE.rglob("*")):
        if WITHOUT_TEXTS & set(path.relative_to(SOURCE).parts):
            continue
        if path.suffix == ".py":
            yield path, path.read_text(encoding="utf-8")
        elif "templates" in path.parts and path.suffix in (".html", ".txt"):
            # in brackets, because the lines of a page are not indented as Python's are
            yield path, f"(\n{templatize(path.read_text(encoding='utf-8'))}\n)"


def texts() -> Catalog:
    """Every text of code and templates, with the files it stands in."""
    found = Catalog(domain="django", fuzzy=False)
    for path, code in source_files():
        place = path.relative_to(SOURCE).as_posix()
        for _line, message, _comments, context in extract("python", BytesIO(code.encode()), CALLS):
            found.add(message, locations=[(place, None)], context=context)
    return found


def catalogue(language: str) -> Catalog:
    with po(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def write(language: str, kept: Catalog) -> None:
    with po(language).open("wb") as file:
        write_po(file, kept, width=120, sort_output=True, ignore_obsolete=True, include_lineno=False)


def compiled(language: str) -> bytes:
    """What the .mo of this language must be."""
    out = BytesIO()
    write_mo(out, catalogue(language))
    return out.getvalue()


def update() -> None:
    present = texts()
    for language in languages():
        kept = catalogue(language)
        kept.update(present, no_fuzzy_matching=True, update_creation_date=False)
        write(language, kept)


def missing(language: str) -> list[dict[str, Any]]:
    """Texts without a translation, in the order of the files they stand in."""
    kept = catalogue(language)
    found = []
    for message in texts():
        if not message.id:
            continue
        here = kept.get(message.id, message.context)
        said = here.string if here else ""
        if here is None or here.fuzzy or not all([said] if isinstance(said, str) else said or [""]):
            several = not isinstance(message.id, str)
            one, plural = message.id if several else (message.id, None)
            empty: Any = ["", ""] if several else ""
            found.append({"id": one, "plural": plural, "context": message.context, "text": empty})
    return found


def take(language: str, entries: list[dict[str, Any]]) -> None:
    """Put translations in; a text the catalogue does not know is refused (run `update` first)."""
    kept = catalogue(language)
    for entry in entries:
        if not all(entry["text"] if isinstance(entry["text"], list) else [entry["text"]]):
            continue
        found = kept.get((entry["id"], entry["plural"]) if entry["plural"] else entry["id"], entry["context"])
        if found is None:
            raise SystemExit(f"No such text in the catalogue, run update first: {entry['id']!r}")
        found.string = tuple(entry["text"]) if entry["plural"] else entry["text"]
        found.flags.discard("fuzzy")
    write(language, kept)


def compile_all() -> None:
    for language in languages():
        po(language).with_suffix(".mo").write_bytes(compiled(language))


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            update()
        case ["missing", language]:
            sys.stdout.write(json.dumps(missing(language), ensure_ascii=False, indent=1) + "\n")
        case ["take", language, file]:
            take(language, json.loads(Path(file).read_text(encoding="utf-8")))
            compile_all()
        case ["compile"]:
            compile_all()
        case _:
            sys.stderr.write(__doc__ or "")
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
