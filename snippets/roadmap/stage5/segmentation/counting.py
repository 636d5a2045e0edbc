import numpy as np
import torch
from scipy import ndimage

from hanli.data import nuclei
from hanli.projects.segmentation import find_otsu_threshold, load_data, load_nuclei_unet
from hanli.projects.segmentation.images import TEST

image, mask = load_data("nuclei").test[0]
instances = nuclei()[1][:, TEST].numpy()  # (512, 176)
with torch.no_grad():
    network = load_nuclei_unet()(image[None])[0].argmax(dim=0)
otsu = (image[0] > find_otsu_threshold(image)).long()
true_nuclei = np.unique(instances)[1:]
print("nuclei", len(true_nuclei))
for name, guess in (("the mask itself", mask), ("Otsu", otsu), ("U-Net", network)):
    pieces, count = ndimage.label(guess.numpy(), np.ones((3, 3)))
    merged = sum(len(set(instances[pieces == piece]) - {0}) > 1 for piece in range(1, count + 1))
    missed = sum(not (guess.numpy()[instances == one]).any() for one in true_nuclei)
    print(f"{name:15} pieces {count}, pieces with several nuclei {merged}, missed nuclei {missed}")
