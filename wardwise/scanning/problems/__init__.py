"""A problem worth solving: objective, scanning, analysis, response, assessment, with its evidence."""
