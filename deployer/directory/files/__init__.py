"""The files that `deploy create` writes, one by one: from a spec and its stack to their bytes."""
