"""Assistants: the pages on which they are kept, and the chats that begin with one."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from palaver.accounts.models import User
from palaver.chats.models import Assistant, Chat
from palaver.generation.models import Generation
from palaver.web.views import shelf
from tests.generation.fixtures import MODEL
from tests.web.posting import TURBO, message
from tests.web.shelves import a_prompt, an_assistant, assistant_fields

pytestmark = pytest.mark.usefixtures("broadcasts")
OTHER = "scripted/other"


@pytest.fixture
def assistant(owner: User) -> Assistant:
    prompt = "Into {{language}} for {{name}}."
    return an_assistant(owner, system_prompt=prompt, model=OTHER, starters=["Hello <b>?"])


def begin(client: Client, assistant: Assistant, *, turbo: bool = True, **fields: Any) -> Any:
    variables = {f"variable:{name}": value for name, value in fields.pop("variables", {}).items()}
    posted = {**message(), "assistant": str(assistant.pk), **variables, **fields}
    return client.post("/chats/", posted, headers=TURBO if turbo else {})


def test_an_assistant_is_made_and_listed(client: Client, owner: User) -> None:
    fields = assistant_fields(model=OTHER, temperature="0.5", stop="END", shared="on")
    assert client.post("/assistants/new/", fields).headers["Location"] == "/assistants/"
    made = Assistant.objects.get()
    assert (made.owner, made.name, made.icon, made.model) == (owner, "Poet", "✍️", OTHER)
    assert made.starters == ["On rain", "On snow"]
    assert made.parameters == {"temperature": 0.5, "stop": ["END"]}
    assert made.is_shared
    html = client.get("/assistants/").content.decode()
    assert f'href="/?assistant={made.pk}"' in html
    assert "Shared with everybody here" in html


def test_what_is_kept_is_shown_to_be_changed(client: Client, assistant: Assistant) -> None:
    html = client.get(f"/assistants/{assistant.pk}/").content.decode()
    assert "Into {{language}} for {{name}}.</textarea>" in html
    assert "Hello &lt;b&gt;?</textarea>" in html
    assert f'value="{OTHER}" selected' in html
    client.post(f"/assistants/{assistant.pk}/", assistant_fields(name="Painter"))
    assistant.refresh_from_db()
    assert (assistant.name, assistant.model) == ("Painter", "")


def test_a_model_that_is_not_offered_now_stays_chosen(client: Client, owner: User) -> None:
    gone = an_assistant(owner, model="gone/model")
    address = f"/assistants/{gone.pk}/"
    assert 'value="gone/model" selected' in client.get(address).content.decode()
    assert client.post(address, assistant_fields(model="gone/model")).status_code == 302
    assert client.post(address, assistant_fields(model="never/seen")).status_code == 422


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", " ", "Give it a name."),
        ("name", "x" * 61, "Use at most 60 characters; these are 61."),
        ("icon", "ab", "Use one letter or one emoji."),
        ("description", "x" * 301, "Use at most 300 characters"),
        ("system_prompt", "x" * 20_001, "Use at most 20000 characters; these are 20001."),
        ("system_prompt", "".join(f"{{{{v{n}}}}}" for n in range(11)), "at most 10 variables"),
        ("starters", "\n".join("abcdefg"), "Use at most 6 starters."),
        ("starters", "x" * 301, "A starter may have 300 characters."),
        ("model", "never/seen", "This model is not offered any more."),
        ("temperature", "9", "from 0 to 2"),
        ("name", "a\0b", "Null characters"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    client: Client, field: str, typed: str, sentence: str
) -> None:
    response = client.post("/assistants/new/", assistant_fields(**{field: typed}))
    html = response.content.decode()
    assert response.status_code == 422
    described = re.search(rf'<[^>]+name="{field}"[^>]*aria-describedby="([^"]+)"', html)
    assert described
    assert f"id_{field}_error" in described[1]
    error = re.search(rf'id="id_{field}_error".*?</ul>', html, re.DOTALL)
    assert error
    assert sentence in error[0]
    for kept in assistant_fields():
        if kept != field:
            assert assistant_fields()[kept].strip().replace("\r\n", "\n") in html.replace("\r", "")
    assert not Assistant.objects.exists()


def test_a_long_text_is_not_cut_by_the_browser(client: Client) -> None:
    assert "maxlength" not in client.get("/assistants/new/").content.decode()


def test_others_see_a_shared_one_and_may_copy_but_not_change_it(
    strangers_client: Client, stranger: User, assistant: Assistant
) -> None:
    address = f"/assistants/{assistant.pk}/"
    assert strangers_client.post(f"{address}copy/").status_code == 404
    assistant.keep(shared=True)
    html = strangers_client.get("/assistants/").content.decode()
    assert "Shared by owner" in html
    assert f"{address}removal/" not in html
    assert strangers_client.get(address).status_code == 404
    assert strangers_client.post(address, assistant_fields()).status_code == 404
    assert strangers_client.post(f"{address}removal/").status_code == 404
    copied = strangers_client.post(f"{address}copy/")
    copy = Assistant.objects.get(owner=stranger)
    assert copied.headers["Location"] == f"/assistants/{copy.pk}/"
    assert (copy.system_prompt, copy.is_shared) == (assistant.system_prompt, False)


def test_one_that_is_deleted_is_gone_and_its_chats_are_not(
    client: Client, assistant: Assistant
) -> None:
    begin(client, assistant, variables={"language": "Welsh"})
    client.post(f"/assistants/{assistant.pk}/removal/")
    assert not Assistant.objects.exists()
    chat = Chat.objects.get()
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    assert "Translator" in html
    assert "?assistant=" not in html
    assert "Into Welsh for owner." in client.get(f"/chats/{chat.pk}/assistant/").content.decode()


def test_too_many_are_refused_with_a_sentence(client: Client, assistant: Assistant) -> None:
    with override_settings(PALAVER_KEPT_EACH=1):
        for address in ("new/", f"{assistant.pk}/copy/"):
            response = client.post(f"/assistants/{address}", assistant_fields())
            assert response.status_code == 422
            assert "You keep 1 of these already." in response.content.decode()
    assert Assistant.objects.count() == 1


def test_a_new_chat_shows_with_what_it_begins(client: Client, assistant: Assistant) -> None:
    html = client.get(f"/?assistant={assistant.pk}").content.decode()
    assert "Translator</h2>" in html
    assert f'name="assistant" value="{assistant.pk}" form="composer"' in html
    assert 'name="variable:language"' in html
    assert "variable:name" not in html
    assert "Hello &lt;b&gt;?" in html
    assert f'value="{OTHER}"' in html
    starter = client.get(f"/?assistant={assistant.pk}&starter=0").content.decode()
    assert "Hello &lt;b&gt;?</textarea>" in starter
    for number in ("7", "-1", "x", "", "\0"):
        address = f"/?assistant={assistant.pk}&starter={number}"
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["x", "0" * 32, "\0", "٣"])
def test_what_is_not_there_is_not_found(client: Client, name: str) -> None:
    for kind in ("assistant", "prompt"):
        assert client.get("/", {kind: name}).status_code == 404


def test_somebody_elses_is_not_found(
    strangers_client: Client, owner: User, assistant: Assistant
) -> None:
    prompt = a_prompt(owner)
    for address in (f"/?assistant={assistant.pk}", f"/?prompt={prompt.pk}"):
        assert strangers_client.get(address).status_code == 404
    assistant.keep(shared=True)
    prompt.keep(shared=True)
    for address in (f"/?assistant={assistant.pk}", f"/?prompt={prompt.pk}"):
        assert strangers_client.get(address).status_code == 200


def test_the_first_message_opens_a_chat_that_knows_what_it_was_told(
    client: Client, owner: User, assistant: Assistant
) -> None:
    assistant.parameters = {"temperature": 0.5, "seed": 1}
    assistant.keep(shared=False)
    response = begin(client, assistant, variables={"language": "{{name}} <b>"})
    chat = Chat.objects.get()
    assert response.headers["Location"] == f"/chats/{chat.pk}/"
    assert (chat.assistant, chat.assistant_name) == (assistant, "Translator")
    assert chat.system_prompt == "Into {{name}} <b> for owner."
    assert chat.parameters == {"temperature": 0.5, "seed": 1}
    assert (chat.model, Generation.objects.get().model) == (OTHER, OTHER)
    html = client.get(f"/chats/{chat.pk}/").content.decode()
    assert f"/?assistant={assistant.pk}" in html
    assert "Into" not in html
    told = client.get(f"/chats/{chat.pk}/assistant/").content.decode()
    assert "Into {{name}} &lt;b&gt; for owner." in told


def test_its_parameters_may_be_changed_and_cleared_before_the_chat_begins(
    client: Client, assistant: Assistant
) -> None:
    assistant.parameters = {"temperature": 0.5, "seed": 1, "stop": ["a", "b"]}
    assistant.keep(shared=False)
    html = client.get(f"/?assistant={assistant.pk}").content.decode()
    for name, value in (("temperature", "0.5"), ("seed", "1"), ("stop", "a\nb")):
        assert f'type="hidden" name="{name}" value="{value}"' in html
    variables = {"language": "Welsh"}
    begin(client, assistant, temperature="", seed="2", stop="", variables=variables)
    assert Chat.objects.get().parameters == {"seed": 2}


def test_another_model_may_be_chosen_than_the_assistants(
    client: Client, assistant: Assistant
) -> None:
    begin(client, assistant, model=MODEL, variables={"language": "Welsh"})
    assert Chat.objects.get().model == MODEL


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("  ", "Fill in “language” first."),
        ("x" * 2_001, "Use at most 2000 characters"),
        ("a\0b", "Null characters"),
    ],
)
@pytest.mark.parametrize("turbo", [True, False])
def test_what_is_not_filled_in_is_asked_for_and_nothing_is_lost(
    client: Client, assistant: Assistant, typed: str, sentence: str, turbo: bool
) -> None:
    variables = {"language": typed}
    response = begin(client, assistant, turbo=turbo, text="Typed", variables=variables)
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert not Chat.objects.exists()
    if not turbo:
        assert "Typed</textarea>" in html
        assert 'name="variable:language"' in html
        assert f'name="assistant" value="{assistant.pk}"' in html


@pytest.mark.parametrize("turbo", [True, False])
def test_an_assistant_that_is_gone_is_left_out_when_the_message_is_sent_again(
    client: Client, assistant: Assistant, turbo: bool
) -> None:
    assistant.delete()
    assistant.pk = "x"
    response = begin(client, assistant, turbo=turbo)
    html = response.content.decode()
    assert response.status_code == 422
    assert "The assistant is not there any more." in html
    assert 'name="assistant"' not in html
    assert ('action="remove" target="begin_with"' in html) is turbo


def test_an_assistant_of_somebody_else_begins_nothing(
    strangers_client: Client, assistant: Assistant
) -> None:
    assert begin(strangers_client, assistant).status_code == 422
    assert not Chat.objects.exists()


def test_the_list_comes_in_pages_and_asks_no_more_for_many(
    client: Client, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "PER_PAGE", 3)
    counts = []
    for number in range(7):
        an_assistant(owner, name=f"Number {number}.", system_prompt="Secret words")
        with CaptureQueriesContext(connection) as queries:
            html = client.get("/assistants/").content.decode()
        counts.append(len(queries))
        assert "Secret words" not in html
    assert max(counts) == counts[0] <= 6
    assert re.findall(r">Number (\d)\.<", html) == ["0", "1", "2"]
    assert 'href="?page=2"' in html
    html = client.get("/assistants/?page=3").content.decode()
    assert re.findall(r">Number (\d)\.<", html) == ["6"]
    for page in ("x", "0", "-1", "99", "\0", "²"):
        assert client.get("/assistants/", {"page": page}).status_code == 200


def test_the_instructions_of_assistants_are_not_loaded_for_a_list(
    client: Client, assistant: Assistant
) -> None:
    with CaptureQueriesContext(connection) as queries:
        client.get("/assistants/")
    listed = [query["sql"] for query in queries if "chats_assistant" in query["sql"]]
    assert listed
    assert not [sql for sql in listed if "system_prompt" in sql]


def test_a_chat_without_an_assistant_says_so(client: Client, chat: Chat) -> None:
    html = client.get(f"/chats/{chat.pk}/assistant/").content.decode()
    assert "nothing in particular" in html
    assert "told__name" not in client.get(f"/chats/{chat.pk}/").content.decode()
