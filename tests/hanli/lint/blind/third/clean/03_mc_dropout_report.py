import argparse
import csv

import torch
from torch import nn
from torch.utils.data import DataLoader

from retina.data import FundusFolder
from retina.model import build_grader


def stochastic(model):
    model.eval()
    for module in model.modules():
        if isinstance(module, (nn.Dropout, nn.Dropout2d)):
            module.train()
    return model


@torch.inference_mode()
def sample_grades(model, images, passes):
    draws = torch.stack([model(images).softmax(dim=1) for _ in range(passes)])
    mean = draws.mean(dim=0)
    total = -(mean * mean.clamp_min(1e-12).log()).sum(dim=1)
    aleatoric = -(draws * draws.clamp_min(1e-12).log()).sum(dim=2).mean(dim=0)
    return mean, total - aleatoric


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("checkpoint")
    parser.add_argument("images")
    parser.add_argument("--passes", type=int, default=30)
    parser.add_argument("--refer-above", type=float, default=0.15)
    parser.add_argument("--output", default="grades.csv")
    args = parser.parse_args()

    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = build_grader(n_grades=5)
    model.load_state_dict(torch.load(args.checkpoint, map_location="cpu", weights_only=True))
    stochastic(model.to(device))

    dataset = FundusFolder(args.images)
    loader = DataLoader(dataset, batch_size=16, num_workers=4)
    with open(args.output, "w", newline="") as fh:
        writer = csv.writer(fh)
        writer.writerow(["file", "grade", "confidence", "information_gain", "refer"])
        for images, names in loader:
            mean, gain = sample_grades(model, images.to(device), args.passes)
            confidence, grade = mean.max(dim=1)
            for row in zip(names, grade.tolist(), confidence.tolist(), gain.tolist()):
                writer.writerow([*row, int(row[3] > args.refer_above)])


if __name__ == "__main__":
    main()
