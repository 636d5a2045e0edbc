import torch
from torch.nn.functional import unfold

from hanli.data import nuclei
from hanli.projects.segmentation import count_pixels, iou

image, instances = nuclei()
mask = (instances > 0).long()  # (512, 512)
patches = unfold(255 * image[None], kernel_size=5, padding=2)[0].T.reshape(512, 512, 25)


def tile(top, left):
    return patches[top : top + 64, left : left + 64], mask[top : top + 64, left : left + 64]


corners = [(top, left) for top in range(0, 449, 32) for left in range(0, 449, 32)]  # 50 % overlap
order = torch.randperm(len(corners), generator=torch.Generator().manual_seed(0)).tolist()
shuffled = [corners[index] for index in order]
test = [corner for corner in shuffled if corner[1] >= 336][:3]
elsewhere = [corner for corner in shuffled if corner[1] + 64 <= 304][:20]


def overlaps(one):
    return any(abs(one[0] - top) < 64 and abs(one[1] - left) < 64 for top, left in test)


near = [one for one in shuffled if one not in test and overlaps(one)][:20]
for name, training in (("overlapping", near), ("elsewhere", elsewhere)):
    known = torch.cat([tile(*corner)[0].flatten(0, 1) for corner in training])
    labels = torch.cat([tile(*corner)[1].flatten() for corner in training])
    counts = torch.zeros(2, 2, dtype=torch.long)
    for corner in test:
        every_second = (part[::2, ::2] for part in tile(*corner))
        for row, truth in zip(*every_second, strict=True):
            closest = torch.cdist(row, known).argmin(dim=1)  # (32,)
            counts += count_pixels(labels[closest], truth, 2)
    print(f"training tiles {name:11} IoU of the nuclei {iou(counts)[1]:.3f}")
