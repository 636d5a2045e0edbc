import csv
from importlib.resources import files

text = files("hanli.projects.gan").joinpath("training.csv").read_text("utf-8")
log = list(csv.DictReader(text.splitlines()))
last = {row["run"]: row for row in log}  # a later epoch replaces an earlier one
columns = ("discriminator_loss", "generator_loss", "frechet_distance")
print("run     epoch", *columns)
for name in ("digits", "strong", "weak"):
    for seed in range(3):
        row = last[f"{name}-{seed}"]
        values = [f"{float(row[column]):{len(column)}.2f}" for column in columns]
        print(f"{name}-{seed}".ljust(10), row["epoch"].rjust(2), *values)
