"""What the files of a deployment say, and where they say it.

Reads text, never the world, and imports nothing else of ours.
"""
