"""A talk over Telegram: a reply to a message finds its talk, a voice note goes on by its number."""

from __future__ import annotations

from pathlib import Path

import polib

from bot.app import now
from handlers.core import message_json
from handlers.core.messages import Reply, name
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.people.roles import KEY_HOLDER, Role
from tests.support.village import Village, gives

OPUS = b"OggS\x00\x02" + b"\x00" * 22 + b"OpusHead\x01\x01\x38\x01\x80\xbb\x00\x00\x00\x00\x00"


async def test_a_reply_and_a_voice_note_reach_the_other_side(place: Village) -> None:
    omar = place.api.user(language_code="ar")
    fatma = place.api.user(language_code="en", stranger=False)
    gives(place.database, fatma.id, Role(KEY_HOLDER, "h-buurt"))
    await omar.sends_voice(OPUS)
    await fatma.sees("Somebody is writing in Arabic.")
    assert fatma.last.voice == OPUS
    (sent,) = [one for one in place.api.calls if one.method == "sendVoice"]
    assert isinstance(sent.params["voice"], str)
    await place.settled()
    await fatma.says("Come to the door", reply_to=fatma.last.message_id)
    await omar.sees("Come to the door")
    await place.settled()
    await omar.says("شكرا", reply_to=omar.last.message_id)
    await fatma.sees("شكرا")
    asked = fatma.last.message_id
    await place.settled()
    await fatma.sends_voice(OPUS)
    await fatma.sees("I did not pass it on.")
    await fatma.taps("💬 Answer")
    await fatma.sees("Write or speak your answer now.")
    await fatma.sends_voice(OPUS)
    await fatma.sees("✅ Sent.")
    await place.quiet()
    assert omar.last.voice == OPUS
    await fatma.taps("✔️ Done")
    await fatma.sees("This chat is finished.")
    await fatma.says("one more thing", reply_to=asked)
    await place.quiet()
    assert "one more thing" not in str(place.api.stats.texts[omar.id])


async def test_where_no_voice_note_may_come_its_words_and_buttons_do(place: Village) -> None:
    fatma = place.api.user(language_code="en", stranger=False)
    gives(place.database, fatma.id, Role(KEY_HOLDER, "h-buurt"))
    await fatma.says("/menu")
    await place.settled()
    spoken = Reply((name("Somebody spoke."),), voice="a-file-that-is-not-there")
    with place.database.writing() as store:
        person = store.people.find("telegram", str(fatma.id))
        assert person
        store.outbox.put([Outgoing(person.id, message_json.to_json(spoken))], now())
    await fatma.sees("Somebody spoke.")


async def test_telegram_is_told_the_new_words_when_a_catalog_changes(
    place: Village, own_catalogs: Path
) -> None:
    turkish = ("default", "tr")
    await place.until(lambda: turkish in place.api.commands)
    path = own_catalogs / "tr" / "LC_MESSAGES" / "messages.po"
    catalog = polib.pofile(str(path), encoding="utf-8")
    (hours,) = [one for one in catalog if one.msgid == "Is a room open?"]
    hours.msgstr = "Hangi oda"
    catalog.save(str(path))
    place.app._somebody_left()
    await place.until(lambda: place.api.commands[turkish]["hours"] == "Hangi oda")
