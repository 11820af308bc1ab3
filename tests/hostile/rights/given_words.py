"""What some rows need: an utterance, a reader of a draft, a room renamed, words and voices."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from handlers.core import message_json
from handlers.core.messages import Priority, Reply, button, name, say
from storage.repositories.activities.sign_ups import IN
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.neighbourhoods import Source
from storage.repositories.volunteering.voices import Recorded
from storage.store import Store
from tests.hostile.rights.rows import HEARD, RESIDENT, SECRET
from tests.support.peek import typed_by_three

if TYPE_CHECKING:
    from tests.hostile.rights.village import Facts, Village


def unheard(village: Village, store: Store, _: str) -> Facts:
    return {"utterance": typed_by_three(store, SECRET, "en", village.today)}


def reads_draft(village: Village, store: Store, who: str) -> Facts:
    """Somebody chose a language whose catalog is a draft, and has read something in it."""
    person = village.people[who]
    store.people.choose_language(person, "tr")
    read = Reply((say("body", "What do you need?"),))
    store.outbox.put([Outgoing(person, message_json.to_json(read))], village.now)
    return {"message": store.sent.newest_id_of(person)}


def renamed(village: Village, store: Store, _: str) -> Facts:
    """A coordinator called a room otherwise."""
    now = store.neighbourhoods.current()
    assert now
    first, *others = now.rooms
    other_name = first.model_copy(update={"name": "Here"})
    changed = now.model_copy(update={"rooms": (other_name, *others)})
    store.neighbourhoods.save(changed, village.now, Source.CHAT)
    return {"version": store.neighbourhoods.newest()}


def announced(village: Village, store: Store, _: str) -> Facts:
    """Something was announced, and waits for its reader."""
    store.announcements.add("soup", "h-buurt", village.now)
    stop = button(name("Stop"), "tell", announced="soup")
    waits = message_json.to_json(Reply((name(SECRET),), ((stop,),)))
    reader = village.people[RESIDENT]
    store.outbox.put([Outgoing(reader, waits, Priority.NEWS)], village.now)
    return {}


def party_announced(village: Village, store: Store, who: str) -> Facts:
    """Somebody comes to the party, and this one has words for whoever does."""
    start = datetime.fromisoformat(str(village.facts["start"]))
    whose = village.people[RESIDENT], "", ("party", start)
    if store.signups.latest(*whose) is None:
        place = {"room": "h-buurt", "day": start.date(), "size": 1}
        store.signups.add(*whose, **place, state=IN, now=village.now)
    return {"words": store.announcements.seal(village.people[who], "Come and eat")}


def _recorded(village: Village, store: Store, person: int) -> Recorded:
    said = {"slot": "body", "one": "Come in.", "today": village.today, "sound": b"a voice"}
    return store.voices.make(person, language="en", heard=HEARD, **said)


def recorded(village: Village, store: Store, who: str) -> Facts:
    """Somebody has just recorded a sentence, and hears it."""
    return {"voice": _recorded(village, store, village.people[who]).id}


def recorded_by_second(village: Village, store: Store, _: str) -> Facts:
    return {"voice": _recorded(village, store, village.people["second"]).id}


def lent(village: Village, store: Store, who: str) -> Facts:
    """Somebody recorded a sentence, and said that it is right."""
    made = _recorded(village, store, village.people[who])
    store.voices.confirm(made.id, village.today)
    return {"voice": made.id}


def lent_by_second(village: Village, store: Store, _: str) -> Facts:
    return lent(village, store, "second")


# What each person has of their own.
ONES_OWN = {"reads_draft", "party_announced", "recorded", "lent"}
GIVEN = {
    "recorded": recorded,
    "recorded_by_second": recorded_by_second,
    "lent": lent,
    "lent_by_second": lent_by_second,
    "unheard": unheard,
    "reads_draft": reads_draft,
    "renamed": renamed,
    "announced": announced,
    "party_announced": party_announced,
}
