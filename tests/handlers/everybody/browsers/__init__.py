"""Coming back in a browser, and staying there."""
