"""A report as a file on Telegram: a document with its name, its words under it, made beside."""

from __future__ import annotations

import pytest

from bot.exports import documents
from storage.repositories.people.roles import COORDINATOR, Role
from tests.support.village import Village, gives


async def test_a_tap_brings_the_pages_while_others_are_answered(place: Village) -> None:
    nour = place.api.user(language_code="en", stranger=False)
    omar = place.api.user(language_code="en", stranger=False)
    gives(place.database, nour.id, Role(COORDINATOR, ""))
    await nour.says("/report 2026-11 pdf")
    await omar.says("/hours")
    await omar.sees("H-buurt")
    await nour.sees("📄 The report of November 2026.")
    (sent,) = [one for one in place.api.calls if one.method == "sendDocument"]
    assert nour.last.body["document"]["file_name"] == "report-2026-11.pdf"
    assert nour.last.document
    assert nour.last.document.startswith(b"%PDF-")
    assert len(sent.params["caption"]) <= 1024
    await place.quiet()
    with place.database.reading() as store:
        assert store.outbox.waiting() == 0


async def test_what_could_not_be_made_is_a_sentence_in_the_chat(
    place: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "MAKING_SECONDS", 0.0)
    nour = place.api.user(language_code="en", stranger=False)
    gives(place.database, nour.id, Role(COORDINATOR, ""))
    await nour.says("/report 2026-11 pdf")
    await nour.sees("Sorry, the file was not made.")
