"""What residents and partners tell us: taken safely, sent to the right place, never lost."""
