"""Staying in touch: signs of news, the page as an app, and what is there without a network."""
