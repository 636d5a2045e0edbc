import csv

import torch


def save_run(folder, parts, history):
    if history[-1]["loss"] == min(row["loss"] for row in history):  # (1)!
        torch.save(parts["model"].state_dict(), folder / "best.pt")
    with (folder / "log.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(history[0]))
        writer.writeheader()
        writer.writerows(history)
    state = {name: part.state_dict() for name, part in parts.items()}
    state |= {"history": history, "generator": torch.get_rng_state()}  # (2)!
    torch.save(state, folder / "last.tmp")
    (folder / "last.tmp").replace(folder / "last.pt")  # (3)!


def load_run(folder, parts):
    state = torch.load(folder / "last.pt", map_location="cpu")  # (4)!
    for name, part in parts.items():
        part.load_state_dict(state[name])
    torch.set_rng_state(state["generator"])
    return state["history"]
