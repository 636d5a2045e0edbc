"""Export the handwriting recogniser (CNN encoder + greedy GRU decoder) for the C++ service."""
import argparse
from typing import List

import torch
from torch import Tensor, nn


class LineEncoder(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.conv = nn.Sequential(
            nn.Conv2d(1, 32, 3, 2, 1), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Conv2d(32, 64, 3, 2, 1), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, dim, 3, 2, 1), nn.BatchNorm2d(dim), nn.ReLU(),
        )

    def forward(self, image: Tensor) -> Tensor:
        return self.conv(image).mean(dim=2).transpose(1, 2)


class Recognizer(nn.Module):
    def __init__(self, n_chars: int, dim: int = 256, max_chars: int = 120):
        super().__init__()
        self.bos, self.eos, self.max_chars = 1, 2, max_chars
        self.encoder = LineEncoder(dim)
        self.embed = nn.Embedding(n_chars, dim)
        self.cell = nn.GRUCell(2 * dim, dim)
        self.out = nn.Linear(2 * dim, n_chars)

    def attend(self, state: Tensor, memory: Tensor) -> Tensor:
        scores = torch.bmm(memory, state.unsqueeze(2)).squeeze(2) / memory.size(2) ** 0.5
        return torch.bmm(scores.softmax(dim=1).unsqueeze(1), memory).squeeze(1)

    def forward(self, image: Tensor) -> Tensor:
        memory = self.encoder(image)
        state = memory.mean(dim=1)
        char = torch.full((image.size(0),), self.bos, dtype=torch.long, device=image.device)
        finished = torch.zeros_like(char, dtype=torch.bool)
        text: List[Tensor] = []
        for _ in range(self.max_chars):
            context = self.attend(state, memory)
            state = self.cell(torch.cat([self.embed(char), context], dim=1), state)
            char = self.out(torch.cat([state, context], dim=1)).argmax(dim=1)
            text.append(char.masked_fill(finished, self.eos))
            finished = finished | (char == self.eos)
            if bool(finished.all()):
                break
        return torch.stack(text, dim=1)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("checkpoint")
    ap.add_argument("--output", default="recognizer.ts")
    args = ap.parse_args()

    ckpt = torch.load(args.checkpoint, map_location="cpu", weights_only=True)
    model = Recognizer(n_chars=ckpt["n_chars"])
    model.load_state_dict(ckpt["model"])
    model.eval()

    sample_line = ckpt["sample_line"].unsqueeze(0)
    with torch.no_grad():
        exported = torch.jit.script(model)
        same = torch.equal(exported(sample_line), model(sample_line))
    print(f"matches eager on the sample line: {same}")
    exported.save(args.output)


if __name__ == "__main__":
    main()
