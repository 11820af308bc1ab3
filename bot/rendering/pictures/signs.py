"""The set of pictures: each emoji of our sentences that is drawn, its shape, its one meaning.

The shapes are those of the Lucide icons with that name; what begins with ``own`` was drawn for us.
"""

from __future__ import annotations

from typing import NamedTuple


class Sign(NamedTuple):
    """An emoji, the shape that is drawn for it, and what both stand for wherever they stand."""

    sign: str
    shape: str
    meaning: str


STATES = (
    Sign("🟢", "own-door-open", "open now: come in, there is place"),
    Sign("🟡", "own-door-usually", "usually open at this time, nobody said so yet"),
    Sign("⚪", "own-door-not-known", "not known"),
    Sign("🔴", "own-door-closed", "closed or full"),
)
TOPICS = (
    Sign("💶", "euro", "money: debts, and what something costs"),
    Sign("🪙", "piggy-bank", "money of one's own"),
    Sign("📄", "file-text", "a paper with writing: letters, forms, a report"),
    Sign("🏘️", "building-2", "a home, and its rent"),
    Sign("☕", "coffee", "meeting people"),
    Sign("🌿", "leaf", "feeling well"),
    Sign("🧡", "heart-pulse", "care"),
    Sign("📖", "book-open", "learning"),
    Sign("🙋", "smile-plus", "joining in"),
    Sign("💼", "briefcase", "work"),
    Sign("🧺", "store", "a trade of one's own"),
)
KINDS = (
    Sign("🍲", "cooking-pot", "cooking"),
    Sign("🗣️", "speech", "talking Dutch"),
    Sign("🪴", "flower-2", "garden and plants"),
    Sign("🧰", "hammer", "repairing"),
    Sign("🧸", "toy-brick", "being with children"),
)
DANGERS = (
    Sign("🆘", "siren", "danger: call now"),
    Sign("🚑", "ambulance", "hurt, sick, fire"),
    Sign("🛡️", "shield-alert", "somebody is being hurt"),
    Sign("🕯️", "own-candle", "wanting to die"),
    Sign("🧒", "baby", "a child in danger"),
    Sign("🏚️", "own-house-lost", "losing one's home"),
    Sign("💡", "lightbulb", "no power or water"),
    Sign("🍞", "utensils", "no food"),
)
OFFERS = (
    Sign("♿", "accessibility", "no steps on the way in"),
    Sign("🚻", "toilet", "a toilet"),
    Sign("🤫", "volume-x", "an hour in which it is quiet"),
    Sign("👩", "venus", "hours for women among themselves"),
    Sign("🥣", "soup", "there is something to eat"),
)
ACTIONS = (
    Sign("🏠", "house", "back to the start, the menu"),
    Sign("🌐", "languages", "languages"),
    Sign("🧑", "user-round", "a person to write to"),
    Sign("🚪", "log-out", "leave this page"),
    Sign("🕙", "clock", "hours: when it is open, when it suits"),
    Sign("📅", "calendar-days", "activities"),
    Sign("⛑️", "life-buoy", "asking for help"),
    Sign("🔔", "bell", "news is told from now on"),
    Sign("🔕", "bell-off", "news is told no more"),
    Sign("☰", "menu", "more to choose from"),
    Sign("🌱", "hand-heart", "helping as a volunteer"),
    Sign("🎁", "gift", "what a neighbour can do for another"),
    Sign("🔍", "search", "what a neighbour looks for"),
    Sign("🔄", "arrow-left-right", "neighbours who do something for each other"),
    Sign("👪", "user-round-plus", "somebody else on the same phone"),
    Sign("📦", "package", "what we know of somebody"),
    Sign("🗑️", "trash-2", "throw away for good"),
    Sign("📂", "folder-open", "requests for help"),
    Sign("🗂️", "archive", "what was kept, in order"),
    Sign("🎟️", "ticket", "a place that is kept"),
    Sign("📍", "map-pin", "a place, a room"),
    Sign("🗺️", "map", "the map"),
    Sign("🚶", "footprints", "on foot"),
    Sign("🛋️", "sofa", "at somebody's home"),
    Sign("☎", "phone", "a telephone number"),
    Sign("📞", "phone-call", "telephone numbers, where they stand"),
    Sign("💬", "message-circle-more", "write to each other"),
    Sign("✉️", "mail", "words for somebody, an invitation"),
    Sign("📣", "megaphone", "told to everybody"),
    Sign("🎧", "headphones", "a voice"),
    Sign("🎤", "mic", "speak"),
    Sign("⏹️", "circle-stop", "speak no more"),
    Sign("✅", "circle-check", "yes; it is so"),
    Sign("❌", "x", "no; it is not so any more"),
    Sign("✔️", "check-check", "done with"),
    Sign("🚫", "ban", "it does not take place"),
    Sign("↩️", "undo-2", "undo what was just done"),
    Sign("⬅️", "arrow-left", "back, before"),
    Sign("➡️", "arrow-right", "further"),
    Sign("⬆️", "arrow-up", "further up in an order"),
    Sign("➕", "plus", "one more"),
    Sign("➖", "minus", "take away"),
    Sign("▶️", "circle-play", "go, go on"),
    Sign("⏸️", "circle-pause", "it waits, it is stopped for now"),
    Sign("↻", "refresh-cw", "look or try again"),
    Sign("⏳", "hourglass", "waiting"),
    Sign("⏰", "alarm-clock", "the time has come: a reminder, what cannot wait"),
    Sign("🕘", "calendar-clock", "another time"),
    Sign("📆", "calendar", "a day"),
    Sign("🗓️", "calendar-range", "a stretch of time"),
    Sign("📎", "paperclip", "a file"),
    Sign("📱", "smartphone", "this phone"),
    Sign("📌", "pin", "stay here"),
    Sign("🗝️", "lock-keyhole-open", "the pictures that let somebody in again"),
    Sign("🖼️", "image", "a picture to look at"),
    Sign("🔑", "key-round", "the key of a room, and who holds it"),
    Sign("🔒", "lock", "close a room"),
    Sign("🔓", "lock-open", "show what was covered"),
    Sign("🔗", "link", "a link"),
    Sign("👥", "users-round", "people, and how many"),
    Sign("👋", "hand", "welcome"),
    Sign("👀", "eye", "reading"),
    Sign("🔎", "zoom-in", "look closer"),
    Sign("✏️", "pencil", "something was changed, or has to be"),
    Sign("📝", "notebook-pen", "a note; words that we take note of"),
    Sign("🏷️", "tag", "a label: whose a role is, as the coordinators call them"),
    Sign("📋", "clipboard-list", "a list of openings"),
    Sign("📊", "chart-column", "the report"),
    Sign("📈", "chart-line", "reach, and charts of it"),
    Sign("🎯", "target", "the plan"),
    Sign("✨", "sparkles", "new faces"),
    Sign("🏁", "flag", "how it ended"),
    Sign("🪜", "own-ladder", "steps to work"),
    Sign("🤝", "handshake", "organisations that help"),
    Sign("🏙️", "building", "the neighbourhood as a whole"),
    Sign("🛠️", "sliders-horizontal", "managing, and who does it"),
    Sign("🔧", "wrench", "looking after this program"),
    Sign("🎉", "party-popper", "something good has begun"),
    Sign("⚠️", "triangle-alert", "look out: something is missing or wrong"),
    Sign("❗", "circle-alert", "mind this: it is other than usual"),
)
SIGNS = (*STATES, *TOPICS, *KINDS, *DANGERS, *OFFERS, *ACTIONS)
