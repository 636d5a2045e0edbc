import torch

from hanli.projects.segmentation import count_pixels, iou

truth = torch.zeros(100, 100, dtype=torch.long)
guess = truth.clone()
truth[10:20, 10:20] = 1  # 100 pixels, one percent
guess[15:25, 10:20] = 1  # half of them, and 50 others
for side in (100, 30):
    counts = count_pixels(guess[:side, :side], truth[:side, :side], 2)
    (background, square), mean = iou(counts), iou(counts).mean()
    print(f"{side}×{side}: background {background:.3f}, square {square:.3f}, mean {mean:.3f}")
