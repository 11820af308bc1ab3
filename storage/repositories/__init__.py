"""The queries: a file for each noun, a method for each intent."""
