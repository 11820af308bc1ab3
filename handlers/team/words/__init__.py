"""Words: what nobody understood, and sentences of ours that somebody calls wrong."""
