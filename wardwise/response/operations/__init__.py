"""Campaigns, operations and patrol plans: who does what where, what was delivered and what came of it.

A figure is a value with its unit, its qualifier ("more than"), the day it held and who says so; an output is never
shown as an outcome. It is not a list of suspects, not a case system and not a live map of officers: what is done in
plain clothes or happens today is never told to the public.
"""
