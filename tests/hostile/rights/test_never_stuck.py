"""Every question of the program has Back, and hears what leads out of it, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from handlers.core import message_json
from handlers.core.context import Context
from handlers.core.messages import Outcome, Turn
from handlers.core.neighbourhood.view import NeighbourhoodView
from handlers.core.questions import BACK
from handlers.dispatch import open_question, registry, router
from locales import phrases
from storage.repositories.people.people import Dialogue
from storage.store import Store
from tests.hostile.rights import steps
from tests.hostile.rights.rows import ONE_SENTENCE, Row
from tests.hostile.rights.test_rights import TELEGRAM
from tests.hostile.rights.village import GIVEN, Village, build
from tests.support.talk import Street, links

# Words of the file of each language, one for a meaning, and what the answer to it holds.
HEARD = {
    phrases.STOP: "I am here when you need me.",
    phrases.MENU: "What do you need?",
    phrases.HELP: "🆘 is for danger.",
    phrases.PERSON: "What do you want to say?",
    phrases.LANGUAGES: "language.choose",
}
SPOKEN = ("en", "nl", "ar", "ti")
STEPS = sorted(registry.STEPS)
# In a talk all else is for the other side; before its first words, what asks for a person is too.
IN_TALK = {("talk", "end"), ("talk_answer", "end"), ("talk_answer", "words")}
BEFORE_TALK = {("talk", "words")}
# The keys for a place wait, and whatever else somebody does puts them away: nothing is asked again.
WAITING = {("near", "place")}
# Here the name of a language is the answer.
ASKS_LANGUAGE = {("announce", "tongue"), ("special day", "tongue")}
TO_A_PERSON = {phrases.HELP, phrases.PERSON}


Asked = tuple[Village, Store, NeighbourhoodView]


@pytest.fixture
def asked(street: Street) -> Iterator[Asked]:
    """One village for all questions: each is asked in it as if nobody had been asked before."""
    village = build(street)
    view = street.view()
    with street.database.writing() as store, undone(store):
        yield village, store, view


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Whatever happens in here did not happen afterwards."""
    before = store.connection.begin_nested()
    try:
        yield
    finally:
        before.rollback()


def contexts(asked: Asked, step: tuple[str, str], text: str) -> Context:
    """Somebody whom this is asked, and who types this."""
    village, store, view = asked
    row: Row = steps.STEPS[step]
    who = min(row.may)
    facts = dict(village.facts)
    if row.given:
        facts |= GIVEN[row.given](village, store, who)
    args: dict[str, Any] = {
        key: facts[value[1:]] if isinstance(value, str) and value.startswith("@") else value
        for key, value in row.args.items()
    }
    person = village.people[who]
    question = Dialogue(flow=step[0], step=step[1], answers=args, version=1)
    store.people.save_dialogue(person, question, is_new=True)
    known = store.people.known([("telegram", who, "en")])["telegram", who]
    turn = Turn("telegram", who, "1", village.now, text=text, hint="en")
    return Context(
        turn, known, store, view, links, TELEGRAM, registry.DEPARTURES, voices=ONE_SENTENCE
    )


def said(outcome: Outcome) -> str:
    own = [one for one in outcome.replies if one.to is None]
    return "\n".join(map(message_json.to_json, own))


@pytest.mark.long
def test_every_question_has_back_and_hears_what_leads_out(asked: Asked) -> None:
    words = dict(leading_out())
    assert set(words) == set(SPOKEN)
    for step in STEPS:
        with undone(asked[1]):
            context = contexts(asked, step, "?")
            question = open_question.asked(context)
            assert question or step in WAITING, f"the row of {step} does not make sense"
            assert not question or BACK in [key.label for row in question.rows for key in row], step
            for tag, said_there in words.items():
                hears_what_leads_out(context, step, tag, said_there)


def leading_out() -> Iterator[tuple[str, dict[str, str]]]:
    """What leads out of a question, a word for each meaning, by language."""
    for path in phrases.files():
        if path.name != phrases.ESCAPES or path.parent.name not in SPOKEN:
            continue
        words: dict[str, str] = {}
        for meaning, utterance in phrases.read(path):
            words.setdefault(meaning.what, utterance)
        yield path.parent.name, words


def hears_what_leads_out(
    context: Context, step: tuple[str, str], tag: str, words: dict[str, str]
) -> None:
    for what, holds in HEARD.items():
        if step in IN_TALK or (step in BEFORE_TALK and what in TO_A_PERSON):
            continue
        answer = said(router.answer(_typed(context, words[what])))
        assert holds in answer, (step, tag, what, answer[:300])
    if step in IN_TALK:
        answer = said(router.answer(_typed(context, words[phrases.STOP])))
        # Whoever did not answer yet has no talk to end, and is let go.
        ends = ("end the talk?", "This chat is finished.", HEARD[phrases.STOP])
        assert any(end in answer for end in ends), (step, tag, answer)
    else:
        back = router.answer(_typed(context, words[phrases.BACK]))
        assert back.replies, (step, tag)
        assert back.question is None or back.question.step != step[1], (step, tag)


def test_a_language_that_is_typed_asks_the_same_in_it(asked: Asked) -> None:
    for step in STEPS:
        if step in IN_TALK | WAITING | ASKS_LANGUAGE:
            continue
        with undone(asked[1]):
            context = contexts(asked, step, "?")
            for typed in ("Nederlands", "arabic", "turkce", "العربية", "Español"):
                outcome = router.answer(_typed(context, typed))
                assert outcome.keeps_question, (step, typed)
                answer = said(outcome)
                assert "From now on I'll write in English." in answer, (step, typed, answer)
                assert BACK.one in answer, (step, typed, answer)


def _typed(context: Context, text: str) -> Context:
    turn = Turn("telegram", context.turn.sender, "2", context.now, text=text, hint="en")
    return Context(
        turn,
        context.person,
        context.store,
        context.view,
        links,
        TELEGRAM,
        departures=registry.DEPARTURES,
        voices=ONE_SENTENCE,
    )
