"""Refuses an upload that is larger than the organisation allows, before it is read."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class SizeLimit(FileUploadHandler):
    """The first of the upload handlers; passes everything on to the next ones."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> Any:
        """Raise RequestDataTooBig (answered with 400) when the request says it is larger than UPLOAD_LIMIT bytes."""
        if content_length > settings.UPLOAD_LIMIT:
            raise RequestDataTooBig(f"larger than {settings.UPLOAD_LIMIT // 2**20} MB")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
