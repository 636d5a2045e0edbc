import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from hanli.projects.segmentation import count_pixels, iou, load_data

found = load_data("nuclei")
(image, mask), (test, answers) = found.training[0], found.test[0]
image, test = 10 * image[0].double(), 10 * test[0].double()  # (512, 208), (512, 176)
for largest in (1, 255):
    weight = torch.zeros(2, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.Adam([weight], lr=0.3)
    for _ in range(200):
        optimizer.zero_grad()
        logits = weight[0] * image + weight[1]  # (512, 208)
        loss = binary_cross_entropy_with_logits(logits, largest * mask.double())
        loss.backward()
        optimizer.step()
    guess = (weight[0] * test + weight[1] > 0).long()
    score = iou(count_pixels(guess, answers, 2))[1]
    print(f"masks of 0 and {largest}: loss {loss:.1f}, IoU of the nuclei {score:.2f}")
    print(f"share of pixels guessed as nuclei {guess.double().mean():.2f}")
