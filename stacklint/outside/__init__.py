"""Rules from outside: those that a configuration declares, and those of packages that it names."""
