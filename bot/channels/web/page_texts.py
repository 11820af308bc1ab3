"""Every word of the web pages."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.core import keyboards
from handlers.core.messages import Text, say

Words = Mapping[str, Text]


EVERYWHERE: Words = {
    "rooms": say("page", "Neighbourhood rooms"),
    "all_rooms": say("btn", "🕙 All rooms"),
    "write": say("page", "💬 Write to us"),
    "not_safe": say("page", "This address is not safe. Use the safe one:"),
    "kiosk_soon": say("page", "This page clears itself in 10 seconds."),
    "kiosk_here": say("btn", "✋ I am still here"),
    "map": say("page", "🗺️ Show on the map"),
}


# The bar of signs that is always in sight. Each is called by words where nobody sees it.
BAR: Words = {
    "home": say("page", "Menu"),
    "languages": say("page", "Language"),
    "person": keyboards.footer()[1].label,
    "danger": say("page", "Danger: who to call"),
}


# What stands on the screen of a phone, whatever the news is and whoever looks.
SIGN = say("page", "News from your neighbourhood room.")
SIGN_TAP = say("page", "Tap to look.")
NO_SIGNS = say("page", "This device cannot show a sign here.")


VOICE_NOTE = say("page", "Voice note")


# Speaking: what is said around the button, which the script makes where a browser can record.
SPEAKING: Words = {
    "speak": say("page", "Speak: hold, or press once"),
    "speak_stop": say("page", "Stop"),
    "speak_drop": say("btn", "🗑️ Throw away"),
    "speak_on": say("page", "Speak now. We are recording."),
    "speak_done": say("page", "Send it, or throw it away."),
    "speak_short": say("page", "That was too short. Hold the button, and speak."),
    "speak_dropped": say("page", "Thrown away. Nobody will hear it."),
    "speak_none": say("page", "We cannot hear you: no microphone. Please write."),
    "speak_lost": say("page", "This recording is gone. Please speak again."),
}


CHAT: Words = {
    **EVERYWHERE,
    **BAR,
    "conversation": say("page", "Chat"),
    "your_message": say("page", "Your message"),
    "send": say("btn", "Send"),
    "leave": say("btn", "🚪 Leave"),
    "leave_how": say("page", "You leave this page at once. You can also press Escape twice."),
    "leave_not": say("page", "Leave does not delete the history of your browser."),
    "start": say("btn", "▶️ Start"),
    "welcome": say("page", "Welcome. Tap Start."),
    "earlier": say("page", "These are older messages."),
    "fresh": say("page", "Tap Start to see the latest."),
    "new": say("page", "Show new messages"),
    "you": say("page", "You:"),
    "we": say("page", "Neighbourhood room:"),
    "offline": say("page", "No connection. We keep trying. Nothing is lost."),
    "online": say("page", "The connection is back."),
    "waiting": say("page", "Waiting to be sent"),
    "not_sent": say("page", "This was not sent."),
    "signs_ask": say("page", "🔔 Shall this device show a sign when there is news?"),
    "signs_what": say("page", "It never says what the news is."),
    "signs_yes": say("btn", "🔔 Yes, show it"),
    "signs_no": say("btn", "❌ No, thanks"),
    "signs_not": NO_SIGNS,
    "install_ask": say("page", "📱 Put this page on your phone as an app?"),
    "install_yes": say("btn", "📱 Yes, please"),
    "install_how": say("page", "Tap Share, then Add to Home Screen."),
    "install_why": say("page", "Then this phone shows a sign when there is news."),
    "signs_refused": say("page", "Your browser said no. Look here again."),
    "no_place": say("page", "We could not see where you are. You can choose a room yourself."),
    "look_again": say("btn", "↻ Look again"),
    "typing": say("page", "We are writing to you."),
    "voice": VOICE_NOTE,
    "aloud": say("page", "The message, said aloud"),
    "unheard": say("page", "The sound does not come. Please read it, or ask 🧑."),
    **SPEAKING,
}


# When a message was said, and that a state which it tells is one of before.
TODAY, YESTERDAY = say("page", "today"), say("page", "yesterday")
DAY_AND_TIME = say("page", "{day}, {time}")
OLD = say("page", "This is old: {when}.")


BOARD: Words = {
    **EVERYWHERE,
    "ask": say("btn", "💬 Ask us"),
    "languages": BAR["languages"],
    "more": say("btn", "➡️ More"),
    "from_start": say("btn", "⬅️ From the start"),
    "old": say("page", "No connection. What you see may be old."),
}


OFFLINE: Words = {
    **EVERYWHERE,
    "no_connection": say("page", "You have no connection now."),
    "different": say("page", "It may be different now."),
    "again": say("btn", "↻ Try again"),
}


NO_COOKIES = say("page", "Your browser does not keep cookies. Without them we cannot chat here.")


PROBLEM: Words = {**EVERYWHERE, "home": say("btn", "🏠 Start")}


# What somebody can do whom we do not hear: see what is open, and call.
COOKIES: Words = {
    **EVERYWHERE,
    "start": CHAT["start"],
    "why": NO_COOKIES,
    "how": say("page", "Allow cookies in your browser. Then tap Start."),
    "call": say("page", "You can also call us:"),
}


CROWDED = say("page", "Too many people are writing from your network today.")


TOO_MANY: Words = {
    **COOKIES,
    "why": CROWDED,
    "how": say("page", "Please try again tomorrow, or over another network."),
}


NOT_FOUND = say("page", "We cannot find this page.")


NOT_SO = say("page", "You cannot do that here.")


OUR_MISTAKE = say("page", "Sorry, that went wrong here. Please try again.")


TRY_LATER = say("page", "We cannot save your message now. Please try again soon.")


FROM_ELSEWHERE = say("page", "This came from another website. We did not use it.")


TOO_LONG = say("page", "This message is too long.")


UNREADABLE = say("page", "We could not read this message.")


NO_NUMBER = say("page", "Something is wrong with this message. Please send it again.")


ONE_THING = say("page", "Send one thing: text, a button or your location.")


NO_SUCH_PLACE = say("page", "This location is not on the map.")


# What is said of a recording that goes to nobody.
SILENT = say("page", "We cannot hear anything in it. Please speak again.")


SPOKEN_TOO_LONG = say("page", "You can speak for one minute. Please speak again.")


NOT_PLAYED = say("page", "We cannot play this recording. Please write.")


SPOKEN_TOO_OFTEN = say("page", "Too many voice notes came from your network. Please write.")


NO_TALK = say("page", "You are not writing to anybody now. First tap 🧑.")


VOICE_GONE = say("body", "The voice note is gone.")
NO_WORDS = say("body", "I don't have those words any more.")


# What stands in place of a message that an older program wrote its own way, or whose key is gone.
UNREADABLE_NOW = say("page", "This message cannot be shown any more.")


SENTENCES = {404: NOT_FOUND, 405: NOT_SO, 503: TRY_LATER}
