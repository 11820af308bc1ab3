"""Helping out: offers, trials, steps to work, exchange between neighbours."""
