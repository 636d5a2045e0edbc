"""`python -m hanli.projects.named_entities`."""

from hanli.projects.named_entities.command import main

if __name__ == "__main__":
    main()
