"""What a program says: its tree, names, flow and values. Nothing of it is run."""
