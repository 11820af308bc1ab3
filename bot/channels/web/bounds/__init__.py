"""How much of the web server anybody may take, and for how long."""
