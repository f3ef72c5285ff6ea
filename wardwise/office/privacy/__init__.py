"""How every model field is classified, and how long it is kept."""
