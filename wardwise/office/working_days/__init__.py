"""Days on which offices in England are open: promises to people are counted in them."""
