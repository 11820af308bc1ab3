"""How few words and how few taps: every screen of a resident, every journey, counted."""
