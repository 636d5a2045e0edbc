"""`python -m hanli.projects.gan`."""

from hanli.projects.gan.command import main

if __name__ == "__main__":
    main()
