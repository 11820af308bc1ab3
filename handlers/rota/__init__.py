"""Who opens when; nothing yet. Below rooms, for status, reports and the team will need it."""
