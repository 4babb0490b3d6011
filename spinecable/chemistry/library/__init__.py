"""Reaction lists of single molecules, each with its numbers and where they come from."""
