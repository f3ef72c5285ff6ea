"""Areas and their vintages, boundaries, grid references and cells."""
