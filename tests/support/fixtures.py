"""What journeys ask for besides: made-up catalogs, a second program."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest

import bot.rendering.text
import locales
from handlers.conversations import danger
from handlers.dispatch.typed import labels
from storage.database import Database
from storage.keyring import KeyRing
from tests.support.talk import Street

REAL = locales.FOLDER
TAGS = ("ar", "en", "es", "nl", "tr")


def invented(sentence: str, tag: str) -> str:
    """A sentence in a made-up version of a language, with its holes where they were."""
    if tag == "ar":
        return re.sub(r"(\{\w+\})|[A-Za-z']+", lambda word: word[1] or "كلمة", sentence)
    return sentence if tag == "en" else f"{sentence} [{tag}]"


@pytest.fixture(scope="session")
def invented_catalogs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("locales")
    catalog = polib.pofile(str(REAL / "messages.pot"))
    for tag in TAGS:
        # Its head alone: to read all that stands under it takes a while.
        head = (REAL / tag / "LC_MESSAGES" / "messages.po").read_text("utf-8").partition("\n\n")[0]
        catalog.metadata = {**polib.pofile(head).metadata, "X-Review": "complete"}
        forms = int(re.findall(r"nplurals=(\d)", catalog.metadata["Plural-Forms"])[0])
        for entry in catalog:
            if entry.msgid_plural:
                said = invented(entry.msgid_plural, tag)
                entry.msgstr_plural = dict.fromkeys(range(forms), said)
            else:
                entry.msgstr = invented(entry.msgid, tag)
        path = folder / tag / "LC_MESSAGES" / "messages.po"
        path.parent.mkdir(parents=True)
        catalog.save(str(path))
    return folder


@pytest.fixture
def own_catalogs(tmp_path: Path) -> Iterator[Path]:
    """Five of the real catalogs in a folder of their own, to be changed."""
    folder = tmp_path / "locales"
    for tag in TAGS:
        shutil.copytree(REAL / tag / "LC_MESSAGES", folder / tag / "LC_MESSAGES")
    shutil.copy(REAL / "en" / "former.tsv", folder / "en")
    shutil.copy(REAL / "messages.pot", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locales, "FOLDER", folder)
        locales.renew()
        yield folder
    locales.renew()


@pytest.fixture
def few_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """There are catalogs for five languages only."""
    few = {tag: read for tag, read in locales.languages().items() if tag in TAGS}
    monkeypatch.setattr(locales, "languages", lambda: few)


@pytest.fixture
def five_languages(invented_catalogs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every sentence is translated: "Opening hours [tr]"; Arabic is made of one Arabic word."""
    caches = (
        *(locales.languages, locales._catalog, bot.rendering.text._written, labels._folded),
        danger._labels,
    )
    monkeypatch.setattr(locales, "FOLDER", invented_catalogs)
    for one in caches:
        one.cache_clear()
    yield
    for one in caches:
        one.cache_clear()


@pytest.fixture
def another_copy(
    street: Street, database_url: str, keys: KeyRing
) -> Iterator[Callable[[], Street]]:
    """Start another process that serves the same neighbourhood from the same database."""
    opened = []

    def started() -> Street:
        database = Database(database_url, keys)
        opened.append(database)
        with database.reading() as store:
            loaded = store.neighbourhoods.current()
        assert loaded
        return Street(database, loaded, street.now, street.doors)

    yield started
    for database in opened:
        database.close()


@pytest.fixture
def other_copy(another_copy: Callable[[], Street]) -> Street:
    """One that only answers and looks: two that send say that they live, see `living_copies`."""
    return another_copy()


@pytest.fixture
def living_copies(another_copy: Callable[[], Street]) -> tuple[Street, Street]:
    """Two copies as `run` starts them: each holds its lock, so the other leaves its rows alone."""
    one, other = another_copy(), another_copy()
    for copy in (one, other):
        copy.database.say_alive()
    return one, other
