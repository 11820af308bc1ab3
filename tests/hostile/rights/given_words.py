"""What some rows need: an utterance that waits, somebody who reads a draft, a room renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.core import message_json
from handlers.core.messages import Reply, say
from storage.repositories.messages.outbox import Outgoing
from storage.repositories.neighbourhoods import Source
from storage.store import Store
from tests.hostile.rights.rows import SECRET
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


GIVEN = {"unheard": unheard, "reads_draft": reads_draft, "renamed": renamed}
