"""The one reader of the world: working tree, git index, commits.

Finds specs by shape and hands rules frozen values.
"""
