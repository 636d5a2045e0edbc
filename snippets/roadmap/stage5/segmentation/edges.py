import torch
from torch.nn.functional import max_pool2d

from hanli.projects.segmentation import load_data, load_nuclei_unet

image, mask = load_data("nuclei").test[0]
with torch.no_grad():
    wrong = load_nuclei_unet()(image[None])[0].argmax(dim=0) != mask  # (512, 176)
truth = mask[None].double()
print(f"wrong pixels {wrong.sum()} of {mask.numel()}")
for distance in (1, 2, 3):
    side = 2 * distance + 1
    grown = max_pool2d(truth, side, stride=1, padding=distance)
    shrunk = -max_pool2d(-truth, side, stride=1, padding=distance)
    near = (grown != shrunk)[0]  # (512, 176)
    print(f"within {distance} of a contour: {near.double().mean():.2f} of all pixels,", end=" ")
    print(f"{(wrong & near).sum() / wrong.sum():.2f} of the wrong ones")
