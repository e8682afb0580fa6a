"""What must hold of the log and of every page, checked after every step (I1 to I8, I11, I13)."""

from dataclasses import dataclass

from django.db import connection

from palaver.generation.models import FINAL, Generation
from palaver.markdown import Stream, render
from tests.generation.model.browser import Article, Browser
from tests.generation.model.script import script, words

ANSWER = """
SELECT epoch, first_epoch, status, length, message.text, coalesce((
           SELECT {together}(text, '') FROM (
               SELECT text FROM generation_chunk c WHERE c.generation_id = generation.id
               ORDER BY start, reasoning_start) AS chunks), ''),
       message.reasoning, coalesce((
           SELECT {together}(reasoning, '') FROM (
               SELECT reasoning FROM generation_chunk c WHERE c.generation_id = generation.id
               ORDER BY start, reasoning_start) AS chunks), '')
FROM generation_generation generation JOIN chats_message message ON message.id = message_id
WHERE generation.id = %s
"""
TOGETHER = {"sqlite": "group_concat", "postgresql": "string_agg"}


class Violation(AssertionError):
    """An invariant does not hold."""


def must(holds: bool, invariant: str, *facts: object) -> None:
    if not holds:
        raise Violation(f"{invariant}: {facts}")


@dataclass(frozen=True)
class Row:
    epoch: int
    first_epoch: int
    status: str
    text: str
    reasoning: str

    @property
    def is_final(self) -> bool:
        return self.status in FINAL


class Ledger:
    """Remembers the log as it was after each step, and compares."""

    def __init__(self, generation_id: int, seed: int) -> None:
        self._generation_id = generation_id
        self._seed = seed
        self._base = ""
        self._shown: dict[int, tuple[int, int]] = {}
        self._texts: dict[int, Row] = {}
        self._articles: dict[int, Article] = {}
        self._stale: dict[int, str] = {}
        self.row = self._read()

    def check(self, browsers: list[Browser], *, runs_again: bool = False) -> None:
        before, self.row = self.row, self._read()
        self._check_log(before, self.row, runs_again)
        self._texts[self.row.first_epoch] = self.row
        for browser in browsers:
            self._check_page(browser)

    def take_back(self, browsers: list[Browser]) -> None:
        """A power failure took back the end of the log, which pages may have seen."""
        self.row = self._read()
        self._base = self.row.text
        self._texts[self.row.first_epoch] = self.row
        self._shown.clear()
        self._stale = {id(browser): browser.article.page.cursor for browser in browsers}

    def is_quiet(self, browsers: list[Browser]) -> bool:
        return self.row.is_final and not any(browser.article.is_live for browser in browsers)

    def check_end(self, browsers: list[Browser]) -> None:
        """Nothing moves any more: nothing may be stuck, and every page is as if loaded now."""
        message = Generation.objects.select_related("message").get(pk=self._generation_id).message
        must(self.row.is_final, "I12 stuck", self.row)
        must(message.html == render(message.text), "I13 stored", message.html)
        must(message.text == self.row.text, "I13 folded", message.text)
        for browser in browsers:
            article = browser.article
            must(not article.is_live, "I7 the page still waits", article.status)
            must(article.status == self.row.status, "I5 status", article.status, self.row.status)
            must(article.page.html == message.html, "I13", article.page.html, message.html)
            must(article.page.reasoning == message.reasoning, "I13 reasoning")

    def _check_log(self, before: Row, now: Row, runs_again: bool) -> None:
        must(now.epoch >= before.epoch, "I4 epochs grow", before, now)
        must(now.epoch <= before.epoch + 1, "I4 one at a time", before, now)
        if before.is_final and not runs_again:
            must(now == before, "I5 an end is an end", before, now)
        if now.first_epoch != before.first_epoch:
            must(now.text == now.reasoning == "", "I4 a retry starts at 0", now)
            self._base = ""
        elif now.epoch != before.epoch:
            self._base = before.text
            must(now.text == before.text, "I4 a continuation starts at the length", before, now)
        must(now.text.startswith(before.text) or now.text == "", "I1 append only", before, now)
        if before.is_final:
            must(now.text in (before.text, ""), "I11 no text after the end", before, now)
        written = now.text[len(self._base) :]
        must(now.text.startswith(self._base), "I1 single writer", self._base, now)
        must(script(self._seed, now.epoch).startswith(written), "I1 single writer", written, now)

    def _check_page(self, browser: Browser) -> None:
        article, name = browser.article, id(browser)
        if self._stale.get(name) == article.page.cursor:
            return
        at = (article.epoch, article.position)
        before = self._shown.get(name)
        if before is None or (before, article) != (at, self._articles.get(name)):
            must(before is None or at >= before, "I4 a page never goes back", before, at)
            self._check_shown(article)
        self._shown[name], self._articles[name] = at, article

    def _check_shown(self, article: Article) -> None:
        there = self._texts.get(article.epoch)
        if there is None:
            raise Violation(f"I2 an epoch that the log never had: {article.epoch}")
        must(article.position <= len(there.text), "I2 ahead of the log", article.position)
        seen, fresh = article.page.html, Stream(there.text[: article.position]).view.html
        must(words(seen) == words(fresh), "I3 prefix", seen, fresh)
        must(there.reasoning.startswith(article.page.reasoning), "I3 reasoning", there.reasoning)

    def _read(self) -> Row:
        """Past the code that is tested, which reads the log in its own way."""
        with connection.cursor() as cursor:
            cursor.execute(
                ANSWER.format(together=TOGETHER[connection.vendor]), [self._generation_id]
            )
            epoch, first_epoch, status, length, *texts = cursor.fetchone()
        text, reasoning = texts[0] + texts[1], texts[2] + texts[3]
        must(length == len(text), "I1 length", length, text)
        return Row(epoch, first_epoch, status, text, reasoning)
