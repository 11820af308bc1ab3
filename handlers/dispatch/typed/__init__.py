"""What typed words mean, outside of the answers to a question: a button, a way out, a screen."""
