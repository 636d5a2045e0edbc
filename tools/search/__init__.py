"""What the search box searches: the sections of the pages and the synonyms, written by the build as one file a language."""
