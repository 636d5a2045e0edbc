import csv
import math

import torch


def write(state, path):
    torch.save(state, path.with_suffix(".tmp"))
    path.with_suffix(".tmp").replace(path)  # (1)!


def save_run(folder, parts, history):
    if not math.isfinite(history[-1]["loss"]):
        raise ValueError("the validation loss is not finite: lower the learning rate")
    if history[-1]["loss"] == min(row["loss"] for row in history):  # (2)!
        write(parts["model"].state_dict(), folder / "best.pt")
    with (folder / "log.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(history[0]))
        writer.writeheader()
        writer.writerows(history)
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"history": history, "generator": torch.get_rng_state()}  # (3)!
    write(state, folder / "last.pt")


def load_run(folder, parts):
    state = torch.load(folder / "last.pt", map_location="cpu", weights_only=True)  # (4)!
    for name, part in parts.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["generator"])
    return state["history"]
