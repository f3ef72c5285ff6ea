"""The incident store: what happened where and when, without a name in it."""
