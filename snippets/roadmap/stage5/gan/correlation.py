import csv
from importlib.resources import files

import torch

text = files("hanli.projects.gan").joinpath("training.csv").read_text("utf-8")
log = list(csv.DictReader(text.splitlines()))
for run in ("fashion-0", "fashion-1", "fashion-2", "digits-0", "weak"):
    rows = [row for row in log if row["run"] == run]
    columns = ("discriminator_loss", "generator_loss", "frechet_distance")
    last = {name: float(rows[-1][name]) for name in columns}
    values = [[float(row[name]) for row in rows[len(rows) // 2 :]] for name in columns]
    correlation = torch.corrcoef(torch.tensor(values, dtype=torch.float64))[1, 2]
    print(
        f"{run:10} losses {last['discriminator_loss']:.2f} and {last['generator_loss']:5.2f},",
        end=" ",
    )
    print(f"distance {last['frechet_distance']:6.2f}, correlation {correlation:5.2f}")
