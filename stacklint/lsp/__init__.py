"""What editors are told, in the words of the Language Server Protocol."""
