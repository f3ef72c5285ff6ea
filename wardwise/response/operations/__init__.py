"""Campaigns and operations: who does what where, what was delivered and what came of it."""
