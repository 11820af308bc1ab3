"""What translators get: accepted words for the lists, and sentences that people say are wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import typer

import locales
from bot import app
from bot.cli.tools import storage
from bot.settings import read_settings
from locales import phrases
from storage.repositories.conversations.not_understood import Utterance
from storage.repositories.conversations.wrong_sentences import WrongSentence


def words() -> None:
    """Print the words that a coordinator accepted, and the sentences that may be wrong."""
    with storage(read_settings()) as database:
        app.check_storage(database)
        with database.reading() as store:
            # What became a phrase since then needs nobody any more.
            accepted = [
                one for one in store.not_understood.accepted() if not phrases.meaning(one.words)
            ]
            wrong = store.wrong_sentences.all()
    for line in (*_accepted(accepted), *_wrong(wrong)):
        typer.echo(line)
    if not accepted and not wrong:
        typer.echo("# There are no new words, and no sentence that may be wrong.")


def _accepted(utterances: Iterable[Utterance]) -> Iterator[str]:
    for language, group in groupby(utterances, key=lambda one: one.language):
        own = [_plain(one.words) for one in group]
        yield f"# For locales/{language}/phrases.txt: put each line below the [section] it means."
        yield from own
        yield "# For a test: language, sentence, and what it means instead of the question mark."
        yield from (f"{language}\t{said}\t?" for said in own)
        yield ""


def _wrong(sentences: Iterable[WrongSentence]) -> Iterator[str]:
    for language, group in groupby(sentences, key=lambda one: one.language):
        catalog = f"locales/{language}/LC_MESSAGES/messages.po"
        yield f"# Said to be wrong in {catalog}: language, English, translation, how often."
        for one in group:
            now = locales.sentence((language,), one.slot, one.one).text
            yield "\t".join((language, _on_a_line(one.one), _on_a_line(now), str(one.times)))
        yield ""


def _plain(words: str) -> str:
    """Words without the signs that mean something in the list."""
    return " ".join(words.translate(dict.fromkeys(map(ord, "#[]"), " ")).split())


def _on_a_line(text: str) -> str:
    return text.replace("\n", "\\n")
