"""One request for help on the web, for a partner without the chat."""
