import torch
from torchmetrics.functional.classification import multiclass_jaccard_index

from hanli.projects.segmentation import (
    count_pixels,
    find_otsu_threshold,
    iou,
    load_data,
    load_nuclei_unet,
)

image, mask = load_data("nuclei").test[0]
with torch.no_grad():
    network = load_nuclei_unet()(image[None])[0].argmax(dim=0)  # (512, 176)
guesses = {
    "background": torch.zeros_like(mask),
    "foreground": torch.ones_like(mask),
    "Otsu": (image[0] > find_otsu_threshold(image)).long(),
    "U-Net": network,
}
print("            accuracy  background  nucleus  mean of both  ignore_index=0")
for name, guess in guesses.items():
    counts = count_pixels(guess, mask, 2)
    accuracy, (background, nucleus) = counts.diag().sum() / counts.sum(), iou(counts)
    ignored = multiclass_jaccard_index(guess, mask, 2, ignore_index=0)
    print(f"{name:10} {accuracy:9.3f} {background:11.3f} {nucleus:8.3f}", end="")
    print(f" {iou(counts).mean():13.3f} {ignored:15.3f}")
    theirs = multiclass_jaccard_index(guess, mask, 2, average=None).double()
    assert (iou(counts) - theirs).abs().max() < 1e-6
