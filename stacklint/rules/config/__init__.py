"""Rules about the values of `config`, and how they reach a container."""
