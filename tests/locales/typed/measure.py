"""How well what people type is understood: ``python -m tests.locales.typed.measure [unseen]``.

Each sentence is said to the real program, with the real model, by somebody new whose phone is in
that language. What it shows is acting, offering, asking what is needed, or not understanding.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.guesses.guesser import MODEL, Guesses
from bot.guesses.program import Meanings
from handlers.core import message_json
from handlers.core.messages import Act, Reply, Turn
from handlers.dispatch.typed import offers
from handlers.dispatch.typed.screens import TOPICS
from locales import danger, phrases
from storage.database import Database
from storage.keyring import KeyRing
from storage.neighbourhood.file import read_file
from storage.upkeep.migrate import migrate
from tests.locales.typed import sentences
from tests.locales.typed.sentences import Typed
from tests.support.paths import EXAMPLE
from tests.support.talk import Street

NOW = datetime(2026, 10, 13, 9, 30, tzinfo=UTC)
ACTED, WRONG, OFFERED, MISSED = "acted", "acted wrongly", "offered", "missed"
# Heard before all this: whom to call, and how it can be helped. That has figures of its own.
DANGER = "heard as danger"
NOT_SURE, NOT_UNDERSTOOD = "I am not sure what you mean.", "I did not understand."
# Only the menu is wanted, and asking what somebody needs is that.
TALK = {"greet", "thanks", "bye", "menu"}
# What a name alone shows has all of these.
OF_ROOM, OF_ACTIVITY = (
    {"hours", "rooms", "phone", "tell"},
    {"activities", "signup", "cancel", "learning"},
)
SAME = {"signup": "activities", "ask": "person", "stop": "tell"}
ACTS = {
    "hours": "hours",
    "hours.room": "rooms",
    "person.phones": "phone",
    "activities": "activities",
    "activities.mine": "cancel",
    "activity": "activities",
    "volunteer": "volunteer",
    "person": "person",
    "language": "language",
    "language.choose": "language",
    "forget": "forget",
    "mydata": "data",
    "tell": "tell",
}


class Ear:
    """The program, as somebody new meets it."""

    def __init__(self, street: Street) -> None:
        self.street = street
        self._meanings = Meanings(str(MODEL))

    def hears(self, one: Typed) -> str:
        """What a sentence leads to, held against what was meant."""
        neighbour = self.street.neighbour(one.tag).says("/menu")
        neighbour.says(one.text, likely=self._likely(one.text))
        with self.street.database.reading() as store:
            newest = store.sent.newest_of(neighbour.person)
        assert newest
        return judged(one, message_json.from_json(newest.payload))

    def _likely(self, text: str) -> Guesses:
        turn = Turn("telegram", "1", "1", NOW, text=text)
        return tuple(self._meanings.of(text)) if offers.is_to_guess(turn) else ()


def judged(one: Typed, reply: Reply) -> str:
    """Whether an answer is what was meant, has it among its buttons, or misses it."""
    if danger.hear(one.text, one.tag):
        return DANGER
    said = [line.one for line in reply.lines]
    intent = SAME.get(one.intent, one.intent)
    if NOT_SURE in said:
        # The last row stands under everything.
        offered = {meant for row in reply.rows[:-1] for key in row if (meant := _meant(key.act))}
        return OFFERED if one.intent == "none" or intent in offered else MISSED
    if NOT_UNDERSTOOD in said or said[0] == "What do you need?":
        is_right = one.intent == "none" or (one.intent in TALK and NOT_UNDERSTOOD not in said)
        return OFFERED if is_right else MISSED
    found = phrases.meaning(one.text)
    if found is None:
        # A name of a room or of an activity, or a button.
        return ACTED if one.intent in OF_ROOM | OF_ACTIVITY else WRONG
    what = "language" if found.tag or found.what == "languages" else found.what
    return ACTED if what == one.intent else WRONG


def _meant(act: Act | None) -> str:
    if act and act.name == "referral":
        domain = str(act.args.get("domain", ""))
        return next((what for what, topic in TOPICS.items() if topic == domain), "help")
    return ACTS.get(act.name, "") if act else ""


def table(found: Iterable[tuple[Typed, str]]) -> Iterator[str]:
    """The figures of each language, then what was missed or acted upon wrongly, by intent."""
    by_tag: dict[str, Counter[str]] = {}
    by_intent: dict[tuple[str, str], Counter[str]] = {}
    for one, verdict in found:
        kind = "none" if one.intent == "none" else "wanted"
        by_tag.setdefault(one.tag, Counter())[f"{kind} {verdict}"] += 1
        by_intent.setdefault((one.intent, one.tag), Counter())[verdict] += 1
    yield "tag   right or offered   acted right, wrongly   danger   nothing of ours, left alone"
    for tag, counts in by_tag.items():
        heard = counts[f"wanted {DANGER}"]
        wanted = sum(n for key, n in counts.items() if key.startswith("wanted")) - heard
        none = sum(n for key, n in counts.items() if key.startswith("none"))
        right = counts[f"wanted {ACTED}"] + counts[f"wanted {OFFERED}"]
        wrong = counts[f"wanted {WRONG}"] + counts[f"none {WRONG}"]
        alone = counts[f"none {OFFERED}"]
        yield (
            f"{tag:5} {right:3} of {wanted:3} {right / wanted:5.2f}   "
            f"{counts[f'wanted {ACTED}']:14}, {wrong}   {heard:12}   {alone:3} of {none}"
        )
    for (intent, tag), counts in sorted(by_intent.items()):
        if counts[MISSED] or counts[WRONG]:
            yield f"{intent:11} {tag:4} {dict(counts)}"


@contextmanager
def listening() -> Iterator[Ear]:
    """The program in the example's neighbourhood, on a database that nobody else has."""
    with tempfile.TemporaryDirectory() as folder:
        keys = KeyRing.make(Path(folder) / "keys")
        database = Database(f"sqlite:///{folder}/buurtbot.db", keys)
        migrate(database)
        yield Ear(Street(database, read_file(EXAMPLE), NOW))
        database.close()


def main() -> None:
    """Print the figures of one of the two tables."""
    path = sentences.UNSEEN if "unseen" in sys.argv else sentences.TUNE
    with listening() as ear:
        for line in table((one, ear.hears(one)) for one in sentences.of(path)):
            print(line)


if __name__ == "__main__":
    main()
