"""What stands on a button is heard when it is typed, without it in sight, in every language."""

from __future__ import annotations

import pytest

import locales
from handlers.conversations.danger import LABELS, is_label, understood
from handlers.core.messages import Text, say
from locales import danger, phrases
from tests.handlers.dispatch.typed.test_whole_utterances import NOT_THERE, lines, shown
from tests.support.talk import Neighbour, Street, plain

TAGS = sorted(locales.languages())
# Where words are the answer to a question: a list, a name, something for a neighbour.
DIALOGUES = ("/referral", "/person", "/volunteer", "/language")
# The other buttons of danger screens, and of the main menu, by the command that shows the same.
OTHERS = {
    "/urgent": (say("btn", "🆘 Tell the room"),),
    "/person": (say("btn", "🧑 A person"), say("btn", "💬 Write to a person")),
    "/hours": (say("btn", "🕙 Opening hours"),),
    "/activities": (say("btn", "📅 Activities"),),
    "/referral": (say("btn", "⛑️ I need help"),),
    "/volunteer": (say("btn", "🌱 I want to help"),),
    "/mydata": (say("btn", "📦 My data"),),
    "/menu": (say("btn", "💬 Write to me"), say("btn", "↩️ Something else")),
}
ANSWERS = {"tell": "/urgent", "person": "/person", "help": "/referral", "hours": "/hours"}


def said(tag: str, label: Text) -> str:
    found = locales.sentence((tag,), label.slot, label.one)
    assert found.language == tag, (tag, label.one)
    return found.text


def typed(label: str) -> tuple[str, ...]:
    """A label as people type it: as it stands, in other letters without its picture, numbered."""
    return label, phrases.folded(label), phrases.folded(label).upper(), f"2. {label}"


def test_each_danger_means_the_same_in_all_languages_together() -> None:
    for kind, label in LABELS.items():
        for tag in TAGS:
            for text in typed(said(tag, label)):
                for language in (tag, "nl", "so", ""):
                    heard = understood(text, language)
                    assert heard, (tag, kind, text)
                    assert heard.kinds == (kind,), (tag, kind, text, heard)
                assert understood(text, tag) == danger.Heard((kind,), tag)


@pytest.mark.parametrize("tag", TAGS)
def test_each_danger_is_heard_first_thing_in_a_chat_and_in_any_dialogue(
    street: Street, tag: str
) -> None:
    for number, (kind, label) in enumerate(LABELS.items()):
        text = phrases.folded(said(tag, label))
        omar = street.neighbour(tag).says(text).sees(danger.answer(tag, kind))
        omar.says(DIALOGUES[number % len(DIALOGUES)]).says(text).sees(danger.answer(tag, kind))
        street.neighbour("nl").says(text).sees(danger.answer(tag, kind), danger.answer("nl", kind))


@pytest.mark.parametrize("tag", TAGS)
def test_every_other_label_of_danger_and_of_the_menu_shows_what_it_says(
    street: Street, tag: str
) -> None:
    expected = [(said(tag, one), command) for command, every in OTHERS.items() for one in every]
    expected += [(danger.answer(tag, key), command) for key, command in ANSWERS.items()]
    shows = {command: seen(street.neighbour(tag).says(command)) for _, command in expected}
    for label, command in expected:
        small, capitals = typed(label)[1:3]
        # In capitals it is the same to whoever listens, so it goes through the chat once.
        assert phrases.folded(capitals) == phrases.folded(small), (tag, label)
        assert seen(street.neighbour(tag).says(capitals)) == shows[command], (tag, label, command)
    for label in (say("btn", "📞 More numbers"), say("btn", "📞 Phone numbers")):
        assert "☎" in plain(street.neighbour(tag).says(phrases.folded(said(tag, label))).last.text)


def seen(neighbour: Neighbour) -> tuple[set[str], list[str]]:
    """What is said, and what its buttons say, but for those that only somebody new sees."""
    assert not NOT_THERE & lines(neighbour), neighbour.transcript()
    keys = [key.label.one for row in shown(neighbour).rows for key in row]
    return lines(neighbour), [key for key in keys if not key.startswith("🌐")]


def test_what_is_no_label_as_a_whole_is_no_danger() -> None:
    for text in ("a film about violence", "een les over geweld"):
        assert understood(text, "en") is None, text


@pytest.mark.parametrize("tag", TAGS)
def test_what_people_are_told_to_tap_everywhere_is_heard_too(street: Street, tag: str) -> None:
    for label, means in (
        (say("btn", "🔊 Listen"), phrases.LISTEN),
        (say("btn", "⬅️ Back"), phrases.BACK),
    ):
        for text in typed(said(tag, label)):
            assert phrases.meaning(text) == phrases.Meaning(means), (tag, text)
    more = phrases.folded(said(tag, say("btn", "☰ More")))
    assert "What else?" in lines(street.neighbour(tag).says(more))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Przemoc", "violence"),
        ("fazem-me mal", "violence"),
        ("مرا آزار می‌دهند", "violence"),
        ("شوهرم مرا آزار می‌دهد", "violence"),
        ("مار پیٹ اور دھمکی", "violence"),
        ("waa la i dhibaa guriga", "violence"),
        ("ni eau ni courant", "power"),
        ("ቆልዓ ኣብ ሓደጋ ኣሎ", "child"),
        ("ilmahaygu khatar buu ku jiraa", "child"),
    ],
)
def test_what_is_said_beside_the_labels_is_heard_too(text: str, kind: str) -> None:
    for language in ("nl", "en", ""):
        heard = understood(text, language)
        assert heard, text
        assert kind in heard.kinds, (text, heard)


@pytest.mark.parametrize("tag", TAGS)
def test_every_label_is_known_as_ours_so_that_no_guess_takes_it_for_danger(tag: str) -> None:
    for label in locales.every("btn", tag):
        assert is_label(label) or "{" in label, (tag, label)
        assert is_label(phrases.folded(label)) or "{" in label, (tag, label)


@pytest.mark.parametrize("tag", TAGS)
def test_a_label_out_of_sight_shows_its_screen_or_says_that_it_is_over(
    street: Street, tag: str
) -> None:
    omar = street.neighbour(tag)
    not_now = said(tag, say("btn", "❌ Not now"))
    assert "That question is over." in lines(omar.says("/menu").says(not_now))
    for text in typed(not_now):
        omar.says("/menu").says(text)
        assert not any("🆘 Danger" in line for line in lines(omar)), omar.transcript()
    others = said(tag, say("btn", "🔄 Help each other"))
    board = lines(omar.says("/menu").says(others))
    assert not NOT_THERE & board
    for text in typed(others):
        assert lines(omar.says("/menu").says(text)) == board, (tag, text)
