"""One set of pictures: each sign of our sentences has one meaning, and each meaning one shape."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from html import unescape

import pytest

import locales
from bot.rendering.cards import card_of
from bot.rendering.pictures import drawn, on_page
from bot.rendering.pictures.signs import SIGNS, STATES, TOPICS
from bot.rendering.states import SIGNS as STATE_SIGNS
from handlers.core import keyboards, message_json
from handlers.core.messages import Button, Reply, Text, button, name, say
from handlers.core.neighbourhood import topics

# What each sentence says that begins with this sign, written apart from the list of meanings.
from tests.support.peek import sentences

SAYS = {
    "🟢": r"open|walk in|there is (room|space)|free",
    "🟡": r"day and night|usually open",
    "⚪": r"not known",
    "🔴": r"closed|full",
    "💶": r"debts|money|amounts|costs|euros",
    "🪙": r"money at home|own income",
    "📄": r"letters|PDF|report",
    "🏘️": r"home and rent",
    "🏙️": r"neighbourhood",
    "☕": r"meet people|coffee",
    "🌿": r"feel well",
    "🧡": r"care",
    "📖": r"learn",
    "🙋": r"join in",
    "💼": r"work|job",
    "🧺": r"own (trade|business)",
    "🍲": r"cook",
    "🗣️": r"talk|speak",
    "🪴": r"garden",
    "🧰": r"repair",
    "🧸": r"children",
    "🚑": r"hurt",
    "🛡️": r"being hurt",
    "🕯️": r"die",
    "🧒": r"child",
    "🏚️": r"home",
    "💡": r"power",
    "🍞": r"food",
    "🆘": r"call|danger|needs help now|tell the room|cannot wait",
    "🏠": r"start|menu",
    "🌐": r"language",
    "🧑": r"a person",
    "🚪": r"leave",
    "🕙": r"hours|rooms|another room|time|suits|as usual",
    "📅": r"activit(y|ies)|can do|look at it|what is on",
    "🔕": r"stop",
    "🔔": r"news|sign|tell|look here|show it|when it opens",
    "⛑️": r"help|topics|ask somebody",
    "☰": r"more",
    "🌱": r"help|volunteer|something more|try-out",
    "🎁": r"I can",
    "🔍": r"need|look for",
    "🔄": r"you can|you need|each other|neighbours|I can, I",
    "📦": r"my data|know about you",
    "🗑️": r"throw|delete",
    "📂": r"request|look here",
    "🎟️": r"activities|place|signed up",
    "📍": r"location|place|address|room|come to me|where|near|get there|district|part of",
    "🗺️": r"map",
    "📞": r"numbers|phone",
    "🎧": r"heard|voice|is you",
    "🎤": r"voice|say|neighbours",
    "↩️": r"still come|after all|something else|ask again|undo|as it was|like this again",
    "⬅️": r"back|from the start|before",
    "↻": r"again",
    "📱": r"phone|yes",
    "🔗": r"link",
    "🔒": r"close",
    "🔓": r"open the request|show contact",
    "🤝": r"organisation|partner|helping you|who pays",
    "🛠️": r"coordinator|manage|role|was changed",
    "🔧": r"bot|operator",
    "🎯": r"plan|target",
    "✨": r"new face",
    "🪜": r"step|volunteer \{number\}",
    "📋": r"openings",
    "📝": r"note|new words|I don't know",
    "🏷️": r"whose|label|name|call you",
    "✏️": r"change|corrected|wrong|\{moment\}",
    "♿": r"no steps|what there is",
    "🚻": r"toilet",
    "🤫": r"quiet",
    "👩": r"women",
    "🥣": r"food",
    "⬆️": r"up|higher",
    "🔎": r"by kind|all figures|as it is now",
}
SLOTS = {"btn", "body", "several", "report", "page", "day", "choice"}
LEADING = re.compile(r"([^\w\s{(“\"+…]{1,3}) (.*)", re.DOTALL)


def led() -> dict[str, list[str]]:
    """The sentences of the catalog that begin with a sign, by their sign."""
    found = defaultdict(list)
    for one in sentences():
        if one.slot in SLOTS and (parts := LEADING.fullmatch(one.one)):
            found[parts[1]].append(parts[2])
    return found


def test_each_sign_stands_once_in_the_list_and_has_a_shape_of_its_own() -> None:
    for part in ("sign", "shape", "meaning"):
        listed = [getattr(one, part) for one in SIGNS]
        assert len(set(listed)) == len(listed) > 90, part
    written = drawn.SPRITE.read_text("utf-8")
    assert re.findall(r'<g id="(\w+)">', written) == [drawn.name_of(one.sign) for one in SIGNS]
    shapes = re.findall(r'<g id="\w+">(.*)</g>', written)
    assert len(set(shapes)) == len(SIGNS)
    # Nothing in it but lines: no words, no colours of its own, no address.
    assert not re.search(
        r"<(?!/?(svg|defs|g|path|circle|rect|line|ellipse|polyline|polygon)\b|!-- )", written
    )
    assert "url(" not in written
    assert "style" not in written


def test_states_and_topics_are_those_of_the_program() -> None:
    assert {one.sign for one in STATES} == set(STATE_SIGNS)
    assert {one.sign for one in TOPICS} == set(topics.ICONS.values())


def test_a_sign_of_the_catalog_means_one_thing() -> None:
    found = led()
    assert len(found) > 100
    other = {
        f"{sign} {sentence}"
        for sign, meaning in SAYS.items()
        for sentence in found[sign]
        if not re.search(meaning, sentence, re.IGNORECASE)
    }
    assert other == set()
    assert [sign for sign in SAYS if not found[sign]] == []


def test_no_sentence_is_a_picture_alone() -> None:
    assert [one.one for one in sentences() if not re.search(r"\w", one.one)] == []


def test_what_people_choose_for_themselves_is_no_sign_of_ours() -> None:
    assert not set(keyboards.PICTURES) & set("".join(drawn.ALL))


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("🟢 H-buurt: open.", [("🟢", " H-buurt: open.")]),
        ("❌ 🌱 Volunteer", [("❌", " "), ("🌱", " Volunteer")]),
        ("Tap ✅.", [("", "Tap "), ("✅", ".")]),
        ("▶️ Start", [("▶️", " Start")]),
        ("🏠", [("🏠", "")]),
        ("🦊 and 👩‍🔧 and 👋🏽", [("", "🦊 and 👩‍🔧 and 👋🏽")]),
        ("", [("", "")]),
    ],
)
def test_signs_are_found_wherever_they_stand(words: str, parts: list[tuple[str, str]]) -> None:
    assert list(drawn.parts(words)) == parts


LEAD = re.compile(rf"^(\s*{drawn.FOUND.pattern})*\s*")
HIDDEN = re.compile(r"<svg.*?</svg>")
TAGS = re.compile(r"<[^>]*>")


def heard(line: str, *labels: str) -> str:
    """What is heard, and copied, of a line of a page."""
    return unescape(TAGS.sub("", HIDDEN.sub("", on_page.shown(line, "/sheet", labels))))


@pytest.mark.parametrize("tag", ["en", "nl", "ar", "tr", "es"])
def test_a_sign_that_a_sentence_speaks_of_is_heard_and_copied(tag: str) -> None:
    said = [locales.sentence([tag], one.slot, one.one).text for one in sentences()]
    lines = [line.strip() for words in said for line in words.split("\n")]
    within = [LEAD.sub("", line) for line in lines]
    assert [heard(line).strip() for line in lines] == within
    assert sum(bool(drawn.FOUND.search(line)) for line in within) > 25


def test_a_button_that_a_sentence_speaks_of_is_heard_by_its_name() -> None:
    line, labels = "Plans change? Tap ❌.", ("🧑 A person", "❌ Not coming")
    assert heard(line, *labels) == "Plans change? Tap ❌ Not coming."
    assert heard("❌ I took you off.", *labels) == " I took you off."
    assert heard("Look under 📂.", *labels) == "Look under 📂."
    # Where the sentence says the name itself, nobody hears it twice.
    assert heard("Ask 🧑 A person.", *labels) == "Ask 🧑 A person."


def test_nothing_that_somebody_wrote_becomes_part_of_the_page() -> None:
    shown = on_page.shown('🟢 <b onclick="x">&"\'</b>', "/static/1/pictures.svg")
    assert "<b" not in shown
    assert shown.endswith(" &lt;b onclick=&#34;x&#34;&gt;&amp;&#34;&#39;&lt;/b&gt;")


def test_what_was_said_with_a_sign_of_before_is_said_with_the_new_one_in_every_language() -> None:
    known = {one.one for one in sentences()} | {old for _, old in locales._former()}
    for sentence, sign in message_json.NEW_SIGNS.items():
        old = json.dumps({"lines": [["btn", sentence], ["body", sentence, {}]], "rows": []})
        told = [line.one for line in message_json.from_json(old).lines]
        assert told == [f"{sign} {sentence.partition(' ')[2]}"] * 2
        assert sentence not in known
        assert told[0] in known


def _room(line: Text, *, act: str = "tell.room") -> Reply:
    rows: tuple[tuple[Button, ...], ...] = ((button(say("btn", "🔔 Tell me"), act, room="x"),),)
    return Reply((line, name("📍 Hofgeest 1")), rows)


def test_one_room_is_a_card_and_several_are_none() -> None:
    line = say("body", "🔴 {room}: closed.", room="H-buurt")
    card = card_of(_room(line))
    assert card
    assert (card.line, card.name) == (line, "H-buurt")
    assert card_of(_room(line, act="hours")) is None
    assert card_of(_room(say("body", "Hello"))) is None
    other = say("body", "🔴 {room}: closed.", room="Holendrecht")
    assert card_of(Reply((line, other), _room(line).rows)) is None
    assert card_of(Reply(())) is None


def test_one_time_of_an_activity_is_a_card() -> None:
    title = topics.titled("meeting", "Coffee together")
    rows = ((button(say("btn", "📅 All activities"), "activities.all"),),)
    card = card_of(Reply((say("body", "✅ You are coming."), title), rows))
    assert card
    assert (card.line, card.name) == (title, "Coffee together")
    assert card_of(Reply((title,), ())) is None
