"""Rules about what git says and what a server does."""
