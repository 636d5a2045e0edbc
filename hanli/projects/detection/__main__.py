"""`python -m hanli.projects.detection`."""

from hanli.projects.detection.command import main

if __name__ == "__main__":
    main()
