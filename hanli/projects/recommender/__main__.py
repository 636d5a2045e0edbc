"""`python -m hanli.projects.recommender`."""

from hanli.projects.recommender.command import main

if __name__ == "__main__":
    main()
