"""A cascade that finds faces, MTCNN, with weights that others trained: three small networks, each stricter than the last.

The first looks at every place of a picture in many sizes and keeps many candidates, the other two only look at what is
left. Boxes that overlap are suppressed after each. `python -m hanli.fetch mtcnn` fetches the weights.

Source: <https://arxiv.org/abs/1604.02878> (Zhang et al., 2016)
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torchvision.ops import clip_boxes_to_image, nms  # type: ignore[import-untyped]

from hanli import data

SMALLEST = 20  # pixels: the side of the smallest face that is looked for
SHRINK = 0.709  # from one size of the picture to the next
THRESHOLDS = (0.6, 0.7, 0.7)  # of the three networks
WINDOW, STRIDE = 12, 2  # what a cell of the first network sees, and how far the next one is
SIDES = (24, 48)  # what the other two networks take


class Stage(nn.Module):
    """One network of the cascade: convolutions, each with PReLU and perhaps a pooling, and heads for a score and a box.

    Args:
        channels: Of the input and of each convolution.
        kernels: The size of each convolution.
        pools: The size of the pooling after each convolution, which halves height and width; 0 for none.
        hidden: The features of the linear layer before the heads, and how many values it takes; None for a network
            without linear layers, which gives a score for each place.
        heads: The names of the layers that give the score and the box.
    """

    def __init__(
        self,
        channels: Sequence[int],
        kernels: Sequence[int],
        pools: Sequence[int],
        hidden: tuple[int, int] | None,
        heads: tuple[str, str],
    ) -> None:
        super().__init__()
        self.pools, self.hidden, self.heads = pools, hidden, heads
        self.count = len(kernels)
        for number, ((before, after), kernel) in enumerate(zip(pairwise(channels), kernels, strict=True), 1):
            self.add_module(f"conv{number}", nn.Conv2d(before, after, kernel))
            self.add_module(f"prelu{number}", nn.PReLU(after))
        if hidden is not None:
            self.add_module(f"dense{self.count + 1}", nn.Linear(*hidden))
            self.add_module(f"prelu{self.count + 1}", nn.PReLU(hidden[1]))
        for name, outputs in zip(heads, (2, 4), strict=True):
            made = nn.Conv2d(channels[-1], outputs, 1) if hidden is None else nn.Linear(hidden[1], outputs)
            self.add_module(name, made)

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor]:
        """From pictures (B, 3, H, W), from -1 to 1, to scores (B, ...) and moves of the box's edges (B, 4, ...)."""
        features = images
        for number, pool in enumerate(self.pools, 1):
            features = self.get_submodule(f"prelu{number}")(self.get_submodule(f"conv{number}")(features))
            if pool:
                features = nn.functional.max_pool2d(features, pool, stride=2, ceil_mode=True)
        if self.hidden is not None:
            features = features.permute(0, 3, 2, 1).flatten(1)  # columns first, as the weights were trained
            last = self.count + 1
            features = self.get_submodule(f"prelu{last}")(self.get_submodule(f"dense{last}")(features))
        score, moves = (self.get_submodule(name)(features) for name in self.heads)
        return score.softmax(dim=1)[:, 1], moves


class MTCNN(nn.Module):
    """The three networks, with weights that `load_mtcnn` gives them."""

    def __init__(self) -> None:
        super().__init__()
        self.propose = Stage((3, 10, 16, 32), (3, 3, 3), (2, 0, 0), None, ("conv4_1", "conv4_2"))
        self.refine = Stage((3, 28, 48, 64), (3, 3, 2), (3, 3, 0), (576, 128), ("dense5_1", "dense5_2"))
        self.decide = Stage((3, 32, 64, 64, 128), (3, 3, 3, 2), (3, 3, 2, 0), (1152, 256), ("dense6_1", "dense6_2"))

    @torch.no_grad()
    def forward(self, image: Tensor) -> list[tuple[Tensor, Tensor]]:
        """Find faces in one picture (3, H, W) from 0 to 1.

        Returns:
            For each of the three networks the boxes that it leaves, (K, 4), and their scores (K,), from high to low.
        """
        image = (image * 255 - 127.5) / 128
        found = [self._propose(image)]
        for stage, side, threshold, overlap in zip(
            (self.refine, self.decide), SIDES, THRESHOLDS[1:], (0.7, 0.3), strict=True
        ):
            boxes = make_square(found[-1][0])
            scores, moves = stage(_crop(image, boxes, side))
            kept = scores >= threshold
            found.append(_suppress(move(boxes[kept], moves[kept]), scores[kept], overlap))
        return found

    def _propose(self, image: Tensor) -> tuple[Tensor, Tensor]:
        """Candidates of all sizes."""
        height, width = image.shape[1:]
        boxes, scores = [image.new_zeros(0, 4)], [image.new_zeros(0)]
        scale = WINDOW / SMALLEST
        while min(height, width) * scale >= WINDOW:
            size = (int(height * scale + 1), int(width * scale + 1))
            likely, moves = self.propose(nn.functional.interpolate(image[None], size=size, mode="area"))
            rows, columns = (likely[0] >= THRESHOLDS[0]).nonzero(as_tuple=True)
            corner = torch.stack([columns, rows], dim=1) * STRIDE
            windows = torch.cat([corner, corner + WINDOW], dim=1) / scale
            one_scores = likely[0, rows, columns]
            kept = nms(windows, one_scores, 0.5)
            boxes.append(move(windows[kept], moves[0, :, rows, columns].T[kept]))
            scores.append(one_scores[kept])
            scale *= SHRINK
        return _suppress(torch.cat(boxes), torch.cat(scores), 0.7)


def _crop(image: Tensor, boxes: Tensor, side: int) -> Tensor:
    """What lies in each box (K, 4), as far as it is in the picture, as (K, 3, side, side)."""
    inside = clip_boxes_to_image(boxes.round(), image.shape[1:]).int().tolist()
    crops = [image.new_zeros(0, 3, side, side)]
    for left, top, right, bottom in inside:
        if right > left and bottom > top:
            piece = image[None, :, top:bottom, left:right]
            crops.append(nn.functional.interpolate(piece, size=(side, side), mode="area"))
        else:
            crops.append(image.new_zeros(1, 3, side, side))  # it lies outside
    return torch.cat(crops)


def move(boxes: Tensor, moves: Tensor) -> Tensor:
    """Boxes (K, 4) whose edges are moved by shares of their width and height, (K, 4)."""
    size = (boxes[:, 2:] - boxes[:, :2]).repeat(1, 2)
    return boxes + moves * size


def make_square(boxes: Tensor) -> Tensor:
    """Squares around the centers of boxes (K, 4), as wide as their longer side."""
    center = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]).amax(dim=1, keepdim=True) / 2
    return torch.cat([center - half, center + half], dim=1)


def load_mtcnn() -> MTCNN:
    """MTCNN with the weights of the package facenet-pytorch, in evaluation mode.

    Raises:
        hanli.fetch.MissingData: They were not fetched.
        hanli.fetch.DamagedData: A file is not that of the list.
    """
    model = MTCNN()
    for stage, content in zip((model.propose, model.refine, model.decide), data.face_networks(), strict=True):
        weights = torch.load(io.BytesIO(content), weights_only=True)
        stage.load_state_dict({name: value for name, value in weights.items() if not name.startswith("dense6_3")})
    return model.eval()


def _suppress(boxes: Tensor, scores: Tensor, overlap: float) -> tuple[Tensor, Tensor]:
    """The boxes that are left of those that overlap, and their scores."""
    kept = nms(boxes, scores, overlap)
    return boxes[kept], scores[kept]
