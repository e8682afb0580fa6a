"""Providers from the environment and from TOML."""

from decimal import Decimal
from pathlib import Path

import pytest

from palaver.llm import (
    ConfigurationError,
    Model,
    Price,
    Provider,
    load_providers,
    provider_from_environment,
)

WHOLE = """\
# two providers
[[provider]]
name = "openai"
base_url = "https://api.openai.com/v1"
api_key_env = "MY_KEY"
models = ["gpt-5", "gpt-5-mini"]

[[provider]]
name = "box"
base_url = "http://192.168.1.7:11434"
connect_timeout = 2
first_token_timeout = 300.5
idle_timeout = 30
continuation = "instruction"
headers = { X-Team = "blue" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "providers.toml"


def test_all_keys_are_read(file: Path) -> None:
    file.write_text(WHOLE)
    openai, box = load_providers(file, {"MY_KEY": "sk-2\n"})
    assert openai == Provider(
        "openai", "https://api.openai.com/v1", api_key="sk-2", models=("gpt-5", "gpt-5-mini")
    )
    assert box == Provider(
        "box",
        "http://192.168.1.7:11434",
        headers={"X-Team": "blue"},
        connect_timeout=2,
        first_token_timeout=300.5,
        idle_timeout=30,
        continuation="instruction",
        kind="ollama",
    )


DESCRIBED = """\
[[provider]]
name = "router"
base_url = "https://router.example/v1"

[[provider.model]]
name = "meta/llama-4"
window = 131072
longest_answer = 8192
sees_images = true
reasoning_effort = false
input_price = 0.2
cached_price = 0.05
output_price = 1
currency = "EUR"

[[provider.model]]
name = "local"
"""


def test_single_models_are_described(file: Path) -> None:
    file.write_text(DESCRIBED)
    (router,) = load_providers(file, {})
    price = Price(Decimal("0.2"), Decimal(1), Decimal("0.05"), "EUR")
    llama = Model("router", "meta/llama-4", 131072, 8192, True, False, None, price)
    assert router.described == (llama, Model("router", "local"))
    assert router.describe("meta/llama-4") == llama


def test_an_empty_file_names_no_provider(file: Path) -> None:
    file.write_text("")
    assert load_providers(file, {}) == ()


TABLE = '[[provider]]\nname = "a"\nbase_url = "http://a/v1"\n'
MODEL = TABLE + '[[provider.model]]\nname = "m"\n'
WRONG = [
    (MODEL + "window = 0\n", 6, "window must be a whole number of tokens"),
    (MODEL + "window = 1.5\n", 6, "window must be a whole number of tokens"),
    (MODEL + MODEL[len(TABLE) :] + "longest_answer = true\n", 8, "longest_answer must be a whole"),
    (MODEL + "sees_images = 1\n", 6, "sees_images must be true or false"),
    (MODEL + "output_price = 1\n", 4, "input_price is missing"),
    (MODEL + "input_price = 1\n", 4, "output_price is missing"),
    (MODEL + "input_price = -1\noutput_price = 1\n", 6, "input_price must be what a million"),
    (MODEL + 'currency = "euro"\n', 6, "currency must be three capital letters"),
    (MODEL + "colour = 3\n", 6, "colour is not known"),
    (TABLE + "[[provider.model]]\nwindow = 5\n", 4, "name is missing"),
    (MODEL + MODEL[len(TABLE) :], 7, "name 'm' is used twice"),
    (TABLE + 'model = "m"\n', 4, "model must be written [[provider.model]]"),
    (MODEL + TABLE.replace('"a"', '"b"') + "[[provider.model]]\n", 9, "name is missing"),
    ('[[provider]]\nname = "a"\n', 1, "base_url is missing"),
    (TABLE + '\n[[provider]]\nbase_url = "http://b"\n', 5, "name is missing"),
    (TABLE + 'colour = "red"\n', 4, "colour is not known"),
    (TABLE + TABLE, 5, "name 'a' is used twice"),
    (TABLE + "api_key = 5\n", 4, "api_key must be a text"),
    (TABLE + 'api_key = "a\\nb"\n', 4, "api_key holds a character"),
    (TABLE + 'api_key_env = "NOT_SET"\n', 4, "api_key_env names NOT_SET, which is not set"),
    (TABLE + 'api_key_env = "ODD"\n', 4, "api_key_env names ODD, which holds a character"),
    (TABLE + 'api_key = "x"\napi_key_env = "ODD"\n', 5, "api_key_env and api_key exclude"),
    (TABLE + 'models = "gpt"\n', 4, "models must be a list"),
    (TABLE + "models = [\n  1,\n]\n", 4, "models must be a list"),
    (TABLE + "idle_timeout = 0\n", 4, "idle_timeout must be a number of seconds"),
    (TABLE + "idle_timeout = nan\n", 4, "idle_timeout must be a number of seconds"),
    (TABLE + "idle_timeout = true\n", 4, "idle_timeout must be a number of seconds"),
    (TABLE + 'connect_timeout = "5"\n', 4, "connect_timeout must be a number of seconds"),
    (TABLE + 'continuation = "maybe"\n', 4, "continuation must be one of instruction, prefill"),
    (TABLE + 'kind = "demo"\n', 4, "kind must be one of"),
    (TABLE + "headers = 3\n", 4, "headers must be a table"),
    (TABLE + "[provider.headers]\nX-A = 3\n", 4, "headers must be a text"),
    ('[[provider]]\nname = "A b"\n', 2, "name must be"),
    ('[[provider]]\nname = "a"\nbase_url = "ftp://a"\n', 3, "base_url must be an address"),
    ('[[provider]]\nname = "a"\nbase_url = "http://[a"\n', 3, "base_url must be an address"),
    ('[[provider]]\nname = "a"\nbase_url = "http://a/?b"\n', 3, "base_url must not hold"),
    ('[provider]\nname = "a"\n', 1, "provider must be written [[provider]]"),
    ("# first\ntitle = 3\n", 2, "title is not known"),
    ('provider = "a"\n', 1, "provider must be written [[provider]]"),
]


@pytest.mark.parametrize(("text", "line", "fault"), WRONG)
def test_a_wrong_value_is_refused_with_file_line_and_key(
    file: Path, text: str, line: int, fault: str
) -> None:
    file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        load_providers(file, {"ODD": "a\x07b"})
    assert str(caught.value).startswith(f"{file}, line {line}: {fault}")
    assert str(caught.value).endswith(".")


def test_broken_toml_is_refused_with_its_line(file: Path) -> None:
    file.write_text(TABLE + "api_key = \n")
    with pytest.raises(ConfigurationError, match=r"providers.toml is not valid TOML.*line 4"):
        load_providers(file, {})


def test_a_missing_file_is_refused(file: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot be read: No such file"):
        load_providers(file, {})


def test_a_file_that_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        load_providers(file, {})


def test_the_environment_may_name_no_provider() -> None:
    assert provider_from_environment({"OPENAI_API_KEY": " "}) is None


def test_a_key_alone_means_openai() -> None:
    provider = provider_from_environment({"OPENAI_API_KEY": "sk-3"})
    assert provider == Provider("openai", "https://api.openai.com/v1", api_key="sk-3")
    assert provider.continuation == "instruction"


def test_an_address_alone_needs_no_key() -> None:
    provider = provider_from_environment({"OPENAI_BASE_URL": "http://127.0.0.1:1234/v1"})
    assert provider is not None
    assert (provider.kind, provider.continuation) == ("lmstudio", "prefill")


@pytest.mark.parametrize(
    ("name", "value"), [("OPENAI_BASE_URL", "localhost:8000"), ("OPENAI_API_KEY", "a\nb")]
)
def test_a_wrong_variable_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"^{name} .*[.]$"):
        provider_from_environment({name: value})
