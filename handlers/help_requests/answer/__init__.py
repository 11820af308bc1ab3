"""Answering a request for help, as a partner or a key-holder."""
