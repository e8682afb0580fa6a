"""A tab with a page of Palaver, in the words of somebody who uses it."""

import json
import re
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from tests.running import Palaver

CHAT = re.compile(r"/chats/[0-9a-f-]{36}/$")
# What is seen in the middle of a transition is nothing that anybody looks at.
AT_REST = """
async () => {
  const passing = () => document.getAnimations().filter((it) => it instanceof CSSTransition);
  do {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    await Promise.allSettled(passing().map((it) => it.finished));
  } while (passing().length || document.querySelector("turbo-frame[busy]"));
}
"""


class Tab:
    def __init__(self, page: Page, palaver: Palaver) -> None:
        self.page = page
        self.palaver = palaver

    @property
    def box(self) -> Locator:
        return self.page.get_by_role("textbox", name="Message")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")

    @property
    def answers(self) -> Locator:
        return self.log.get_by_role("article", name="Answer")

    @property
    def answer(self) -> Locator:
        return self.answers.last

    @property
    def body(self) -> Locator:
        return self.answer.locator("[data-part=body]")

    @property
    def model(self) -> Locator:
        """The select that holds which model answers; with scripts it is not to be seen."""
        return self.page.locator("[data-chat-target=model]")

    @property
    def error(self) -> Locator:
        """What is wrong with the message that was to be sent."""
        return self.page.locator("#composer_error")

    @property
    def chats(self) -> Locator:
        return self.page.get_by_role("navigation", name="Chats").get_by_role("listitem")

    @property
    def connected(self) -> Locator:
        return self.page.locator("html[data-live=open]")

    @property
    def banner(self) -> Locator:
        return self.page.locator(".banner")

    @property
    def message_id(self) -> str:
        return (self.answer.get_attribute("id") or "").removeprefix("message_")

    @property
    def words_shown(self) -> int:
        """The number of the last word of the script that is there, formulas apart."""
        numbers = re.findall(r"⟦(\d+)⟧", self.body.text_content() or "")
        return int(numbers[-1]) if numbers else 0

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def tool(self, name: str) -> Locator:
        """A button of the last answer."""
        return self.answer.get_by_role("button", name=name, exact=True)

    def edit(self) -> Locator:
        """The last question, opened to be edited: where it is typed."""
        question = self.page.get_by_role("group", name="Question").last
        question.hover()
        question.get_by_role("link", name="Edit").click()
        box = question.get_by_role("textbox", name="Question")
        expect(box).to_be_focused()
        return box

    def open(self, path: str) -> Self:
        self.page.goto(path)
        return self

    def send(self, text: str) -> Self:
        self.box.fill(text)
        self.button("Send").click()
        return self

    def ask(self, **parameters: Any) -> Self:
        """Sends what tells the scripted provider how to answer."""
        return self.send(json.dumps(parameters))

    def choose_model(self, name: str) -> None:
        self.page.get_by_role("button", name=re.compile("^Model ")).click()
        self.page.get_by_role("combobox", name="Search models").fill(name)
        self.page.locator(f'[role=option][data-model$="/{name}"]').first.click()

    def rename(self, title: str) -> None:
        self.button("Chat options").click()
        self.page.get_by_label("Title").fill(title)
        self.button("Rename").click()

    def delete(self) -> None:
        self.button("Chat options").click()
        self.button("Delete chat").click()

    def rest(self) -> None:
        """Waits until nothing is being loaded, and the colours have changed that are about to."""
        self.page.evaluate(AT_REST)

    def expect_chat(self) -> None:
        expect(self.page).to_have_url(CHAT)
        self.expect_shown()

    def expect_shown(self) -> None:
        """The page that was asked for: its address is there before it."""
        expect(self.page.locator("html")).not_to_have_attribute("aria-busy", "true")

    def expect_connected(self) -> None:
        expect(self.connected).to_be_attached(timeout=15_000)

    def expect_status(self, status: str) -> None:
        expect(self.answer).to_have_attribute("data-status", status, timeout=30_000)

    def expect_words(self, count: int = 1) -> None:
        """At least so many words of the script are there."""
        expect(self.body).to_contain_text(re.compile(rf"⟦{count}⟧|x_\{{{count}\}}"), timeout=15_000)
