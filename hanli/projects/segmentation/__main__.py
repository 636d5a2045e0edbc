"""`python -m hanli.projects.segmentation`."""

from hanli.projects.segmentation.command import main

if __name__ == "__main__":
    main()
