"""Files with messages: picked, dropped, pasted; shown, refused, removed, and never run."""

import base64
import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Route, expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.problems import UNREACHABLE, Problems
from tests.browser.tab import Tab
from tests.browser.wcag import serious
from tests.documents.making import (
    HTML,
    MEGABYTE,
    SVG,
    encrypted_pdf,
    image,
    packed_docx,
    pdf,
)

FAST = "openai/scripted?tokens=10&rate=0"
UPLOADS = re.compile(r"/attachments/$")
READ = 30_000  # ms until a busy machine has read a file
LONG = "line of a long text\n" * 90
GIVE = """
([kind, name, type, content, selector]) => {
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  const data = new DataTransfer();
  if (kind === "text") data.setData("text/plain", new TextDecoder().decode(bytes));
  else data.items.add(new File([bytes], name, { type }));
  const options = { bubbles: true, cancelable: true };
  const target = document.querySelector(selector);
  if (kind === "drop") {
    target.dispatchEvent(new DragEvent("dragover", { ...options, dataTransfer: data }));
    target.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: data }));
  } else {
    target.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
  }
}
"""


@pytest.fixture
def tab(owner: Person) -> Tab:
    tab = owner.ask_and_wait(model=FAST)
    tab.expect_connected()
    return tab


def chips(tab: Tab) -> Locator:
    return (
        tab.page.locator("#composer")
        .get_by_role("list", name="Attachments")
        .get_by_role("listitem")
    )


def files_of_the_question(tab: Tab) -> Locator:
    question = tab.log.get_by_role("group", name="Question").last
    return question.get_by_role("list", name="Attachments").get_by_role("link")


def waiting_messages(tab: Tab) -> Locator:
    return tab.page.get_by_role("list", name="Waiting messages")


def payload(name: str, content: bytes, media_type: str = "") -> FilePayload:
    return {"name": name, "mimeType": media_type, "buffer": content}


def pick(tab: Tab, *files: FilePayload) -> None:
    tab.page.get_by_label("Attach files").set_input_files(list(files))


def give(tab: Tab, kind: str, content: bytes, name: str = "", selector: str = "#text") -> None:
    encoded = base64.b64encode(content).decode()
    tab.page.evaluate(GIVE, [kind, name, "", encoded, selector])


def expect_ready(chip: Locator) -> None:
    expect(chip).to_have_attribute("data-state", "ready", timeout=READ)


def test_picked_files_are_sent_and_shown_with_the_question(owner: Person, tab: Tab) -> None:
    other = owner.tab(tab.page.url)
    other.expect_connected()
    pick(
        tab, payload("report.pdf", pdf("One", "Two")), payload("cat.png", image("PNG", (300, 200)))
    )
    for chip in (chips(tab).nth(0), chips(tab).nth(1)):
        expect_ready(chip)
    expect(chips(tab).nth(0)).to_contain_text("2 pages")
    expect(chips(tab).nth(1).locator("img")).to_have_js_property("complete", True)
    tab.send("What do they show?")
    for each in (tab, other):
        expect(files_of_the_question(each)).to_have_count(2)
        expect(files_of_the_question(each).nth(0)).to_contain_text("report.pdf")
        expect(each.log.get_by_role("img", name="cat.png")).to_be_visible()
    expect(chips(tab)).to_have_count(0)
    tab.expect_status("done")
    tab.page.reload()
    expect(files_of_the_question(tab)).to_have_count(2)
    expect(chips(tab)).to_have_count(0)


def test_a_dropped_file_is_attached_wherever_it_falls(tab: Tab) -> None:
    give(tab, "drop", b"some notes", "notes.md", "[role=log]")
    expect_ready(chips(tab))
    expect(chips(tab)).to_contain_text("notes.md")
    expect(tab.box).to_be_focused()


def test_a_pasted_image_is_attached(tab: Tab) -> None:
    give(tab, "paste", image("PNG"), "image.png")
    expect_ready(chips(tab))
    expect(chips(tab).locator("img")).to_be_visible()


def test_a_long_pasted_text_becomes_a_file_and_may_be_text_again(tab: Tab) -> None:
    tab.box.fill("Look: ")
    give(tab, "text", LONG.encode())
    expect_ready(chips(tab))
    expect(chips(tab)).to_contain_text("Pasted text.txt")
    expect(tab.box).to_have_value("Look: ")
    tab.button("Put the text into the message").click()
    expect(tab.box).to_have_value(f"Look: {LONG}")
    expect(chips(tab)).to_have_count(0)
    tab.page.reload()
    expect(tab.box).to_have_value(f"Look: {LONG}")
    expect(chips(tab)).to_have_count(0)


def test_a_short_pasted_text_stays_text(tab: Tab) -> None:
    give(tab, "text", b"two\nlines")
    tab.rest()
    expect(chips(tab)).to_have_count(0)


def test_files_alone_are_a_message(tab: Tab) -> None:
    tab.open("/")
    pick(tab, payload("notes.txt", b"Translate this."))
    expect_ready(chips(tab))
    tab.button("Send").click()
    tab.expect_chat()
    expect(files_of_the_question(tab)).to_have_text(re.compile("notes.txt"))
    expect(tab.page.get_by_role("heading", level=1)).to_have_text("notes.txt")


def test_what_was_attached_is_kept_across_reloads(owner: Person, tab: Tab) -> None:
    pick(tab, payload("draft.txt", b"text"))
    expect_ready(chips(tab))
    tab.page.reload()
    expect(chips(tab)).to_contain_text("draft.txt")
    tab.open("/")
    expect(chips(tab)).to_have_count(0)


def test_a_message_waits_for_its_files(tab: Tab) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    tab.page.route(UPLOADS, hold)
    pick(tab, payload("slow.txt", b"text"))
    expect(chips(tab).get_by_role("progressbar")).to_be_visible()
    tab.send("With a file")
    expect(tab.page.get_by_text("as soon as its files are there")).to_be_visible()
    expect(tab.answers).to_have_count(1)
    for route in held:
        route.continue_()
    expect(tab.answers).to_have_count(2)
    expect(files_of_the_question(tab)).to_contain_text("slow.txt")
    expect(tab.box).to_have_value("")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("empty.txt", b"", "This file is empty."),
        ("setup.exe", b"MZ\x90\x00\x03\x00", "Files of this type cannot be read."),
        ("picture.png", b"\x7fELF\x00", "Files of this type cannot be read."),
        ("film.mp4", bytes(26 * 1024 * 1024), "This file is too large"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    tab: Tab, problems: Problems, name: str, content: bytes, sentence: str
) -> None:
    problems.expect("status of 422")
    pick(tab, payload(name, content))
    expect(chips(tab)).to_have_attribute("data-state", "refused")
    expect(chips(tab).get_by_role("alert")).to_contain_text(sentence)
    tab.send("Without it, then")
    expect(tab.answers).to_have_count(2)
    tab.page.get_by_role("button", name=f"Remove {name}").click()
    expect(chips(tab)).to_have_count(0)
    expect(tab.box).to_be_focused()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("secret.pdf", encrypted_pdf(), "protected by a password"),
        ("endless.pdf", pdf(*["x"] * 10_000), "too many pages"),
    ],
    ids=["a password", "10,000 pages"],
)
def test_what_cannot_be_read_says_so_before_and_after_it_is_sent(
    tab: Tab, name: str, content: bytes, sentence: str
) -> None:
    pick(tab, payload(name, content))
    expect(chips(tab)).to_have_attribute("data-state", "refused", timeout=READ)
    expect(chips(tab)).to_contain_text(sentence)
    tab.send("What does it say?")
    expect(tab.log.get_by_text(sentence)).to_be_visible()


def test_nobody_else_is_served_what_was_attached(owner: Person, tab: Tab, welcome: Welcome) -> None:
    pick(tab, payload("cat.png", image("PNG", (300, 200))))
    expect_ready(chips(tab))
    tab.send("What is it?")
    shown = files_of_the_question(tab)
    whole, small = shown.get_attribute("href"), shown.locator("img").get_attribute("src")
    strangers, nobodys = welcome().context.request, welcome(session="").context.request
    for address in (whole or "", small or ""):
        assert owner.context.request.get(address).status == 200
        assert strangers.get(address).status == 404
        assert nobodys.get(address, max_redirects=0).status == 302


def test_the_page_says_that_files_are_read_and_what_came_of_it(
    tab: Tab, problems: Problems
) -> None:
    problems.expect("status of 404")  # a chip asks what became of a file that is just being sent
    slow = [payload(f"{n}.docx", packed_docx(190 * MEGABYTE)) for n in range(6)]
    pick(tab, *slow, payload("secret.pdf", encrypted_pdf()))
    expect(chips(tab).locator("[name=attachments]")).to_have_count(7)
    tab.send("What do they say?")
    expect(tab.answers.last).to_contain_text("Reading the attachments…")
    expect(tab.log.get_by_text("protected by a password")).to_be_visible(timeout=READ)
    expect(tab.log.get_by_text("There is no text in this file.")).to_have_count(6, timeout=READ)
    tab.expect_status("done")


def test_a_message_that_waits_shows_its_files(owner: Person, tab: Tab) -> None:
    tab.ask(tokens=3000, rate=40)
    tab.expect_words(1)
    other = owner.tab(tab.page.url)
    other.expect_connected()
    pick(tab, payload("notes.txt", b"text"), payload("cat.png", image("PNG")))
    for number in range(2):
        expect_ready(chips(tab).nth(number))
    tab.send(f"And these? {'Look at all of it. ' * 9}")
    for each in (tab, other):
        expect(waiting_messages(each)).to_contain_text("And these?")
        for name in ("notes.txt", "cat.png"):
            expect(waiting_messages(each).locator("summary")).to_contain_text(name)
    _expect_no_fault(tab)
    tab.page.set_viewport_size({"width": 390, "height": 800})
    expect(tab.page.get_by_role("button", name="Remove")).to_be_in_viewport(ratio=1)


def test_files_alone_may_wait_too(tab: Tab) -> None:
    tab.ask(tokens=3000, rate=40)
    tab.expect_words(1)
    expect(tab.button("Send")).to_be_hidden()
    pick(tab, payload("notes.txt", b"text"))
    expect_ready(chips(tab))
    tab.button("Send").click()
    expect(waiting_messages(tab).locator("summary")).to_contain_text("notes.txt")
    expect(chips(tab)).to_have_count(0)


def test_a_lost_upload_says_so_and_can_be_tried_again(tab: Tab, problems: Problems) -> None:
    problems.expect(*UNREACHABLE)
    tab.page.route(UPLOADS, lambda route: route.abort())
    pick(tab, payload("notes.txt", b"text"))
    expect(chips(tab).get_by_role("alert")).to_contain_text("could not be sent")
    tab.page.unroute(UPLOADS)
    tab.page.get_by_role("button", name="Remove notes.txt").click()
    pick(tab, payload("notes.txt", b"text"))
    expect_ready(chips(tab))


def test_what_would_run_does_not(owner: Person, tab: Tab, problems: Problems) -> None:
    polyglot = image("GIF") + b"/*" + HTML
    pick(tab, payload("a.svg", SVG), payload("b.html", HTML), payload("c.gif", polyglot))
    for number in range(3):
        expect_ready(chips(tab).nth(number))
    tab.send("Safe?")
    expect(files_of_the_question(tab)).to_have_count(3)
    for number in range(3):
        with owner.context.expect_page() as opened:
            files_of_the_question(tab).nth(number).click()
        opened.value.wait_for_load_state()
        assert opened.value.locator("script").count() == 0
        opened.value.close()
    assert problems.unexpected == []


def test_everything_can_be_done_with_the_keyboard(tab: Tab) -> None:
    with tab.page.expect_file_chooser() as choosing:
        tab.page.get_by_label("Attach files").press("Enter")
    choosing.value.set_files([payload("notes.txt", b"text")])
    expect_ready(chips(tab))
    expect(tab.box).to_be_focused()
    remove = tab.page.get_by_role("button", name="Remove notes.txt")
    tab.page.keyboard.press("Shift+Tab")
    expect(remove).to_be_focused()
    tab.page.keyboard.press("Enter")
    expect(chips(tab)).to_have_count(0)
    expect(tab.box).to_be_focused()


def test_without_javascript_files_can_be_attached_too(welcome: Welcome) -> None:
    tab = welcome(java_script_enabled=False).tab("/")
    pick(tab, payload("notes.txt", b"some notes"))
    tab.button("Attach").click()
    expect(chips(tab)).to_contain_text("notes.txt")
    pick(tab, payload("cat.png", image("PNG")))
    tab.button("Attach").click()
    expect(chips(tab)).to_have_count(2)
    tab.page.get_by_role("button", name="Remove cat.png").click()
    expect(chips(tab)).to_have_count(1)
    tab.send("What is in it?")
    tab.expect_chat()
    expect(files_of_the_question(tab)).to_contain_text("notes.txt")
    expect(chips(tab)).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_serious(welcome: Welcome, problems: Problems, width: int) -> None:
    problems.expect("status of 422")
    view: Any = {"viewport": {"width": width, "height": 800}}
    tab = welcome(**view).tab("/")
    pick(
        tab,
        payload("a report with a very long name that does not fit.pdf", pdf("One")),
        payload("cat.png", image("PNG", (300, 200))),
        payload("setup.exe", b"MZ\x00"),
    )
    give(tab, "text", LONG.encode())
    for number in (0, 1, 3):
        expect_ready(chips(tab).nth(number))
    _expect_no_fault(tab)
    assert tab.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.send("What do they show?")
    tab.expect_status("done")
    _expect_no_fault(tab)


def _expect_no_fault(tab: Tab) -> None:
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert serious(Axe(), tab) == []
