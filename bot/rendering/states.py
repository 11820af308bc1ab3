"""What a message tells that is true for a while only: a state, and where it is told anew.

A state is known by its sentences, so that also what an older program wrote is known to be one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

from handlers.core.messages import Reply, Text

# After that nobody may take it for how it is now.
HOLDS = timedelta(minutes=10)
# What a line begins with that says how a room is, and a button that stands for one.
SIGNS = ("🟢", "🟡", "⚪", "🔴")
ROOMS, ACTIVITIES, MENU = "/hours", "/activities", "/menu"
# States that begin with no sign, or that another page tells: `tests/bot/rendering` goes through
# every sentence of the catalogs.
TOLD_BY: Mapping[str, str] = {
    "{room} is open now.": ROOMS,
    "{room} is open now. Until {time}.": ROOMS,
    "✅ {room} is open.": ROOMS,
    "✅ {room} is open until {time}.": ROOMS,
    "✅ {room} has been open since {since}.": ROOMS,
    "✅ {room} has been open since {since}. Until {until}.": ROOMS,
    "{room} has already been open since {since}.": ROOMS,
    "{room} is not open.": ROOMS,
    "No room of yours is open now.": ROOMS,
    "👥 People counted: {n}": ROOMS,
    "{what}: on now, until {time}. Walk in.": ACTIVITIES,
    "🟢 On now, walk in.": ACTIVITIES,
    "🟢 On now, walk in. Until {time}.": ACTIVITIES,
    "⏳ All places are taken, you can wait.": ACTIVITIES,
    "{n} place left.": ACTIVITIES,
    "{n} place left. We speak {language} there.": ACTIVITIES,
    "All places are taken. We speak {language} there.": ACTIVITIES,
    "All places are taken. There is a waiting list.": ACTIVITIES,
    "There is only {n} place now. You are off the list. Come with fewer?": ACTIVITIES,
    "🎟️ A place is kept for you: {day} until {time}.": ACTIVITIES,
    "🎟️ A place is free for you! I'll keep it: {day} until {time}.": ACTIVITIES,
    "⏳ You are number {n} on the waiting list. I'll write to you.": ACTIVITIES,
    "⏳ You are number {n} on the waiting list. Look here for news.": ACTIVITIES,
    "Nobody can read messages here now. Please call:": ROOMS,
    "Nobody can read messages here now. Please call or come.": ROOMS,
    "⏳ Asked: {who}. They have time until {day}.": MENU,
    "⏳ Asked: {who}. There is no answer yet. We will ask again.": MENU,
    "⏳ {who} cannot help now. We are asking others.": MENU,
    "🤝 They are helping you: {who}.": MENU,
    "⏳ I'm still asking for you.": MENU,
}
# These say themselves of when they are.
OTHERS = {
    "⚪ {partner}: not known if there is space.",
    "🔴 {partner}: full until {date}. Last looked: {looked}.",
    "🟢 {partner}: there is space. Last looked: {looked}.",
}


def look_again(reply: Reply) -> str:
    """The command that tells anew what a message tells of now; empty where it tells no state.

    Of one room alone that room is asked for, by its name.
    """
    told = dict.fromkeys(_told(reply))
    if not told:
        return ""
    commands = dict.fromkeys(command for command, _ in told)
    first = next(iter(commands))
    rooms = {room for command, room in told if command == first}
    room = rooms.pop() if len(rooms) == 1 else ""
    return f"{first} {room}" if room and first == ROOMS else first


def command_of(sentence: str) -> str:
    """Which command tells anew what this sentence of the catalog says; empty where it is none."""
    if sentence in TOLD_BY:
        return TOLD_BY[sentence]
    return ROOMS if sentence.startswith(SIGNS) and sentence not in OTHERS else ""


def _told(reply: Reply) -> Iterator[tuple[str, str]]:
    for line in reply.lines:
        command = command_of(line.one)
        if command:
            yield command, _room(line)
    for row in reply.rows:
        for button in row:
            # A room's own button shows how it is; what else has such a sign does something.
            if button.label.slot == "name" and button.label.one.startswith(SIGNS):
                yield ROOMS, ""


def _room(line: Text) -> str:
    room = line.values.get("room", "")
    return room if isinstance(room, str) else ""
