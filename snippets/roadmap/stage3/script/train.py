import argparse
from pathlib import Path

import torch
from epochs import evaluate, train_epoch
from records import load_run, save_run
from task import build_model, load_data


def main(arguments=None):  # (1)!
    parser = argparse.ArgumentParser(description="Train a classifier.")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--folder", type=Path, default=Path("run"))
    parser.add_argument("--resume", action="store_true", help="continue from last.pt")  # (2)!
    args = parser.parse_args(arguments)
    torch.manual_seed(args.seed)
    training, validation, test = load_data()
    model = build_model().to(args.device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    steps = args.epochs * len(training)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=steps)
    parts = {"model": model, "optimizer": optimizer, "schedule": schedule}
    history = load_run(args.folder, parts) if args.resume else []
    args.folder.mkdir(parents=True, exist_ok=args.resume)  # (3)!
    for epoch in range(len(history) + 1, args.epochs + 1):
        train = train_epoch(model, training, optimizer, schedule, args.device)
        loss, accuracy = evaluate(model, validation, args.device)
        history.append({"epoch": epoch, "train": train, "loss": loss, "accuracy": accuracy})
        save_run(args.folder, parts, history)
        print(f"epoch {epoch}  train {train:.4f}  validation {loss:.4f} {accuracy:.4f}", flush=True)
    model.load_state_dict(torch.load(args.folder / "best.pt", map_location="cpu"))
    loss, accuracy = evaluate(model, test, args.device)  # (4)!
    print(f"test: loss {loss:.4f}  accuracy {accuracy:.4f}")


if __name__ == "__main__":
    main()
