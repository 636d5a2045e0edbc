import contextlib
import csv
import io
from pathlib import Path

from train import main

losses, prints = {}, {}
for rate in ("0.003", "0.01", "0.03"):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        main(["--epochs", "3", "--lr", rate, "--folder", rate])
    with (Path(rate) / "log.csv").open() as file:
        losses[rate] = min(float(row["loss"]) for row in csv.DictReader(file))
    prints[rate] = printed.getvalue().splitlines()[-1]
print("validation loss", {rate: round(loss, 3) for rate, loss in losses.items()})
best = min(losses, key=losses.get)
print("chosen", best, "->", prints[best])
