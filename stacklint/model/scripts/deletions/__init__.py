"""What commands delete, and whether it is the data of a volume."""
