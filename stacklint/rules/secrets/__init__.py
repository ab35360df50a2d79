"""Rules about secrets: where they stand, and who gets them."""
