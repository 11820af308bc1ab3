"""What each reader of an announcement gets: everybody reads it, and so in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handlers.core.context import Context
from handlers.core.messages import Priority, Reply, Text, Tongue, button, name, say
from handlers.team.announcing import facts
from handlers.team.announcing.readers import languages, reads
from storage.repositories.messages.announcements import PART_OF, Reader

WRITES = say("body", "📣 The coordinator writes:")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written so far: the first text and its language, and the other texts by theirs.

    ``has_facts``: below them stands when and where it is.
    """

    first: str
    words: str
    others: Mapping[str, str]
    has_facts: bool = False

    def all(self) -> dict[str, str]:
        """Every text by its language, the first one first."""
        return {self.first: self.words, **self.others}


def to_each(
    context: Context, there: list[Reader], texts: Written, target: str, announcement: str
) -> Iterator[Reply]:
    """What each reader gets."""
    below = {
        tag: facts.lines(context, target, tag) if texts.has_facts else ()
        for tag in languages(context, there)
    }
    for reader in there:
        yield _told(reader, reads(context, reader), texts, announcement, below)


def _told(
    reader: Reader,
    tag: str,
    texts: Written,
    announcement: str,
    below: Mapping[str, tuple[Text, ...]],
) -> Reply:
    """What one reader gets: neutral first, then the words as they were typed, in their language.

    Whoever reads none of the languages reads which one it is, and whom to ask.
    """
    lines = [say("body", "🔔 There is news about the neighbourhood room.")]
    if tag in texts.all():
        lines += [*said(texts.all()[tag]), *below[tag]]
    else:
        lines += [
            say(
                "body",
                "📣 The coordinator writes, in {language}:",
                language=Tongue(texts.first),
            ),
            name(texts.words),
            *below[tag],
            say("body", "You can ask a person what it says."),
        ]
    its = {PART_OF: announcement}
    if len(reader.rooms) == 1:
        stop = button(say("btn", "🔕 Stop"), "tell.stop", room=reader.rooms[0], **its)
    elif reader.rooms:
        # Of which of their rooms they want to hear no more is theirs to say.
        stop = button(say("btn", "🔕 Stop"), "tell", **its)
    else:
        lines.append(say("body", "You get this because you signed up there."))
        stop = button(say("btn", "📅 Activities"), "activities.mine", **its)
    rows = ((stop,),)
    return Reply(tuple(lines), rows, reader.person, priority=Priority.NEWS, profile=reader.profile)


def said(words: str) -> tuple[Text, Text]:
    """The words as they were typed, and whose they are."""
    return WRITES, name(words)
