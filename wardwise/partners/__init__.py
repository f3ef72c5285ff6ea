"""Organisations, the people who work in them, what they may do, and the agreements that let them."""
