"""The page frame, form fields, components, charts, maps and their static files."""
