from datetime import UTC, datetime

from hanli.projects.recommender import load_data

found = load_data("movielens")
per_user, per_movie = found.starts.diff(), found.count_items()
first, last = (datetime.fromtimestamp(int(time), UTC).date() for time in found.times.aminmax())
print(f"{len(found):,} ratings by {found.num_users} users of {found.num_items} movies")
print(f"from {first} to {last}")
print(f"ratings per user: at least {per_user.min()}, median {per_user.median()}")
print(f"ratings per movie: median {per_movie.median()}, at most {per_movie.max()}")
common = per_movie.sort(descending=True).values[: found.num_items // 10]
print(f"the most common tenth of the movies has {common.sum() / len(found):.0%} of the ratings")
print(f"of all pairs, {len(found) / (found.num_users * found.num_items):.1%} have a rating")
