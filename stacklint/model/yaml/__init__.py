"""YAML, with the exact place of everything."""
