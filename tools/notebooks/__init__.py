"""Pages that the site also shows as notebooks, by mkdocs-jupyter."""
