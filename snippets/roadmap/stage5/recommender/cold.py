from hanli.projects.recommender import load_data, split_by_time

split = split_by_time(load_data("movielens"))
known_users = split.training.starts.diff() > 0  # (943,)
known_movies = split.training.count_items() > 0  # (1682,)
test_users = split.test.users.unique()
new = ~known_users[test_users]
print(f"users in the test {len(test_users)}, of these new {new.sum()}")
print(f"test ratings by new users {(~known_users[split.test.users]).double().mean():.0%}")
print(f"test ratings of new movies {(~known_movies[split.test.items]).double().mean():.1%}")
