import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mentorlift.accounts.services import create_account
from mentorlift.config.keys import key_from_file, smtp_settings


@pytest.mark.django_db
def test_every_answer_carries_a_policy_without_inline_script_or_style(client):
    answer = client.get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    text = answer.content.decode()
    assert " style=" not in text and not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=", text)


@pytest.mark.django_db
def test_cookies_are_out_of_reach_of_scripts(client):
    create_account(email="anna@example.com", person_id=None, password="quiet-harbour-41")
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "anna@example.com", "password": "quiet-harbour-41"})
    for name in ("csrftoken", "sessionid"):
        assert client.cookies[name]["httponly"] and client.cookies[name]["samesite"] == "Lax"


@pytest.mark.django_db
def test_an_upload_above_the_limit_is_refused_before_it_is_read(client, settings):
    settings.UPLOAD_LIMIT = 1000
    answer = client.post("/accounts/login/", {"file": SimpleUploadedFile("big.csv", b"x" * 2000)})
    assert answer.status_code == 400
    assert client.post("/accounts/login/", {"file": SimpleUploadedFile("a.csv", b"x")}).status_code == 200


@pytest.mark.django_db
def test_the_health_page_needs_no_sign_in(client):
    assert client.get("/healthz").content == b"ok\n"


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    path = tmp_path / "sheet.key"
    first = key_from_file(path)
    assert key_from_file(path) == first and len(first) >= 40
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_mail_server_is_one_line():
    words = smtp_settings("smtp+tls://me:p%40ss@mail.example.com:587")
    assert (words["EMAIL_HOST"], words["EMAIL_PORT"]) == ("mail.example.com", 587)
    assert (words["EMAIL_HOST_PASSWORD"], words["EMAIL_USE_TLS"], words["EMAIL_USE_SSL"]) == ("p@ss", True, False)
    assert smtp_settings("smtps://mail.example.com")["EMAIL_PORT"] == 465
