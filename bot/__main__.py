"""``python -m bot`` is the same as ``buurtbot``."""

from bot.cli import main

if __name__ == "__main__":
    main()
