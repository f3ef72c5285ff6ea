"""Settings, the two doors, and how the processes start."""
