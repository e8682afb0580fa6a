"""Nothing that a model or a person writes is executed: streamed, loaded, in titles or anywhere."""

import json

import pytest
from playwright.sync_api import Frame, expect

from tests.browser.hostile import TEXTS
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.proof import expect_exact, expect_fresh
from tests.browser.tab import Tab

EVERYTHING = "\n\n".join(TEXTS.values())
# What an answer may hold, as the browser sees it.
AUDIT = """
(root) => {
  const known = new Set(`a article b blockquote br button code del details div em form
    h1 h2 h3 h4 h5 h6 hr i iframe input li math mark ol p palaver-answer path pre s section span
    strong sub summary sup svg table tbody td th thead time tr ul use
    annotation semantics mrow mi mo mn mtext mstyle mspace msub msup mfrac munder mover merror
    mpadded menclose mtable mtr mtd`.split(/\\s+/));
  const own = (element) =>
    element.matches("turbo-frame.menu, turbo-frame.ask__frame") &&
    !element.closest("[data-part], .ask__text");
  const odd = [];
  for (const element of root.querySelectorAll("*")) {
    if (!known.has(element.localName) && !own(element)) odd.push(element.outerHTML);
    for (const { name, value } of element.attributes) {
      const target = ["href", "src", "action", "xlink:href", "formaction"].includes(name);
      if (name.startsWith("on") || name === "srcdoc") odd.push(element.outerHTML);
      if (target && !/^(https?:|mailto:|#|\\/)/.test(value)) odd.push(element.outerHTML);
    }
    if (element.localName === "iframe" && element.getAttribute("sandbox") !== "allow-scripts") {
      odd.push(element.outerHTML);
    }
  }
  return odd;
}
"""
# A drawing may link to nowhere but the web, and holds no script besides the frame's own.
DRAWING = """
() => [...document.querySelectorAll("svg :is(script, iframe, [onload], [onerror], [onclick], a)")]
  .filter((it) => it.localName !== "a" || !/^(https?:.*)?$/.test(it.href?.baseVal ?? ""))
  .map((it) => it.outerHTML)
"""
REACH = """
() => new Promise((resolve) => {
  addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective));
  fetch("/", { mode: "no-cors" }).then(() => resolve("reached"), () => {});
})
"""
UNDECIDED_DIAGRAM = ".code:not([data-diagram]):has(> .diagram)"


def test_what_is_executed_would_be_noticed(owner: Person, problems: Problems) -> None:
    tab = owner.tab("/")
    tab.page.evaluate("xss('on purpose')")
    tab.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=xss()>')")
    tab.page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://a.test/'}))")
    tab.page.wait_for_event("console", lambda message: "a.test" in message.text)
    found = " ".join(problems.unexpected)
    assert "executed: on purpose" in found
    assert "policy: script-src-attr" in found
    assert "policy: img-src http://a.test" in found
    problems.expect(".*")


@pytest.mark.parametrize("size", [1, 7])
def test_all_of_it_in_one_answer_is_text_streamed_and_loaded(owner: Person, size: int) -> None:
    tab = owner.tab(owner.ask(json.dumps({"text": EVERYTHING, "size": size, "rate": 600})))
    tab.expect_status("done")
    _expect_harmless(tab)
    tab.page.reload()
    _expect_harmless(tab)
    expect_exact(tab, EVERYTHING)


def test_each_of_it_alone_is_text(owner: Person) -> None:
    tab = owner.tab("/")
    for number, text in enumerate(TEXTS.values(), start=1):
        tab.ask(text=text, size=2, rate=0)
        expect(tab.answers).to_have_count(number)
        tab.expect_status("done")
        _expect_harmless(tab)
        assert tab.palaver.answer(tab.message_id).text == text
    expect_fresh(tab)


def test_a_question_and_its_title_are_text(owner: Person) -> None:
    tab = owner.tab("/")
    tab.send("<script>xss()</script><img src=x onerror=xss()></title></option>")
    tab.expect_status("done")
    expect(tab.log.get_by_text("<img src=x onerror=xss()>")).to_be_visible()
    expect(tab.page.get_by_role("heading", level=1)).to_contain_text("<script>xss()</script>")
    expect(tab.chats).to_contain_text(["<script>xss()</script>"])
    for _ in range(2):
        for shown in (tab.log, tab.page.get_by_role("heading", level=1), tab.chats.first):
            assert shown.evaluate(AUDIT) == []
        tab.page.reload()


def test_a_new_title_is_text_in_every_tab(owner: Person) -> None:
    first = owner.ask_and_wait(model="openai/scripted-fast")
    second = owner.tab(first.page.url)
    second.expect_connected()
    first.expect_connected()
    first.rename("\"><script>xss()</script><turbo-stream action='remove' target='main'>")
    for tab in (first, second):
        expect(tab.chats).to_contain_text(["<script>xss()</script>"])
        expect(tab.page.get_by_role("heading", level=1)).to_contain_text("</script><turbo-stream")


def test_what_a_provider_says_is_text(owner: Person) -> None:
    tab = owner.tab(owner.ask(model="openai/<img src=x onerror=xss()>"))
    tab.expect_status("failed")
    expect(tab.answer.locator("[data-part=notice]")).to_contain_text("<img src=x onerror=xss()>")
    assert tab.answer.evaluate(AUDIT) == []


def test_links_lead_out_without_a_trace(owner: Person) -> None:
    text = "[one](https://a.example/) <https://b.example/> [three](mailto:c@d.example)"
    tab = owner.tab(owner.ask(json.dumps({"text": text, "rate": 0})))
    tab.expect_status("done")
    for link in tab.body.get_by_role("link").all():
        expect(link).to_have_attribute("rel", "nofollow noopener noreferrer")


def test_the_frame_of_a_diagram_has_a_policy_of_its_own_and_no_origin(
    owner: Person, problems: Problems
) -> None:
    text = "```mermaid\ngraph TD\n  A --> B\n```\n\nDone."
    tab = owner.tab(owner.ask(json.dumps({"text": text, "rate": 0})))
    tab.expect_status("done")
    expect(tab.body.frame_locator("iframe").locator("svg").first).to_be_visible(timeout=15_000)
    problems.expect("connect-src", "Fetch API cannot load|Content Security Policy")
    (frame,) = tab.page.frames[1:]
    assert frame.evaluate("origin") == "null"
    assert frame.evaluate(REACH) == "connect-src"
    assert frame.evaluate("try { parent.document.title } catch { 'blocked' }") == "blocked"


def _expect_harmless(tab: Tab) -> None:
    """With all that the browser adds: colours, formulas, diagrams."""
    for dressed in tab.body.locator(".math, .code").all():
        dressed.scroll_into_view_if_needed()
    expect(tab.body.locator(".math:not([data-done])")).to_have_count(0)
    expect(tab.body.locator(UNDECIDED_DIAGRAM)).to_have_count(0, timeout=15_000)
    assert tab.answer.evaluate(AUDIT) == []
    assert all(_is_drawing(frame) for frame in tab.page.frames[1:])


def _is_drawing(frame: Frame) -> bool:
    return (frame.evaluate("origin"), frame.evaluate(DRAWING)) == ("null", [])
