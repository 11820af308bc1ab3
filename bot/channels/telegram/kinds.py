"""What a message of Telegram is: of a person or of nobody, maybe a letter, a part of an album."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from handlers.core.messages import Kind

# What Telegram tells in a chat by itself; nobody waits for an answer to it. Everything else is from
# somebody, also what our Telegram does not know yet.
NOBODYS = frozenset(
    {
        *("new_chat_members", "left_chat_member", "new_chat_title", "new_chat_photo"),
        *("delete_chat_photo", "group_chat_created", "supergroup_chat_created"),
        *("channel_chat_created", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message"),
        *("message_auto_delete_timer_changed", "chat_owner_left", "chat_owner_changed"),
        *("successful_payment", "refunded_payment", "users_shared", "chat_shared"),
        *("gift", "unique_gift", "gift_upgrade_sent", "connected_website", "write_access_allowed"),
        *("proximity_alert_triggered", "boost_added", "chat_background_set"),
        *("checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed"),
        *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden"),
        *("giveaway_created", "giveaway_completed", "managed_bot_created"),
        *("paid_message_price_changed", "poll_option_added", "poll_option_deleted"),
        *("suggested_post_approved", "suggested_post_approval_failed", "suggested_post_declined"),
        *("suggested_post_paid", "suggested_post_refunded", "video_chat_scheduled"),
        *("video_chat_started", "video_chat_ended", "video_chat_participants_invited"),
    }
)
# A moving picture comes as a file as well; nobody's letter is one, nor what is to be heard.
NO_LETTERS = ("audio/", "video/", "image/gif")


def of_somebody(message: Mapping[str, Any]) -> bool:
    """Whether a person sent this; what Telegram tells by itself is nobody's."""
    return NOBODYS.isdisjoint(message)


def sent(message: Mapping[str, Any]) -> Kind:
    """What somebody sent beside words: maybe a letter, or else something that we cannot read."""
    document = message.get("document")
    if isinstance(document, dict):
        sort = str(document.get("mime_type", ""))
        is_letter = not message.get("animation") and not sort.startswith(NO_LETTERS)
    else:
        is_letter = bool(message.get("photo") or message.get("live_photo"))
    return Kind.PICTURE if is_letter else Kind.SENT_OTHER


def album(message: Mapping[str, Any]) -> str:
    """The album that a picture is of: its mark, the same for all that were sent together."""
    group = message.get("media_group_id")
    if not isinstance(group, str) or not group:
        return ""
    return "album " + sha256(f"{message['chat']['id']}\0{group}".encode()).hexdigest()[:32]
