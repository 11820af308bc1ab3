"""Small mistakes made on purpose: do the tests see them?"""
