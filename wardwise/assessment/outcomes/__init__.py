"""Did an operation change anything? Designed before it starts, run after, and said honestly."""
