"""Pages that wait for news: each is woken by its own, and none looks for it in between."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Any

import pytest
from sqlalchemy import event

from bot.channels.web.chat import page
from bot.channels.web.chat.conversation import Mailbox
from handlers.core import message_json
from handlers.core.messages import Reply, name
from storage.database import Database
from storage.repositories.messages.claims import Result
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.messages.outbox_sql import SENT
from storage.store import Store
from tests.bot.channels.web.site import Site, Visitor

NEWS = Reply((name("Hello."),))


class Watched:
    """A site at which some visitors wait for news; how often the program looked for each."""

    def __init__(self, site: Site, patch: pytest.MonkeyPatch, threads: ThreadPoolExecutor) -> None:
        self.site, self._threads = site, threads
        self.looks: Counter[str] = Counter()
        self._looked: SimpleQueue[str] = SimpleQueue()
        look = Mailbox._look

        def watched(mailbox: Mailbox, token: str, ask: Any) -> Any:
            found = look(mailbox, token, ask)
            self.looks[token] += 1
            self._looked.put(token)
            return found

        patch.setattr(Mailbox, "_look", watched)

    def waits(self) -> tuple[Visitor, Future[Any]]:
        """Somebody who said something, had the answer, and waits for more."""
        visitor = Visitor(self.site)
        visitor.opens()
        visitor.says("/menu")
        self.looks.clear()
        while not self._looked.empty():
            self._looked.get()
        news = self._threads.submit(visitor.news)
        assert self.next() == visitor.token
        return visitor, news

    def next(self) -> str:
        """For whom it was looked."""
        return self._looked.get(timeout=10)


@pytest.fixture
def watched(new_site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    with ThreadPoolExecutor(3) as threads:
        yield Watched(new_site, monkeypatch, threads)
        # Whoever still waits is let go.
        new_site.stops()


def test_news_for_one_wakes_nobody_else(database: Database, watched: Watched) -> None:
    (one, news), (_, others_news) = watched.waits(), watched.waits()
    watched.looks.clear()
    watched.site.tells(one.token, NEWS)
    assert [message["text"] for message in news.result(10)] == ["Hello."]
    # Once when it is on its way, and once when that is stored.
    assert {*watched.looks} == {one.token}
    assert watched.looks[one.token] <= 2
    assert not others_news.done()


def test_what_another_copy_sent_comes_and_one_look_serves_all_who_wait(
    database: Database, watched: Watched
) -> None:
    (one, news), (other, others_news) = watched.waits(), watched.waits()
    # What this copy sent a moment ago is seen once more.
    assert len(look_around(watched.site)) == database.is_postgres
    if database.is_postgres:
        assert {watched.next(), watched.next()} == {one.token, other.token}
    watched.looks.clear()
    _sent_elsewhere(watched.site, one)
    assert len(look_around(watched.site)) == database.is_postgres
    if not database.is_postgres:
        # There is no other copy: a second one is not let in.
        assert not news.done()
        return
    assert [message["text"] for message in news.result(10)] == ["Hello."]
    look_around(watched.site)
    assert watched.looks == {one.token: 1}
    assert not others_news.done()


def test_pages_that_asked_at_the_same_moment_do_not_do_so_the_next_time() -> None:
    assert page.SHORTEST_POLL <= 0.6 * page.LONGEST_POLL


def look_around(site: Site) -> list[str]:
    """The statements that it takes; those of delivery are others."""
    asked: list[str] = []

    def listen(_: Any, __: Any, statement: str, *rest: object) -> None:
        asked.append(statement)

    mailbox = site.web._mailbox
    engines = {site.database._reader, site.database._writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", listen)
    try:
        asyncio.run_coroutine_threadsafe(mailbox.look_around(), site.loop).result(10)
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", listen)
    return [statement for statement in asked if "BETWEEN" in statement]


def _sent_elsewhere(site: Site, visitor: Visitor) -> None:
    """As another copy does it: nobody here hears of it."""
    person = site.person(visitor.token)
    assert person
    with site.database.writing() as store:
        store.outbox.put([Outgoing(person.id, message_json.to_json(NEWS))], site.now)
        _settled(store, site)


def _settled(store: Store, site: Site) -> None:
    (claimed,) = store.claims.take({"web": 1}, site.now)
    store.claims.settle([Result(claimed.id, SENT, language="en")])
