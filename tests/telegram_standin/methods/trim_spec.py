"""Cuts the published description of the Bot API down to what the stand-in checks.

Run `python -m tests.telegram_standin.methods.trim_spec telegram-bot-api-10.1.json` after adding a
method.
"""

import json
import sys
from pathlib import Path

from tests.telegram_standin.methods import METHODS


def main(source: str) -> None:
    """Write required.json: of every method what it needs, and all that a message can have."""
    spec = json.loads(Path(source).read_text(encoding="utf-8"))
    methods = {
        name: {
            field["name"]: " or ".join(field["types"])
            for field in spec["methods"][name].get("fields", [])
            if field["required"]
        }
        for name in METHODS
    }
    message = [field["name"] for field in spec["types"]["Message"]["fields"]]
    kept = {"version": spec["version"], "methods": methods, "message": message}
    text = json.dumps(kept, indent=1)
    Path(__file__).with_name("required.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
