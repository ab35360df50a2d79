"""Hooks: the program of a stack, which runs only where the operator says so."""
