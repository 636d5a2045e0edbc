from hanli.projects.recommender import leave_one_out, load_data

found = load_data("movielens")
split = leave_one_out(found)
for name in ("training", "validation", "test"):
    print(f"{name:10} {len(getattr(split, name)):6,} ratings")
ends = found.starts[1:] - 1  # (943,)
shared = found.times[ends] == found.times[ends - 1]
print(f"users whose last two ratings have the same second: {shared.sum()}")
test_times = split.test.times.sort().values
later = split.training.times > test_times.median()
print(f"training ratings later than half of the tests: {later.double().mean():.0%}")
