"""Object detection: a small one-stage network, its boxes, average precision, data, baselines and trained weights.

    python -m hanli.projects.detection --data scenes --folder runs/scenes

Source: <https://arxiv.org/abs/1506.02640> (YOLO), <https://arxiv.org/abs/1904.01355> (FCOS)
"""

from hanli.projects.detection.augmentation import Augmented, flip, recolor, turn
from hanli.projects.detection.baselines import guess_boxes, otsu_boxes
from hanli.projects.detection.decoding import decode, decode_boxes, detect, detect_frames
from hanli.projects.detection.faces import MTCNN, load_mtcnn
from hanli.projects.detection.loss import assign_cells, detection_loss
from hanli.projects.detection.network import GridDetector
from hanli.projects.detection.nuclei import boxes_of, cut_nuclei, load_nuclei
from hanli.projects.detection.precision import Precision, average_precision
from hanli.projects.detection.ready_made import as_lists, build_fcos, detect_ready_made, fit_ready_made
from hanli.projects.detection.scenes import Scenes, compose_scenes, load_scenes, read_photo
from hanli.projects.detection.sources import DATA_SETS, DetectionData, load_data
from hanli.projects.detection.trained import load_digit_detector, load_nucleus_detector
from hanli.projects.detection.voc import VOCScenes

__all__ = [
    "load_data",
    "DATA_SETS",
    "DetectionData",
    "Scenes",
    "load_scenes",
    "compose_scenes",
    "read_photo",
    "load_nuclei",
    "cut_nuclei",
    "boxes_of",
    "VOCScenes",
    "Augmented",
    "recolor",
    "flip",
    "turn",
    "GridDetector",
    "assign_cells",
    "detection_loss",
    "decode_boxes",
    "decode",
    "detect",
    "detect_frames",
    "average_precision",
    "Precision",
    "guess_boxes",
    "otsu_boxes",
    "build_fcos",
    "as_lists",
    "fit_ready_made",
    "detect_ready_made",
    "load_digit_detector",
    "load_nucleus_detector",
    "MTCNN",
    "load_mtcnn",
]
