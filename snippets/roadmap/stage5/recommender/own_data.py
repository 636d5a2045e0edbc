import csv
from pathlib import Path

from hanli.projects.program import Settings
from hanli.projects.recommender import generate_interactions, leave_one_out, load_data
from hanli.projects.recommender.command import run

made = generate_interactions()
columns = (made.users, made.items, made.ratings, made.times)
with Path("ratings.csv").open("w", newline="") as file:
    csv.writer(file).writerow(["userId", "movieId", "rating", "timestamp"])
    csv.writer(file).writerows(zip(*(column.tolist() for column in columns), strict=True))
found = load_data("ratings.csv")
print(f"{len(found):,} ratings by {found.num_users} users of {found.num_items} items")
settings = Settings(Path("runs/own"), epochs=5, lr=0.01, weight_decay=0.1, device="cpu")
scores = dict(run(leave_one_out(found), settings, size=16, batch_size=128))
print(", ".join(scores))
print(Path("runs/own/best.pt").exists(), Path("runs/own/scores.json").exists())
