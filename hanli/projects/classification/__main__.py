"""`python -m hanli.projects.classification`."""

from hanli.projects.classification.command import main

if __name__ == "__main__":
    main()
