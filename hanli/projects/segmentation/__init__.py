"""Image segmentation: a small U-Net, its losses, its scores, thresholds as baselines, and trained weights.

    python -m hanli.projects.segmentation --data nuclei --folder runs/nuclei

Source: <https://arxiv.org/abs/1505.04597> (U-Net), <https://doi.org/10.1038/s41592-019-0612-7> (the nuclei)
"""

from hanli.projects.segmentation.baselines import find_otsu_threshold, fit_threshold
from hanli.projects.segmentation.images import DATA_SETS, IGNORE, DataSet, Whole, Windows, load_data, pad
from hanli.projects.segmentation.losses import SegmentationLoss, dice_loss
from hanli.projects.segmentation.network import UNet
from hanli.projects.segmentation.scores import count_pixels, dice, iou, summarize
from hanli.projects.segmentation.trained import load_nuclei_unet

__all__ = [
    "DATA_SETS",
    "DataSet",
    "IGNORE",
    "SegmentationLoss",
    "UNet",
    "Whole",
    "Windows",
    "count_pixels",
    "dice",
    "dice_loss",
    "find_otsu_threshold",
    "fit_threshold",
    "iou",
    "load_data",
    "load_nuclei_unet",
    "pad",
    "summarize",
]
