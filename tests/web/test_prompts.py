"""The library of prompts: its pages, and what the message box asks it for."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import User
from palaver.chats.models import Prompt
from palaver.web.views import prompts as views
from tests.web.shelves import a_prompt, prompt_fields

pytestmark = pytest.mark.usefixtures("broadcasts")
OPTION = re.compile(r'role="option".*?<code>/(.*?)</code>')


def offered(client: Client, typed: str) -> list[str]:
    html = client.get("/prompts/offer/", {"q": typed}).content.decode()
    return OPTION.findall(html)


def test_a_prompt_is_made_and_listed(client: Client, owner: User) -> None:
    response = client.post("/prompts/new/", prompt_fields())
    assert response.headers["Location"] == "/prompts/"
    made = Prompt.objects.get()
    assert (made.owner, made.command, made.title) == (owner, "fix", "Fix it")
    assert made.text == "Fix:\n{{text}}"
    assert not made.is_shared
    html = client.get("/prompts/").content.decode()
    assert f'href="/?prompt={made.pk}"' in html
    assert "/fix</code>" in html


def test_a_prompt_is_changed_and_keeps_its_command(client: Client, owner: User) -> None:
    prompt = a_prompt(owner)
    address = f"/prompts/{prompt.pk}/"
    assert 'value="fix"' in client.get(address).content.decode()
    assert client.post(address, prompt_fields(title="Other", shared="on")).status_code == 302
    prompt.refresh_from_db()
    assert (prompt.command, prompt.title, prompt.is_shared) == ("fix", "Other", True)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("command", "", "Choose a command."),
        ("command", "two words", "without spaces"),
        ("command", "//x", "Use letters, digits"),
        ("command", "x" * 33, "at most 32"),
        ("command", "/" * 9999, "Use at most 33 characters"),
        ("command", "TAKEN", "You have a prompt “/taken” already."),
        ("title", " ", "Say in a few words"),
        ("title", "x" * 81, "Use at most 80 characters; these are 81."),
        ("text", "", "Write the text"),
        ("text", "x" * 20_001, "Use at most 20000 characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: Client, owner: User, field: str, typed: str, sentence: str
) -> None:
    a_prompt(owner, command="taken")
    response = client.post("/prompts/new/", prompt_fields(**{field: typed}))
    html = response.content.decode()
    assert response.status_code == 422
    error = re.search(rf'id="id_{field}_error".*?</ul>', html, re.DOTALL)
    assert error
    assert sentence in error[0]
    assert f'name="{field}"' in html
    for name, value in {**prompt_fields(), field: typed}.items():
        assert value.strip().replace("\r\n", "\n") in html.replace("\r", ""), name
    assert Prompt.objects.count() == 1


def test_a_command_of_32_characters_may_be_typed_with_its_slash(client: Client) -> None:
    client.post("/prompts/new/", prompt_fields(command="/" + "x" * 32))
    assert Prompt.objects.get().command == "x" * 32
    response = client.post("/prompts/new/", prompt_fields(command="x" * 33))
    assert response.status_code == 422


def test_a_command_that_another_tab_takes_meanwhile_is_said_to_be_taken(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(_prompt: Prompt, **_kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(Prompt, "save", collide)
    response = client.post("/prompts/new/", prompt_fields())
    assert response.status_code == 422
    assert "You have a prompt “/fix” already." in response.content.decode()


def test_commands_may_be_of_any_script(client: Client) -> None:
    client.post("/prompts/new/", prompt_fields(command="Übersetze-2"))
    assert Prompt.objects.get().command == "übersetze-2"
    assert offered(client, "ÜBER") == ["übersetze-2"]


def test_others_see_a_shared_one_and_may_copy_but_not_change_it(
    strangers_client: Client, owner: User, stranger: User
) -> None:
    prompt = a_prompt(owner)
    address = f"/prompts/{prompt.pk}/"
    for private in (f"{address}text/", f"/?prompt={prompt.pk}"):
        assert strangers_client.get(private).status_code == 404
    assert strangers_client.post(f"{address}copy/").status_code == 404
    assert offered(strangers_client, "") == []
    prompt.keep(shared=True)
    assert offered(strangers_client, "") == ["fix"]
    assert strangers_client.get(f"{address}text/").json()["text"] == "Text"
    assert strangers_client.get(address).status_code == 404
    assert strangers_client.post(address, prompt_fields()).status_code == 404
    assert strangers_client.post(f"{address}removal/").status_code == 404
    strangers_client.post(f"{address}copy/")
    assert Prompt.objects.get(owner=stranger).command == "fix"


def test_one_that_is_deleted_is_gone(client: Client, owner: User) -> None:
    prompt = a_prompt(owner)
    assert client.post(f"/prompts/{prompt.pk}/removal/").headers["Location"] == "/prompts/"
    assert not Prompt.objects.exists()


def test_what_is_typed_is_offered_the_nearest_first(
    client: Client, owner: User, stranger: User
) -> None:
    for command in ("summary", "sum", "plan"):
        a_prompt(owner, command=command, title=f"About {command} & <b>")
    a_prompt(stranger, command="sum", title="Theirs", shared=True)
    assert offered(client, "") == ["plan", "sum", "summary", "sum"]
    assert offered(client, "Sum") == ["sum", "sum", "summary"]
    assert offered(client, "nothing") == []
    html = client.get("/prompts/offer/", {"q": "sum"}).content.decode()
    assert "About sum &amp; &lt;b&gt;" in html
    assert "by stranger" in html


@pytest.mark.parametrize("typed", ["%", "\0", "'", "\\", "x" * 10_000, "{{x}}"])
def test_whatever_is_typed_is_looked_up(client: Client, owner: User, typed: str) -> None:
    a_prompt(owner)
    assert offered(client, typed) in ([], ["fix"])


def test_an_offer_has_an_end_and_no_texts(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "MOST_OFFERED", 3)
    counts = []
    for number in range(6):
        a_prompt(owner, command=f"p{number}", text="Secret words")
        with CaptureQueriesContext(connection) as queries:
            assert len(offered(client, "p")) <= 3
        counts.append(len(queries))
        assert not [query for query in queries if '"chats_prompt"."text"' in query["sql"]]
    assert max(counts) == counts[0] <= 4


def test_the_text_comes_filled_in_with_what_is_left_to_fill_in(client: Client, owner: User) -> None:
    text = "For {{name}}: {{ Topic }}, \\{{date}}, {{ Topic }}\n</script>"
    prompt = a_prompt(owner, text=text)
    assert client.get(f"/prompts/{prompt.pk}/text/").json() == {
        "text": "For owner: {{ Topic }}, {{date}}, {{ Topic }}\n</script>",
        "blanks": ["{{ Topic }}"],
    }
    html = client.get(f"/?prompt={prompt.pk}").content.decode()
    assert "For owner: {{ Topic }}, {{date}}, {{ Topic }}\n&lt;/script&gt;</textarea>" in html


def test_the_lists_of_both_kinds_are_in_the_persons_menu(client: Client) -> None:
    html = client.get("/").content.decode()
    assert 'href="/prompts/"' in html
    assert 'href="/assistants/"' in html
