"""Rules about the form of a file: YAML, keys, types, names."""
