"""How the bot gets its updates."""

from typing import Any

from tests.telegram_standin.http.params import Params
from tests.telegram_standin.traffic.errors import bad_request, conflict
from tests.telegram_standin.world import World

WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
MOST_UPDATES = 100
LONGEST_POLL = 50
CONNECTIONS = range(1, 101)


async def get_updates(world: World, params: Params) -> list[dict[str, Any]]:
    """Confirm what was received and wait for more."""
    if world.webhook.url:
        raise conflict(WEBHOOK_ACTIVE)
    allow(world, params)
    limit = min(MOST_UPDATES, max(1, params.integer("limit", MOST_UPDATES)))
    timeout = min(LONGEST_POLL, max(0, params.integer("timeout")))
    updates = await world.inbox.fetch(params.integer("offset"), limit, timeout)
    world.inbox.deliver(updates)
    return [update.body for update in updates]


def allow(world: World, params: Params) -> None:
    """Remember which kinds of updates are wanted; without a word the choice of last time stays."""
    if "allowed_updates" in params:
        kinds = params.data("allowed_updates")
        if kinds is not None and not isinstance(kinds, list):
            raise bad_request("can't parse allowed_updates: must be an Array")
        world.inbox.allowed = set(kinds) if kinds else None


def set_webhook(world: World, params: Params) -> bool:
    """Have updates brought to an address."""
    allow(world, params)
    url = params.text("url")
    if not url:
        return delete_webhook(world, params)
    connections = params.integer("max_connections", 40)
    if connections not in CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
    drop(world, params)
    world.inbox.end_poll(conflict("terminated by setWebhook request"))
    world.webhook.start(url, params.text("secret_token"), connections)
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Go back to fetching."""
    world.webhook.stop()
    drop(world, params)
    return True


def drop(world: World, params: Params) -> None:
    """Throw away what waits, when asked to."""
    if params.flag("drop_pending_updates"):
        world.inbox.pending.clear()
        world.bell.ring()


def get_webhook_info(world: World, _: Params) -> dict[str, Any]:
    """Tell how the bringing goes."""
    hook = world.webhook
    info: dict[str, Any] = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.inbox.pending),
    }
    if hook.url:
        info |= {"max_connections": hook.connections, "ip_address": "127.0.0.1", **hook.last_error}
    if world.inbox.allowed is not None:
        info["allowed_updates"] = sorted(world.inbox.allowed)
    return info
