"""The web chat, its pages, the board and the partner's page."""
