"""Texts as one zip file: the same bytes for the same texts, with the check codes of all of them."""

import hashlib
import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

SUMS = "SHA256SUMS"


def zipped(files: Mapping[str, str]) -> bytes:
    """`files` (name -> text) beside SHA256SUMS, in the order of their names."""
    named = {**files, SUMS: sums_of({name: text.encode() for name, text in files.items()})}
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in sorted(named):
            # without a time: same files, same bytes
            archive.writestr(ZipInfo(name), named[name].encode(), ZIP_DEFLATED)
    return out.getvalue()


def sums_of(files: Mapping[str, bytes]) -> str:
    """A line a file as `sha256sum -c` reads it."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
