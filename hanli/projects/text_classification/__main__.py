"""`python -m hanli.projects.text_classification`."""

from hanli.projects.text_classification.command import main

if __name__ == "__main__":
    main()
