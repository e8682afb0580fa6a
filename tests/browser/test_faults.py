"""Every way in which a provider can fail, as the page tells it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.proof import expect_exact
from tests.browser.tab import Tab
from tests.provider import Parameters, script_text
from tests.provider.process import ProviderProcess
from tests.running import Palaver

PROVIDERS = """
[[provider]]
name = "hasty"
base_url = "{base_url}"
idle_timeout = 1.0

[[provider]]
name = "brief"
base_url = "{base_url}"
first_token_timeout = 0.5

[[provider]]
name = "gone"
base_url = "http://127.0.0.1:9/v1"
models = ["any"]
"""


@dataclass(frozen=True)
class Fault:
    model: str
    sentence: str
    may_continue: bool = False
    text: str = ""
    provider: str = "hasty"


SOME = script_text(1, 60)
FAULTS = {
    "a wrong key": Fault("scripted?fault=401", "did not accept the API key"),
    "no credit": Fault("scripted?fault=quota", "no credit left"),
    "an unknown model": Fault("unheard-of", "does not know the model “unheard-of”"),
    "too many requests": Fault("scripted?fault=429:3600", "Try again in 60 minutes"),
    "too long a conversation": Fault("scripted?fault=context", "longer than the model"),
    "a refusal": Fault("scripted?fault=filter", "refused to answer"),
    "a fault of its own": Fault("scripted?fault=500", "a fault of its own"),
    "a wrong address": Fault("scripted?fault=redirect", "check its base URL"),
    "silence": Fault("scripted?fault=hang", "did not begin to answer in time", provider="brief"),
    "a stall": Fault("scripted?fault=stall_at:60&rate=0", "stopped sending", True, SOME),
    "a cut": Fault("scripted?fault=cut_at:60&rate=0", "broke before", True, SOME),
    "a reset": Fault("scripted?fault=reset_at:60&rate=50", "broke before", True, SOME),
    "an early end": Fault("scripted?fault=end_at:60&rate=0", "broke before", True, SOME),
    "garbage": Fault("scripted?fault=garbage_at:60&rate=0", "not part of an answer", True, SOME),
    "an error": Fault("scripted?fault=error_at:60&rate=0", "a fault of its own", True, SOME),
}


@pytest.fixture(scope="module")
def palaver(
    provider: ProviderProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Palaver]:
    """A Palaver with little patience."""
    directory = tmp_path_factory.mktemp("hasty")
    providers = directory / "providers.toml"
    providers.write_text(PROVIDERS.format(base_url=provider.base_url))
    with Palaver(directory, "", PALAVER_PROVIDERS=str(providers)) as running:
        yield running


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_the_answer_says_what_is_wrong_and_keeps_what_came(owner: Person, fault: Fault) -> None:
    tab = owner.tab(owner.ask(model=f"{fault.provider}/{fault.model}"))
    tab.expect_status("failed")
    expect(tab.answer.locator("[data-part=notice]")).to_contain_text(fault.sentence)
    expect(tab.tool("Retry")).to_be_visible()
    expect(tab.tool("Continue")).to_be_visible(visible=fault.may_continue)
    for tool in ("Copy", "Good answer"):
        expect(tab.tool(tool)).to_be_visible(visible=bool(fault.text))
    expect(tab.button("Send")).to_be_visible()
    expect_exact(tab, fault.text, status="failed")


def test_a_provider_that_cannot_be_reached_says_so(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="gone/any"))
    tab.expect_status("failed")
    expect(tab.answer).to_contain_text("The provider “gone” cannot be reached.")
    expect(tab.tool("Retry")).to_be_visible()


@pytest.mark.parametrize("fault", ["cut_at:60", "stall_at:60", "garbage_at:60", "reset_at:60"])
def test_continue_completes_what_broke_off(owner: Person, fault: str) -> None:
    model = f"hasty/scripted?seed=71&tokens=150&times=1&rate=200&fault={fault}"
    tab = owner.tab(owner.ask(f"With {fault}", model=model))
    tab.expect_status("failed")
    tab.tool("Continue").click()
    expect_exact(tab, script_text(71, 150))


def test_retry_asks_again_from_the_beginning(owner: Person) -> None:
    model = "hasty/scripted?seed=72&tokens=150&times=1&fault=cut_at:60"
    tab = owner.tab(owner.ask("Retried", model=model))
    tab.expect_status("failed")
    tab.tool("Retry").click()
    expect(tab.answer.locator("[data-part=notice]")).to_be_empty()
    expect_exact(tab, script_text(72, 150))


def test_a_short_rate_limit_is_waited_for(owner: Person) -> None:
    model = "hasty/scripted?seed=73&tokens=20&times=1&fault=429:1"
    expect_exact(owner.tab(owner.ask("Patient", model=model)), script_text(73, 20))


@pytest.mark.parametrize(
    "fault", ["nul_at:20", "surrogate_at:20", "control_at:20", "split_pair_at:20", "split"]
)
def test_odd_characters_are_replaced_and_the_answer_goes_on(owner: Person, fault: str) -> None:
    parameters = Parameters(seed=74, tokens=60, fault=fault)
    tab = owner.tab(owner.ask(model=f"hasty/scripted?seed=74&tokens=60&rate=0&fault={fault}"))
    expect_exact(tab, parameters.answer())


def test_an_answer_cut_at_its_longest_can_be_continued(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="hasty/scripted?seed=75&tokens=40&rate=0&finish=length"))
    tab.expect_status("done")
    expect(tab.tool("Continue")).to_be_visible()
    expect(tab.answer.locator("[data-part=notice]")).not_to_be_empty()


def test_the_next_question_does_not_send_the_failed_answer(
    owner: Person, provider: ProviderProcess
) -> None:
    tab = owner.tab(owner.ask("Failing", model="hasty/scripted?fault=500"))
    tab.expect_status("failed")
    tab.choose_model("scripted-fast")
    again = "And after the failure?"
    tab.send(again)
    _expect_done(tab)
    asked = next(r for r in provider.requests() if r["messages"][-1]["content"] == again)
    assert [message["role"] for message in asked["messages"]] == ["user", "user"]


def _expect_done(tab: Tab) -> None:
    expect(tab.answers).to_have_count(2)
    tab.expect_status("done")
