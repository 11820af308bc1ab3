"""A message, a language and a channel's limits make what is sent."""
