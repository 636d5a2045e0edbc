"""The training: a step of the discriminator, then one of the generator, and what is kept after each epoch."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.optim import Adam
from torch.optim.lr_scheduler import CosineAnnealingLR

from hanli.device import pick_device
from hanli.files import replace_atomically
from hanli.modes import evaluating
from hanli.projects.classification import ImageClassifier
from hanli.projects.gan.losses import discriminator_loss, generator_loss
from hanli.projects.gan.network import Discriminator, Generator
from hanli.projects.gan.pictures import Pictures
from hanli.projects.gan.scores import count_classes, extract_features, frechet_distance
from hanli.projects.program import Settings, check_begun_with
from hanli.train.run_files import has_run, read_run, write_run

STRIP = 10  # the same random numbers after each epoch


@dataclass(frozen=True)
class Recipe:
    """What is particular to the two networks, beside the settings that all projects share.

    Attributes:
        latent: How many random numbers a picture is made of.
        width: Of both networks.
        batch_size: How many real pictures, and how many generated ones, make a step.
        discriminator_lr: The discriminator's learning rate at the start; that of the settings, if None.
        real_label: What the discriminator should say about real pictures.
        generated_label: What it should say about generated ones.
    """

    latent: int = 32
    width: int = 24
    batch_size: int = 64
    discriminator_lr: float | None = None
    real_label: float = 1.0
    generated_label: float = 0.0


class Trainer:
    """Both networks with their optimizers, one step at a time.

    Args:
        found: The data.
        settings: How to train.
        recipe: What is particular to the two networks.

    Raises:
        ValueError: A picture of `found` is not square with a side that is a multiple of 4, or there is no full batch.
    """

    def __init__(self, found: Pictures, settings: Settings, recipe: Recipe) -> None:
        _, channels, height, width = found.training.shape
        if height != width:
            raise ValueError(f"found must have square pictures, got {height}×{width}")
        self.steps = len(found.training) // recipe.batch_size
        if not self.steps:
            raise ValueError(f"batch_size must be at most {len(found.training)}, the number of training pictures")
        self.found, self.recipe, self.device = found, recipe, pick_device(settings.device)
        self.generator = Generator(recipe.latent, recipe.width, channels, height).to(self.device)
        self.discriminator = Discriminator(recipe.width, channels, height).to(self.device)
        rates = {"generator": settings.lr, "discriminator": recipe.discriminator_lr or settings.lr}
        self.optimizers = {
            name: Adam(getattr(self, name).parameters(), lr, betas=(0.5, 0.999), weight_decay=settings.weight_decay)
            for name, lr in rates.items()
        }
        total = settings.epochs * self.steps
        self.schedules = {name: CosineAnnealingLR(one, total) for name, one in self.optimizers.items()}

    def step(self, real: Tensor) -> tuple[Tensor, Tensor]:
        """One step of the discriminator and one of the generator.

        Args:
            real: Pictures (B, C, H, W) from -1 to 1.

        Returns:
            The two losses before the steps, scalars without a graph.
        """
        generated = self.generator(torch.randn(len(real), self.recipe.latent).to(self.device))  # (B, C, H, W)
        self.optimizers["discriminator"].zero_grad()
        labels = {"real_label": self.recipe.real_label, "generated_label": self.recipe.generated_label}
        first = discriminator_loss(self.discriminator(real), self.discriminator(generated.detach()), **labels)
        first.backward()  # type: ignore[no-untyped-call]
        self.optimizers["discriminator"].step()
        self.optimizers["generator"].zero_grad()
        second = generator_loss(self.discriminator(generated))
        second.backward()  # type: ignore[no-untyped-call]
        self.optimizers["generator"].step()
        for schedule in self.schedules.values():
            schedule.step()
        return first.detach(), second.detach()

    def epoch(self) -> dict[str, float]:
        """All training pictures once, in a new order; the mean losses."""
        self.generator.train()
        self.discriminator.train()
        total = torch.zeros(2, device=self.device)
        order = torch.randperm(len(self.found.training))
        for chosen in torch.split(order, self.recipe.batch_size)[: self.steps]:
            total += torch.stack(self.step(self.found.training[chosen].to(self.device) * 2 - 1))
        means = (total / self.steps).tolist()
        return {"discriminator_loss": means[0], "generator_loss": means[1]}

    def state(self) -> dict[str, Any]:
        """What a resumption needs."""
        parts = {"generator": self.generator, "discriminator": self.discriminator}
        parts |= {f"optimizer_{name}": one for name, one in self.optimizers.items()}  # type: ignore[misc]
        parts |= {f"schedule_{name}": one for name, one in self.schedules.items()}  # type: ignore[misc]
        return {name: one.state_dict() for name, one in parts.items()} | {"random": torch.get_rng_state()}

    def load_state(self, state: dict[str, Any]) -> None:
        """Continue from what `state` gave."""
        self.generator.load_state_dict(state["generator"])
        self.discriminator.load_state_dict(state["discriminator"])
        for name, optimizer in self.optimizers.items():
            optimizer.load_state_dict(state[f"optimizer_{name}"])
            self.schedules[name].load_state_dict(state[f"schedule_{name}"])
        torch.set_rng_state(state["random"])


@torch.no_grad()
def generate(generator: Generator, count: int, seed: int = 0) -> Tensor:
    """Make pictures of random numbers that a seed draws, whatever was drawn before.

    Args:
        generator: The generator; it is used in evaluation mode, and left in the mode that it was in.
        count: How many.
        seed: Of the random numbers.

    Returns:
        Pictures (count, C, H, W) from 0 to 1, on the CPU.

    Raises:
        ValueError: `count` is less than 1.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    noise = torch.randn(count, generator.latent, generator=torch.Generator().manual_seed(seed))  # (N, latent)
    device = next(generator.parameters()).device
    with evaluating(generator):
        parts = [generator(part.to(device)).cpu() for part in torch.split(noise, 500)]
    return torch.cat(parts) / 2 + 0.5


def train(found: Pictures, settings: Settings, recipe: Recipe) -> tuple[Generator, list[dict[str, float]]]:
    """Train both networks, and after each epoch score the generator on the validation pictures.

    The weights after the last epoch are kept: no epoch is chosen. The folder of the settings gets `generator.pt`, `last.pt`,
    `log.csv` and `strip.pt`, pictures (E + 1, 10, C, H, W) in bytes made of the same random numbers.

    Args:
        found: The data.
        settings: How, and where the run is kept.
        recipe: What is particular to the two networks.

    Returns:
        The generator on the CPU in evaluation mode, and a row of the log for each epoch.

    Raises:
        FileExistsError: The folder holds a run, and `settings.resume` is not set.
        ValueError: The run to be continued was begun with other settings, or an argument is out of range.
    """
    torch.manual_seed(settings.seed)
    trainer = Trainer(found, settings, recipe)
    begun_with = {**asdict(recipe), "epochs": settings.epochs, "lr": settings.lr, "weight_decay": settings.weight_decay}
    rows: list[dict[str, float]] = []
    strip = [_as_bytes(generate(trainer.generator, STRIP))]
    if has_run(settings.folder):
        kept = _read_same_run(settings, begun_with)
        trainer.load_state(kept["state"])
        rows, strip = kept["rows"], list(kept["strip"])
    settings.folder.mkdir(parents=True, exist_ok=True)
    validation = extract_features(found.judge, found.validation)
    for epoch in range(len(rows) + 1, settings.epochs + 1):
        losses = trainer.epoch()
        rows.append({"epoch": epoch, **losses, **score(trainer.generator, found.judge, validation)})
        strip.append(_as_bytes(generate(trainer.generator, STRIP)))
        content = {"state": trainer.state(), "rows": rows, "strip": torch.stack(strip), "begun_with": begun_with}
        write_run(content, settings.folder)
        _write_log(settings.folder / "log.csv", rows)
        print(" ".join(f"{name} {value:.4g}" for name, value in rows[-1].items()), flush=True)
    generator = trainer.generator.cpu().eval()
    for name, made in (("generator", generator.state_dict()), ("strip", torch.stack(strip))):
        with replace_atomically(settings.folder / f"{name}.pt") as file:
            torch.save(made, file)
    return generator, rows


def score(generator: Generator, judge: ImageClassifier, real: Tensor) -> dict[str, float]:
    """The Fréchet distance to the features (N, K) of N real pictures, of as many generated ones, and how many classes these cover."""
    features = extract_features(judge, generate(generator, len(real), seed=1))
    return {"frechet_distance": frechet_distance(features, real), "classes": count_classes(judge, features)}


def _read_same_run(settings: Settings, begun_with: dict[str, Any]) -> dict[str, Any]:
    """The run of the folder, if it is to be continued and was begun with the same settings."""
    if not settings.resume:
        raise FileExistsError(f"{settings.folder} holds a run: continue it with --resume, or choose another --folder")
    kept = read_run(settings.folder)
    check_begun_with(settings.folder, {name: (kept["begun_with"][name], given) for name, given in begun_with.items()})
    return kept


def _as_bytes(pictures: Tensor) -> Tensor:
    return pictures.mul(255).round().to(torch.uint8)


def _write_log(path: Path, rows: list[dict[str, float]]) -> None:
    """The log, whole or not at all."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: f"{value:.6g}" for name, value in row.items()} for row in rows)
    with replace_atomically(path) as file:
        file.write(text.getvalue().encode())
