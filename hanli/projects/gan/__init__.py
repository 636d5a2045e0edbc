"""Generative adversarial networks: a small DCGAN, scores of what it makes, and trained generators.

    python -m hanli.projects.gan --data fashion --folder runs/gan

Source: <https://arxiv.org/abs/1406.2661> (generative adversarial networks), <https://arxiv.org/abs/1511.06434> (DCGAN),
<https://arxiv.org/abs/1706.08500> (the Fréchet distance of features)
"""

from hanli.projects.gan.baselines import draw_noise, draw_normal, repeat_mean
from hanli.projects.gan.losses import discriminator_loss, generator_loss
from hanli.projects.gan.network import Discriminator, Generator
from hanli.projects.gan.pictures import DATA_SETS, Pictures, load_data
from hanli.projects.gan.scores import (
    count_classes,
    extract_features,
    find_nearest,
    frechet_distance,
    mean_distance,
)
from hanli.projects.gan.trained import load_generator, load_strip
from hanli.projects.gan.training import Recipe, Trainer, generate

__all__ = [
    "DATA_SETS",
    "Discriminator",
    "Generator",
    "Pictures",
    "Recipe",
    "Trainer",
    "count_classes",
    "discriminator_loss",
    "draw_noise",
    "draw_normal",
    "extract_features",
    "find_nearest",
    "frechet_distance",
    "generate",
    "generator_loss",
    "load_data",
    "load_generator",
    "load_strip",
    "mean_distance",
    "repeat_mean",
]
