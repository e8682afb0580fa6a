"""What belongs to somebody else is not there."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Welcome
from tests.browser.person import Person
from tests.browser.problems import Problems
from tests.browser.tab import Tab

FAST = "openai/scripted?tokens=10&rate=0"
SIGN_IN = re.compile("/accounts/login/")
WATCH = """
(watches) => new Promise((resolve) => {
  const refused = [];
  const socket = new WebSocket(location.origin.replace("http", "ws") + "/ws/live/");
  socket.onopen = () => watches.forEach((watch, n) =>
    socket.send(JSON.stringify(["watch", n + 1, ...watch])));
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    refused.push(message[0] === "refused" ? message[1] : message);
    if (refused.length === watches.length) resolve(refused);
  };
})
"""


def test_a_stranger_gets_404_for_a_chat_and_all_that_is_in_it(
    owner: Person, welcome: Welcome, problems: Problems
) -> None:
    problems.expect("status of 404")
    owners = owner.ask_and_wait(model=FAST)
    stranger = welcome()
    path = owners.page.url.removeprefix(owners.palaver.address)

    tab = stranger.tab(path)

    expect(tab.page.get_by_role("heading", name="Nothing is here")).to_be_visible()
    expect(tab.page.get_by_text("Hello?")).to_have_count(0)
    message = f"/messages/{owners.message_id}/"
    assert stranger.context.request.get(f"{message}text/").status == 404
    for verb in ("stop", "retry", "continuation"):
        assert stranger.post(f"{message}{verb}/").status == 404
    for verb in ("title", "deletion", "restoration", "messages"):
        assert stranger.post(f"{path}{verb}/", title="Mine", text="Mine").status == 404
    owners.page.reload()
    expect(owners.answers).to_have_count(1)
    expect(owners.page.get_by_role("heading", level=1)).to_have_text("Hello?")


def test_a_strangers_socket_is_refused_what_the_owners_is_given(
    owner: Person, welcome: Welcome
) -> None:
    owners = owner.ask_and_wait(model=FAST)
    chat = owners.page.url.rstrip("/").rpartition("/")[2]
    signed = owners.page.locator("turbo-stream-from").first.get_attribute("signed-stream-name")
    watches = [
        ["answer", owners.message_id, ""],
        ["chat", chat, 0],
        ["stream", signed],
    ]
    assert sorted(welcome().tab("/").page.evaluate(WATCH, watches)) == [1, 2, 3]
    given = owners.page.evaluate(WATCH, watches[:2])
    assert all(isinstance(frame, list) for frame in given)


def test_nobody_sees_anything_without_signing_in(owner: Person, welcome: Welcome) -> None:
    owners = owner.ask_and_wait(model=FAST)
    nobody = welcome(session="")
    for path in ("/", "/chats/", owners.page.url, f"/messages/{owners.message_id}/text/"):
        expect(Tab(nobody.context.new_page(), owner.palaver).open(path).page).to_have_url(SIGN_IN)
