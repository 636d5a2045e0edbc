import argparse
from pathlib import Path

import torch
from task import build_model, load_data
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.train import Checkpoint, CSVLog, EarlyStopping, PerStep, ProgressBar, evaluate, fit


def main(arguments=None):
    parser = argparse.ArgumentParser(description="Train a classifier.")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--lr", type=float, default=0.01)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--folder", type=Path, default=Path("run_fit"))
    parser.add_argument("--resume", action="store_true", help="continue from last.pt")
    args = parser.parse_args(arguments)
    torch.manual_seed(args.seed)
    training, validation, test = load_data()
    model = build_model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    schedule = PerStep(CosineAnnealingLR(optimizer, T_max=args.epochs * len(training)))  # (1)!
    callbacks = [EarlyStopping(3), CSVLog(args.folder / "log.csv"), ProgressBar()]  # (2)!
    callbacks.append(Checkpoint(args.folder, resume=args.resume))
    options = {"epochs": args.epochs, "optimizer": optimizer, "scheduler": schedule}
    options |= {"val_loader": validation, "callbacks": callbacks, "device": args.device}
    history = fit(model, training, loss=cross_entropy, **options)
    for row in history.epochs:
        train, loss, accuracy = row.train_loss, row.validation.loss, row.validation.accuracy
        print(f"epoch {row.number}  train {train:.4f}  validation {loss:.4f} {accuracy:.4f}")
    scores = evaluate(model, test, cross_entropy)  # (3)!
    print(f"test: loss {scores.loss:.4f}  accuracy {scores.accuracy:.4f}")


if __name__ == "__main__":
    main()
