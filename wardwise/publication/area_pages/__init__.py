"""A public page for each ward: what is recorded, what you said, what we did, what changed, who to contact."""
