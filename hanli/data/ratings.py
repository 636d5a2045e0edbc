"""Ratings of movies, with who gave them and when; `python -m hanli.fetch` fetches them."""

from __future__ import annotations

import torch
from torch import Tensor

from hanli import fetch


def movie_ratings() -> tuple[Tensor, dict[int, str]]:
    """Load MovieLens 100K: 100,000 ratings that 943 people gave to 1,682 movies in 1997 and 1998.

    GroupLens' terms hold: the data is for research, not for commercial use, and must not be passed on. Who publishes
    results cites F. M. Harper and J. A. Konstan, "The MovieLens Datasets: History and Context" (2015).

    Returns:
        The ratings (100000, 4), int64, with the columns user, movie, rating from 1 to 5, and time in seconds since 1970,
        and the title of each movie with its year. Users and movies are numbered from 1. Each user has at least 20 ratings.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: A file is not that of the list.

    Source: <https://doi.org/10.1145/2827872>
    """
    ratings, movies = (content.decode("utf-8").splitlines()[1:] for content in fetch.read("movielens"))
    table = torch.tensor([[int(float(number)) for number in line.split("\t")] for line in ratings])  # (100000, 4)
    titles = {}
    for line in movies:
        movie, title, year, _ = line.split("\t")
        titles[int(movie)] = f"{title} ({year})" if year else title
    return table, titles
