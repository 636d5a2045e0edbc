"""Data: splitting, loading, augmenting and preparing, pictures and their pairs."""
