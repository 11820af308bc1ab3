"""Whatever somebody sends on Telegram: one kind answer, nothing of it kept, nobody silent."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from bot.channels.telegram.kinds import NOBODYS
from bot.channels.telegram.updates import to_turn
from bot.pipeline.incoming import Turns
from bot.pipeline.limits.reply_limits import ReplyLimits
from bot.pipeline.limits.send_limits import Rates
from handlers.core.messages import Kind
from tests.handlers.conversations.talking import opened, writes
from tests.support.paths import ROOT
from tests.support.peek import answers_well, everything_kept, failures, opening_of
from tests.support.talk import Neighbour, Street, links
from tests.support.village import Village
from tests.telegram_standin import BotApi

NUMBERS = count(1)
# Nothing of what is sent may be found again, wherever it stood.
SECRET = "kanariepiet"
FILE = {"file_id": SECRET, "file_unique_id": "u", "file_size": 1}
PERSON = {"id": 77, "is_bot": False, "first_name": SECRET}
LETTERS: dict[str, Any] = {
    "photo": [{**FILE, "width": 1, "height": 1}],
    "live_photo": {**FILE, "width": 1, "height": 1},
    "document": {**FILE, "file_name": "brief.pdf", "mime_type": "application/pdf"},
}
OTHERS: dict[str, Any] = {
    "animation": {**FILE, "mime_type": "video/mp4"},
    "audio": {**FILE, "duration": 3, "title": SECRET},
    "paid_media": {"star_count": 1, "paid_media": []},
    "sticker": {**FILE, "type": "regular", "emoji": "👋"},
    "story": {"chat": {"id": 77, "type": "private"}, "id": 1},
    "video": {**FILE, "duration": 3},
    "video_note": {**FILE, "length": 3},
    "checklist": {"title": SECRET, "tasks": [{"id": 1, "text": SECRET}]},
    "contact": {"phone_number": "+31612345678", "first_name": SECRET},
    "dice": {"emoji": "🎲", "value": 3},
    "game": {"title": SECRET, "description": SECRET, "photo": []},
    "poll": {"id": "1", "question": SECRET, "options": []},
    "invoice": {"title": SECRET},
    "passport_data": {"data": []},
    "giveaway": {"chats": []},
    "giveaway_winners": {"winners": [PERSON]},
    "web_app_data": {"data": SECRET, "button_text": "x"},
    "rich_message": {"blocks": [{"type": "paragraph", "text": SECRET}]},
    # They come later; one has nothing that we could see at all.
    "hologram": {"text": SECRET},
    "smell": True,
}
# What stands beside what was sent.
ABOUT = {
    *("message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "chat"),
    *("sender_boost_count", "sender_business_bot", "sender_tag", "date", "guest_query_id"),
    *("business_connection_id", "forward_origin", "is_topic_message", "is_automatic_forward"),
    *("reply_to_message", "external_reply", "quote", "reply_to_story", "via_bot", "edit_date"),
    *("reply_to_checklist_task_id", "reply_to_poll_option_id", "guest_bot_caller_user"),
    *("guest_bot_caller_chat", "has_protected_content", "is_from_offline", "is_paid_post"),
    *("media_group_id", "author_signature", "paid_star_count", "entities", "effect_id"),
    *("link_preview_options", "suggested_post_info", "caption", "caption_entities"),
    *("show_caption_above_media", "has_media_spoiler", "reply_markup"),
}
# Each of them has tests of its own.
READ = {"text", "voice", "venue", "location"}
SPEC = ROOT / "tests/telegram_standin/methods/required.json"
ONLY_WORDS = {
    "en": "I can only read words and buttons.",
    "ar": "أفهم النص والأزرار فقط.",
}
LETTER = {"en": "A letter? We can read it together.", "ar": "هل هذه رسالة ورقية؟"}
ASKED = {"en": "How many people came?", "ar": "كم شخصا جاء؟"}


def sends(neighbour: Neighbour, kind: str = "private", **parts: Any) -> Neighbour:
    """Send a message just as Telegram hands it to us; what is nobody's leads to nothing."""
    number = next(NUMBERS)
    person = {"id": int(neighbour.address), "language_code": neighbour.language}
    message = {
        "message_id": number,
        "date": int(neighbour.street.now.timestamp()),
        "chat": {"id": int(neighbour.address), "type": kind},
        "from": person,
        **parts,
    }
    turn = to_turn({"update_id": number, "message": message}, neighbour.street.now, "buurtbot")
    neighbour.unread = []
    if turn:
        neighbour.street.turns.do([turn])
        neighbour.street.knows(neighbour)
        neighbour.street.deliver()
    return neighbour


def album(neighbour: Neighbour, group: str, *captions: str) -> list[str]:
    """Send that many photos together; gives everything that came back."""
    told: list[str] = []
    for words in captions:
        more = {"caption": words} if words else {}
        told += sends(neighbour, photo=LETTERS["photo"], media_group_id=group, **more).unread
    return told


def test_of_all_that_a_message_can_be_it_is_known_whose_it_is() -> None:
    known = [*NOBODYS, *LETTERS, *OTHERS, *ABOUT, *READ]
    assert len(known) == len(set(known))
    assert set(json.loads(SPEC.read_text())["message"]) - set(known) == set()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_kind_gets_one_kind_answer_and_nothing_of_it_is_kept(
    street: Street, language: str
) -> None:
    fatma = street.key_holder("h-buurt", language=language)
    street.at("10:00")
    fatma.says("/open").says("/close").sees(ASKED[language])
    omar = street.neighbour(language)
    for says, kinds in ((LETTER, LETTERS), (ONLY_WORDS, OTHERS)):
        for kind, content in kinds.items():
            for one in (omar, omar, fatma):
                answers_well(sends(one, **{kind: content}), kind)
                one.sees(says[language])
                assert len(one.unread) == 1, kind
    kept = everything_kept(street)
    assert SECRET not in kept
    assert "612345678" not in kept
    fatma.says("15")
    assert opening_of(street).visits == 15
    assert failures(street) == []


def test_a_message_of_which_we_see_nothing_is_answered_too(street: Street) -> None:
    sends(street.neighbour()).sees(ONLY_WORDS["en"])


def test_what_telegram_tells_by_itself_is_nobodys(street: Street) -> None:
    omar = street.neighbour().says("/menu")
    for kind in NOBODYS:
        sends(omar, **{kind: {"message_id": 1}}).hears_nothing()


def test_a_group_hears_of_none_of_it(street: Street) -> None:
    group = street.neighbour(private=False)
    for kind, content in {**LETTERS, **OTHERS}.items():
        sends(group, "supergroup", **{kind: content}).hears_nothing()


def test_a_photo_of_a_letter_leads_to_reading_it_together(street: Street) -> None:
    omar = street.neighbour()
    sends(omar, photo=LETTERS["photo"]).sees(LETTER["en"])
    assert omar.buttons()[0] == "📄 Letters"
    assert "💬 Write to a person" not in omar.buttons(), "nobody could read it"
    omar.taps("📄 Letters").sees("Where do you want to meet?")
    street.key_holder("h-buurt")
    sends(omar, photo=LETTERS["photo"]).taps("💬 Write to a person")
    omar.sees("A neighbour of H-buurt reads it.")


def test_words_under_a_photo_are_read_as_if_typed(street: Street) -> None:
    fatma = opened(street)
    for kind, content in {**LETTERS, **OTHERS}.items():
        parts: dict[str, Any] = {kind: content}
        omar = street.neighbour()
        sends(omar, **parts, caption="/hours h-buurt").sees("H-buurt: open").sees_not("letter?")
        sends(omar, **parts, caption="Activities").sees_not("letter?", "only read words")
        sends(omar, **parts, caption="they evict us tomorrow").sees("☎")
        sends(omar, **parts, caption="my number is 111222333").sees("I did not keep it.")
        says = LETTER if kind in LETTERS else ONLY_WORDS
        sends(omar, **parts, caption="look at this").sees(says["en"])
    sends(fatma.says("/close"), photo=LETTERS["photo"], caption="٢٣")
    assert opening_of(street).visits == 23
    group = street.neighbour(private=False)
    sends(group, "supergroup", photo=LETTERS["photo"], caption="/hours").sees("privé")
    stranger = sends(street.neighbour(), photo=[], caption="/open", forward_origin={"type": "x"})
    stranger.sees("You forwarded this message.")


def test_words_under_a_photo_go_to_a_human_and_the_photo_is_said_to_stay_behind(
    street: Street,
) -> None:
    fatma, stays = opened(street), "Only words go along. I did not keep the rest."
    omar = writes(street.neighbour())
    sends(omar, photo=LETTERS["photo"], caption="is it bad?\nread it").sees("✅ Sent.", stays)
    fatma.sees("is it bad?\nread it").sees_not(stays).reads()
    for parts in ({"photo": LETTERS["photo"]}, {"sticker": OTHERS["sticker"]}):
        sends(omar, **parts).sees(stays).sees_not("✅")
    fatma.hears_nothing()
    fatma.taps("💬 Answer")
    sends(fatma, photo=LETTERS["photo"]).sees(stays)
    sends(fatma, photo=LETTERS["photo"], caption="no, it is not").sees("✅ Sent.", stays)
    omar.sees("no, it is not")
    nour = street.coordinator().says("/announce")
    sends(nour, photo=LETTERS["photo"]).sees(stays)
    sends(nour, photo=LETTERS["photo"], caption="A party").sees("Who should read it?", stays)


def test_an_album_is_answered_once_also_after_a_restart_in_its_middle(
    street: Street, another_copy: Callable[[], Street]
) -> None:
    omar = street.neighbour()
    for group in ("1", "2"):
        assert len(album(omar, group, "", "", "")) == 1
        omar.street = another_copy()
        assert album(omar, group, "", "", "") == []
        omar.street = street
    assert len(album(street.neighbour(), "2", *[""] * 6)) == 1, "somebody else's"


def test_an_album_loses_none_of_its_words(street: Street) -> None:
    fatma, omar = opened(street), street.neighbour()
    assert len(album(omar, "1", "my letters", *[""] * 5)) == 1
    assert len(album(omar, "2", "", "", "my letters", "", "look at this", "")) == 1
    assert len(album(omar, "3", "/hours", *[""] * 5)) == 1
    (letter, numbers) = album(omar, "4", *[""] * 5, "they evict us tomorrow")
    assert LETTER["en"] in letter
    assert "☎" in numbers
    writes(omar)
    assert len(album(omar, "5", "page one", *[""] * 5)) == 1
    fatma.sees("page one").reads()
    assert len(album(omar, "6", "page one", "page two")) == 2
    fatma.sees("page two")


@pytest.mark.parametrize("typed", ["/start", "/hours", "/menu", "/fly", "/report", "/HOURS"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_in_a_private_chat_the_command_of_another_bot_is_answered_as_our_own(
    street: Street, typed: str, language: str
) -> None:
    omar, eve = street.neighbour(language), street.neighbour(language)
    for name in ("otherbot", "x", "BUURTBOT"):
        told = sends(omar, text=f"{typed}@{name}").reads()
        assert told == sends(eve, text=typed).reads() != []
    group = street.neighbour(language, private=False)
    sends(group, "supergroup", text=f"{typed}@otherbot").hears_nothing()


@pytest.mark.parametrize("seconds", [0, 1, 600, 86_400])
def test_a_voice_note_is_for_ears_however_long_or_silent_it_is(
    street: Street, seconds: int
) -> None:
    fatma, omar = opened(street), street.neighbour().says("/hours h-buurt")
    voice = {"file_id": f"v{seconds}", "file_unique_id": "v", "duration": seconds, "file_size": 0}
    sends(omar, voice=voice).sees("🎧 We got your voice note.")
    assert fatma.last.voice == f"v{seconds}"
    eve = street.neighbour()
    sends(eve, voice=voice, forward_origin={"type": "user"}).sees(ONLY_WORDS["en"])


@pytest.mark.parametrize("is_album", [True, False])
def test_sixty_photos_in_a_minute_are_taken_in_and_answered_in_measure(
    street: Street,
    is_album: bool,  # noqa: FBT001
) -> None:
    street.turns = Turns(street.database, links, lambda: None, ReplyLimits(Rates()))
    omar, eve = street.neighbour(), street.neighbour()
    for number in range(60):
        # An album has ten at the most.
        group = {"media_group_id": str(number // 10)} if is_album else {}
        sends(omar, photo=LETTERS["photo"], **group)
        street.later(seconds=0.9)
    answers_well(sends(eve, photo=LETTERS["photo"]))
    assert len(omar.screen) == (6 if is_album else 21)
    street.later(minutes=1)
    street.deliver()
    assert LETTER["en"] in omar.last.text
    omar.says("/hours").sees("H-buurt")
    assert failures(street) == []


async def test_six_photos_together_are_answered_once_through_a_restart(street: Street) -> None:
    async with BotApi(limits=False) as api:
        place = Village(street.database, api)
        await place.starts()
        omar = api.user(language_code="en")
        for _ in range(3):
            await omar.sends_photo(album="1")
        await omar.sees(LETTER["en"])
        await place.stops()
        place = Village(street.database, api)
        await place.starts()
        for _ in range(3):
            await omar.sends_photo(album="1")
        await omar.sends_photo(caption="/menu@otherbot")
        await omar.sees("What do you need?")
        await place.quiet()
        assert place.answers(omar.id) == 2
        await place.stops()


def test_only_what_may_be_a_letter_is_taken_for_one(street: Street) -> None:
    for sort in ("image/gif", "video/mp4", "audio/mpeg", "image/jpeg", "application/pdf", ""):
        document = {**FILE, "mime_type": sort}
        message = {"message_id": 1, "chat": {"id": 7, "type": "private"}, "document": document}
        turn = to_turn({"update_id": 1, "message": message}, street.now, "")
        assert turn
        is_letter = sort in {"image/jpeg", "application/pdf", ""}
        assert turn.kind is (Kind.PICTURE if is_letter else Kind.SENT_OTHER), sort
