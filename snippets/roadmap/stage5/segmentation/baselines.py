import torch

from hanli.projects.segmentation import (
    count_pixels,
    dice,
    find_otsu_threshold,
    fit_threshold,
    iou,
    load_data,
)

found = load_data("nuclei")
(image, mask), (test, answers) = found.training[0], found.test[0]
otsu, fitted = find_otsu_threshold(test), fit_threshold(image, mask == 1)
guesses = {
    "all background": torch.zeros_like(answers),
    "all foreground": torch.ones_like(answers),
    f"Otsu, {otsu:.3f}": (test[0] > otsu).long(),
    f"fitted, {fitted:.3f}": (test[0] > fitted).long(),
}
for name, guess in guesses.items():
    counts = count_pixels(guess, answers, 2)  # (2, 2)
    print(f"{name:15} IoU {iou(counts)[1]:.3f}, Dice {dice(counts)[1]:.3f}")
