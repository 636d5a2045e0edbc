import csv
from importlib.resources import files

text = files("hanli.projects.gan").joinpath("training.csv").read_text("utf-8")
log = list(csv.DictReader(text.splitlines()))
last = {row["run"]: row for row in log}  # a later epoch replaces an earlier one
print("run       discriminator  generator  distance")
for name in ("digits", "strong", "weak"):
    for seed in range(3):
        row = last[f"{name}-{seed}"]
        losses = [float(row[column]) for column in ("discriminator_loss", "generator_loss")]
        distance = float(row["frechet_distance"])
        print(f"{name}-{seed:<3} {losses[0]:14.2f} {losses[1]:10.2f} {distance:9.1f}")
