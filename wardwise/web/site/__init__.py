"""The public site: its home page, and the pages every public body must have."""
