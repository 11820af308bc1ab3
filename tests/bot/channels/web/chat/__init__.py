"""Who sits before a browser, and for how long it opens them."""
