"""`python -m tests.browser.screenshots [FOLDER]`

Draws docs/screenshot.png; with a folder, every state at three widths, light and dark, into it.
"""

import argparse
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser import branching_states, finding_states, orderly_states, reaching_states
from tests.browser.branching_states import ODD
from tests.browser.frontend import build_if_stale
from tests.browser.people import sessions
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.shelves import make_assistant, make_prompt
from tests.browser.showcase import DIAGRAM, FORMULAS, MODEL, OTHERS, QUESTION, showcase
from tests.browser.tab import Tab
from tests.chromium import chromium
from tests.provider.process import ProviderProcess
from tests.running import Palaver

README = Path(__file__).resolve().parents[2] / "docs/screenshot.png"
SIZES = {1440: 900, 768: 1024, 390: 844}
SCHEMES = ("light", "dark")
PROVIDERS = """
[[provider]]
name = "local"
base_url = "{showcase}"

[[provider.model]]
name = "{model}"
window = 131072
sees_images = true
input_price = 0.1
output_price = 0.3
currency = "EUR"

[[provider]]
name = "scripted"
base_url = "{scripted}"
idle_timeout = 1.0

[[provider.model]]
name = "scripted-long"
window = 900
"""
SHOWN = f"local/{MODEL}"
PROMPTS = {
    "fix": "Correct the mistakes in this {{language}} text, and change nothing else:\n\n{{text}}",
    "minutes": "Make minutes of these notes of {{date}}, with who does what until when.",
    "plain": "Say this in plain words, for somebody who is {{age}} years old:\n\n{{text}}",
}
SPREAD = """
from datetime import timedelta
from palaver.chats.models import Chat
for number, chat in enumerate(Chat.objects.newest_first()):
    chat.active_at -= timedelta(hours=20 * number)
    chat.save(update_fields=["active_at"])
"""
# What was done for one state's pictures is not to be seen in those of the next.
UNDO = """
from palaver.chats.models import Chat, Feedback, Folder, Tag
for model in (Feedback, Folder, Tag):
    model.objects.all().delete()
Chat.objects.update(pinned_at=None, archived_at=None)
Chat.objects.in_trash().restore()
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.screenshots")
    parser.add_argument("folder", nargs="?", type=Path, help="where every state is to be drawn")
    folder: Path | None = parser.parse_args().folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    build_if_stale()
    with _palaver() as palaver, chromium() as browser:
        session = _somebody_with_chats(palaver, browser)
        _draw_for_the_readme(palaver, browser, session)
        if folder is not None:
            _draw_every_state(palaver, browser, session, folder)


@contextmanager
def _palaver() -> Iterator[Palaver]:
    with (
        showcase() as shown,
        ProviderProcess() as scripted,
        tempfile.TemporaryDirectory() as name,
    ):
        directory = Path(name)
        providers = directory / "providers.toml"
        providers.write_text(
            PROVIDERS.format(showcase=shown, model=MODEL, scripted=scripted.base_url)
        )
        with Palaver(directory, "", PALAVER_PROVIDERS=str(providers)) as palaver:
            yield palaver


def _somebody_with_chats(palaver: Palaver, browser: Browser) -> str:
    (session,) = sessions(palaver, ["ada"], admin=True)
    person = _person(palaver, browser, session)
    for question in (*OTHERS, DIAGRAM, FORMULAS, QUESTION):
        person.ask_and_wait(question, model=SHOWN).page.close()
    make_assistant(person)
    for command, text in PROMPTS.items():
        make_prompt(person, command, text)
    person.context.close()
    palaver.shell(SPREAD)
    return session


def _draw_for_the_readme(palaver: Palaver, browser: Browser, session: str) -> None:
    person = _person(palaver, browser, session, viewport={"width": 1440, "height": 900})
    _draw(_asked(person, QUESTION), README)
    person.context.close()


def _draw_every_state(palaver: Palaver, browser: Browser, session: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, show in STATES.items():
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                view = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
                who = "" if name.startswith("nobody") else session
                person = _person(palaver, browser, who, **view)
                tab = show(person)
                _draw(tab, folder / f"{name}-{width}-{scheme}.png")
                _tidy_up(tab)
                person.context.close()
        palaver.shell(UNDO)


def _person(palaver: Palaver, browser: Browser, session: str, **options: object) -> Person:
    return Person.with_browser(palaver, session, browser, Problems(), **options)


def _draw(tab: Tab, path: Path) -> None:
    tab.page.mouse.move(0, 0)
    tab.page.evaluate("document.fonts.ready")
    tab.rest()
    tab.page.screenshot(path=path)


def _tidy_up(tab: Tab) -> None:
    """The next picture's list is not to hold what was asked for this one."""
    if tab.page.locator("[data-chat-target=title]", has_text=ODD).count():
        chat = tab.page.url.split("/")[-2]
        for act in ("discard", "expire"):
            _post(tab, "/chats/selection", act=act, chat=chat, confirmed="1")


def _post(tab: Tab, path: str, **fields: str) -> None:
    token = tab.page.locator("meta[name=csrf-token]").get_attribute("content") or ""
    tab.page.request.post(f"{path}/", form={**fields}, headers={"X-CSRFToken": token})


def _asked(person: Person, question: str) -> Tab:
    """The chat with this question, with formulas and diagrams drawn."""
    tab = person.tab("/")
    path = tab.page.locator("#sidebar a", has_text=question).get_attribute("href")
    tab.open(path or "/").expect_status("done")
    for dressed in tab.body.locator(".math, .code").all():
        dressed.scroll_into_view_if_needed()
    expect(tab.body.locator(".math:not([data-done])")).to_have_count(0)
    expect(tab.body.locator("[data-language=mermaid]:not([data-diagram])")).to_have_count(0)
    return tab


def _with_model(person: Person, parameters: str, status: str) -> Tab:
    tab = person.tab(person.ask(ODD, model=f"scripted/scripted?{parameters}"))
    tab.expect_status(status)
    return tab


def _running(person: Person) -> Tab:
    tab = _with_model(person, "seed=8&tokens=3000&rate=100", "running")
    tab.expect_words(60)
    return tab


def _stopped(person: Person) -> Tab:
    tab = _running(person)
    tab.button("Stop").click()
    tab.expect_status("stopped")
    return tab


def _thinking(person: Person) -> Tab:
    tab = _with_model(person, "tokens=30&reasoning=60&rate=0", "done")
    tab.answer.locator(".thinking summary").click()
    tab.rest()
    tab.answer.locator(".thinking summary").evaluate("(summary) => summary.scrollIntoView()")
    return tab


def _offline(person: Person) -> Tab:
    tab = _asked(person, FORMULAS)
    tab.expect_connected()
    person.context.set_offline(True)
    expect(tab.banner).to_be_visible(timeout=8_000)
    return tab


def _after(press: Callable[[Tab], None]) -> Callable[[Person], Tab]:
    def show(person: Person) -> Tab:
        tab = _asked(person, FORMULAS)
        press(tab)
        return tab

    return show


def _open_list(tab: Tab) -> None:
    if tab.button("Open chats").is_visible():
        tab.button("Open chats").click()


def _delete(tab: Tab) -> None:
    path = tab.page.url
    tab.delete()
    expect(tab.button("Undo")).to_be_visible()
    _post(tab, f"{path}restoration")


def _settings(tab: Tab) -> None:
    _open_list(tab)
    tab.button("Settings").click()


def _press_first(person: Person, path: str, name: str) -> Tab:
    tab = person.tab(path)
    tab.page.get_by_role("link", name=name).first.click()
    expect(tab.page.get_by_role("heading", level=1)).to_be_visible()
    return tab


def _with_assistant(person: Person) -> Tab:
    tab = _press_first(person, "/assistants/", "Translator")
    expect(tab.box).to_be_visible()
    return tab


def _assistant(person: Person) -> Tab:
    tab = _press_first(person, "/assistants/", "Edit")
    tab.page.get_by_text("Parameters", exact=True).click()
    tab.page.get_by_label("Temperature").scroll_into_view_if_needed()
    return tab


def _sure(person: Person) -> Tab:
    tab = person.tab("/assistants/")
    tab.page.get_by_role("button", name="Delete").first.click()
    return tab


def _slash(person: Person) -> Tab:
    tab = person.tab("/")
    tab.box.press_sequentially("/")
    expect(tab.page.get_by_role("option")).to_have_count(len(PROMPTS))
    return tab


def _picker(tab: Tab) -> None:
    tab.page.get_by_role("button", name=re.compile("^Model ")).click()
    tab.page.get_by_role("combobox", name="Search models").fill("m")


def _unfold(name: str) -> Callable[[Tab], None]:
    def unfold(tab: Tab) -> None:
        tab.button("Chat options").click()
        tab.page.locator("#options").get_by_text(name, exact=True).first.click()
        expect(tab.page.locator("#options turbo-frame[complete]")).to_be_visible()

    return unfold


def _new_parameters(person: Person) -> Tab:
    tab = person.tab("/")
    tab.button("Parameters").click()
    expect(tab.page.get_by_label("Temperature")).to_be_visible()
    return tab


def _left_out(person: Person) -> Tab:
    tab = person.tab(person.ask(ODD, model="scripted/scripted-long"))
    tab.expect_words(400)
    tab.button("Stop").click()
    tab.send("And what else?")
    expect(tab.answer.locator(".left-out")).to_be_visible()
    return tab


STATES: dict[str, Callable[[Person], Tab]] = {
    "nobody-signs-in": lambda person: person.tab("/"),
    "new-chat": lambda person: person.tab("/"),
    "blank": lambda person: person.tab("/").send(" "),
    "answer": lambda person: _asked(person, QUESTION),
    "formulas": lambda person: _asked(person, FORMULAS),
    "diagram": lambda person: _asked(person, DIAGRAM),
    "waiting": lambda person: _with_model(person, "tokens=5&first=60", "running"),
    "running": _running,
    "stopped": _stopped,
    "thinking": _thinking,
    "cut": lambda person: _with_model(person, "seed=9&fault=cut_at:60&rate=0", "failed"),
    "wrong-key": lambda person: _with_model(person, "fault=401", "failed"),
    "options": _after(lambda tab: tab.button("Chat options").click()),
    "picker": _after(_picker),
    "parameters": _after(_unfold("Parameters")),
    "new-parameters": _new_parameters,
    "cost": _after(_unfold("Tokens and cost")),
    "left-out": _left_out,
    "settings": _after(_settings),
    "list": _after(_open_list),
    "deleted": _after(_delete),
    "offline": _offline,
    "assistants": lambda person: person.tab("/assistants/"),
    "assistant": _assistant,
    "assistant-deleted": _sure,
    "assistant-begins": _with_assistant,
    "prompts": lambda person: person.tab("/prompts/"),
    "prompt": lambda person: person.tab("/prompts/new/"),
    "slash": _slash,
    "not-here": lambda person: person.tab("/chats/00000000-0000-4000-8000-000000000000/"),
    "password": lambda person: person.tab("/accounts/password/change/"),
    "invitations": lambda person: person.tab("/accounts/invitations/"),
    **branching_states.states("scripted"),
    **orderly_states.STATES,
    **reaching_states.STATES,
    **finding_states.states(ODD),
}


if __name__ == "__main__":
    main()
