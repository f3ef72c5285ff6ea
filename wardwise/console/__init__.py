"""The `wardwise` command: what an operator types. It calls the features and decides nothing."""
