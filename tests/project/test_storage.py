"""Files in the data directory, or in a bucket: attached, read, served and removed alike."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from environs import ValidationError

from palaver.project.storage import settings, storage
from tests.documents.making import image, pdf
from tests.project.buckets import Buckets, buckets
from tests.provider.process import ProviderProcess
from tests.running import Palaver
from tests.visitor import Visitor
from tests.waiting import wait_for

KEYS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-1",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "when_required",
}


@pytest.fixture
def bucket() -> Iterator[Buckets]:
    with buckets() as held:
        yield held


def test_without_an_address_files_are_in_the_data_directory(tmp_path: Path) -> None:
    chosen = settings(storage(None), tmp_path)
    assert chosen["BACKEND"] == "django.core.files.storage.FileSystemStorage"
    assert chosen["OPTIONS"]["location"] == tmp_path / "attachments"
    assert chosen["OPTIONS"]["file_permissions_mode"] == 0o600


def test_an_address_says_bucket_folder_server_and_region(tmp_path: Path) -> None:
    address = "s3://files/palaver/?endpoint=https://s3.example.org&region=eu-1"
    assert settings(storage(address), tmp_path) == {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": "files",
            "location": "palaver",
            "endpoint_url": "https://s3.example.org",
            "region_name": "eu-1",
            "addressing_style": "path",
        },
    }


@pytest.mark.parametrize(
    "address",
    ["files", "https://files/", "s3://", "s3://key:secret@files", "s3://files?acl=public-read"],
)
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        storage(address)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palaver.project.storage.find_spec", lambda _name: None)
    with pytest.raises(ValidationError, match=re.escape("pip install 'palaver[s3]'")):
        storage("s3://files")


def test_files_in_a_bucket_are_as_good_as_files_on_the_disk(
    bucket: Buckets, provider: ProviderProcess, tmp_path: Path
) -> None:
    address = f"s3://files/palaver?endpoint={bucket.address}"
    with Palaver(tmp_path, provider.base_url, PALAVER_STORAGE=address, **KEYS) as palaver:
        owner = palaver.sign_in(palaver.create_user("owner"))
        for name, content in (("a.pdf", pdf("One")), ("cat.png", image())):
            attachment = _upload(owner, name, content)
            wait_for(lambda: palaver.rows(SETTLED) == [])
            assert palaver.rows("SELECT reading FROM chats_attachment") == [("ready",)]
            assert _get(owner, f"/attachments/{attachment}/file/").content == content
            assert {path.split("/")[1:3] == ["files", "palaver"] for path in bucket.held} == {True}
            owner.post(f"/attachments/{attachment}/removal/")
            wait_for(lambda: not bucket.held)
        assert not (palaver.data / "attachments").exists()


SETTLED = "SELECT 1 FROM chats_attachment WHERE reading IN ('waiting', 'reading')"


def _upload(owner: Visitor, name: str, content: bytes) -> str:
    token = {"X-CSRFToken": owner.cookies["csrftoken"], "Turbo-Frame": "attachments"}
    response = httpx.post(
        f"{owner.address}/attachments/",
        files={"file": (name, content)},
        headers={**owner.headers, **token},
        timeout=60,
    )
    assert response.status_code == 200, response.text
    found = re.search(r'id="attachment_([0-9a-f-]+)"', response.text)
    assert found
    return found[1]


def _get(owner: Visitor, path: str) -> httpx.Response:
    return httpx.get(f"{owner.address}{path}", headers=owner.headers, timeout=60)
