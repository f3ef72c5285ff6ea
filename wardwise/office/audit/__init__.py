"""What was done and what was read, by whom, when: append-only and chained by hashes."""
