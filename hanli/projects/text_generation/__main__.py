"""`python -m hanli.projects.text_generation`."""

from hanli.projects.text_generation.command import main

if __name__ == "__main__":
    main()
