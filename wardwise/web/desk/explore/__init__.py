"""The analyst's page: how much and when (trends), where it gathers and whether that is chance (hotspots)."""
