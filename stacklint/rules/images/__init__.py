"""Rules about images and where they are pulled from."""
