"""Where harm gathers, and whether it is real."""
