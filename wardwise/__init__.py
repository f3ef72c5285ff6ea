"""Wardwise: the shared workspace of a community safety partnership."""
