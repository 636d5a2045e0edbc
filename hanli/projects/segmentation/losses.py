"""What the network learns from: cross-entropy, the Dice loss, or their sum."""

from __future__ import annotations

from typing import Literal

from torch import Tensor, nn

from hanli.projects.segmentation.images import IGNORE

LossName = Literal["cross-entropy", "dice", "both"]
LOSSES: tuple[LossName, ...] = ("cross-entropy", "dice", "both")


def dice_loss(logits: Tensor, masks: Tensor, ignore_index: int = IGNORE) -> Tensor:
    """One minus the mean Dice coefficient of the classes, computed with probabilities instead of guesses.

    All pixels of the batch are counted together, and the background is a class like any other. A class that occurs
    neither in the masks nor in the probabilities counts as right.

    Args:
        logits: (B, num_classes, H, W).
        masks: The class of each pixel, (B, H, W).
        ignore_index: Pixels with this value count nowhere.

    Returns:
        A number from 0 to 1, with a gradient.

    Raises:
        ValueError: The shapes do not fit, or a mask holds a value that is no class.

    Source: <https://arxiv.org/abs/1606.04797> (Milletari et al., 2016)
    """
    classes = logits.shape[1] if logits.ndim == 4 else 0
    if not classes or masks.shape != (len(logits), *logits.shape[2:]):
        raise ValueError(
            "logits and masks must have the shapes (B, num_classes, H, W) and (B, H, W), "
            f"got {tuple(logits.shape)} and {tuple(masks.shape)}"
        )
    counted = masks != ignore_index  # (B, H, W)
    chosen = masks[counted]  # (N,)
    if chosen.numel() and not 0 <= int(chosen.min()) <= int(chosen.max()) < classes:
        raise ValueError(
            f"masks must hold 0 to {classes - 1} or {ignore_index}, got {int(chosen.min())} to {int(chosen.max())}"
        )
    probabilities = logits.softmax(dim=1).movedim(1, -1)[counted]  # (N, num_classes)
    truth = nn.functional.one_hot(chosen, classes).to(probabilities.dtype)
    both = (probabilities * truth).sum(dim=0)
    total = probabilities.sum(dim=0) + truth.sum(dim=0)
    return 1 - ((2 * both + 1) / (total + 1)).mean()


class SegmentationLoss(nn.Module):
    """Cross-entropy, Dice loss, or their sum; ignored pixels count in neither.

    Args:
        name: `"cross-entropy"`, `"dice"` or `"both"`.
        ignore_index: As for `dice_loss`.

    Raises:
        ValueError: There is no loss of this name.
    """

    def __init__(self, name: LossName = "both", ignore_index: int = IGNORE) -> None:
        super().__init__()
        if name not in LOSSES:
            raise ValueError(f"name must be one of {', '.join(LOSSES)}, got {name!r}")
        self.name, self.ignore_index = name, ignore_index

    def forward(self, logits: Tensor, masks: Tensor) -> Tensor:
        """From logits (B, num_classes, H, W) and masks (B, H, W) to one number."""
        cross_entropy = nn.functional.cross_entropy(logits, masks, ignore_index=self.ignore_index)
        if self.name == "cross-entropy":
            return cross_entropy
        dice = dice_loss(logits, masks, self.ignore_index)
        return dice if self.name == "dice" else cross_entropy + dice
