"""A fictitious partnership made from a seed, whose truth is known."""
