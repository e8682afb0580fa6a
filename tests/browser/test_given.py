"""What a model is given of what somebody attaches and keeps, as the provider got it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.browser.orderly import make_folder
from tests.browser.person import Person
from tests.browser.tab import Tab
from tests.browser.test_attachments import chips, expect_ready, payload, pick
from tests.documents.making import docx, image, odt, pdf, pptx, xlsx
from tests.provider.process import ProviderProcess
from tests.running import Palaver

SEES = "scripted?tokens=5&rate=0&seed=41"
READS = "scripted?tokens=5&rate=0&seed=42"
PROVIDERS = """
[[provider]]
name = "acme"
base_url = "{base_url}"
models = ["{sees}", "{reads}"]

[[provider.model]]
name = "{sees}"
sees_images = true

[[provider.model]]
name = "{reads}"
sees_images = false
"""
FILES = {
    "report.pdf": pdf("words of the report"),
    "letter.docx": docx("words of the letter"),
    "talk.pptx": pptx("words of the talk"),
    "notes.odt": odt("words of the notes"),
    "costs.xlsx": xlsx([["words of the costs", 4.5]]),
    "list.csv": b"name,price\nwords of the list,3\n",
    "readme.md": b"# words of the readme\n",
    "program.py": b"print('words of the program')\n",
}


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    directory = tmp_path_factory.mktemp("given")
    text = PROVIDERS.format(base_url=provider.base_url, sees=SEES, reads=READS)
    (directory / "providers.toml").write_text(text)
    with Palaver(directory, "", PALAVER_PROVIDERS=str(directory / "providers.toml")) as running:
        yield running


def test_the_text_of_every_kind_of_document(owner: Person, provider: ProviderProcess) -> None:
    tab = _with_model(owner, READS)
    pick(tab, *(payload(name, content) for name, content in FILES.items()))
    for chip in range(len(FILES)):
        expect_ready(chips(tab).nth(chip))
    asked = json.dumps(_asked(tab, provider))
    for name in FILES:
        assert name in asked
        assert f"words of the {name.partition('.')[0]}" in asked


@pytest.mark.parametrize(("model", "is_shown"), [(SEES, True), (READS, False)])
def test_a_picture_if_it_can_see(
    owner: Person, provider: ProviderProcess, model: str, is_shown: bool
) -> None:
    tab = _with_model(owner, model)
    pick(tab, payload("cat.png", image("PNG", (300, 200))))
    expect_ready(chips(tab))
    asked = json.dumps(_asked(tab, provider))
    assert ("data:image/" in asked) is is_shown
    assert "cat.png" in asked


def test_what_its_folders_say_the_outermost_first(owner: Person, provider: ProviderProcess) -> None:
    work = make_folder(owner, "Work")
    clients = make_folder(owner, "Clients", work)
    owner.post(f"/folders/{work}/", name="Work", instructions="Be brief.")
    owner.post(f"/folders/{clients}/", name="Clients", parent=work, instructions="Be polite.")
    tab = owner.tab(f"/?folder={clients}")
    tab.choose_model(READS)
    system = _asked(tab, provider)[0]
    assert system["role"] == "system"
    assert 0 <= system["content"].find("Be brief.") < system["content"].find("Be polite.")


def _with_model(owner: Person, model: str) -> Tab:
    tab = owner.tab("/")
    tab.choose_model(model)
    return tab


def _asked(tab: Tab, provider: ProviderProcess) -> list[dict[str, Any]]:
    """Asks something; the messages that its provider got."""
    question = f"What is this? {uuid4()}"
    tab.send(question)
    tab.expect_chat()
    tab.expect_status("done")
    messages: list[dict[str, Any]] = next(
        request["messages"]
        for request in provider.requests()
        if question in json.dumps(request["messages"])
    )
    return messages
