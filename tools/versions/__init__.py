"""Other versions of torch and Python: what the blocks print there, kept in `proof/versions.json` and told on the pages."""
