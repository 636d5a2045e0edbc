import torch

from hanli.projects.segmentation import count_pixels, iou

truth = torch.zeros(100, 100, dtype=torch.long)
guess = truth.clone()
truth[10:20, 10:20] = 1  # 100 pixels, one percent
guess[15:25, 10:20] = 1  # half of them, and 50 others
for name, margin in (("100×100 pixels", 100), ("30×30 pixels", 30)):
    counts = count_pixels(guess[:margin, :margin], truth[:margin, :margin], 2)
    background, square = iou(counts).tolist()
    print(f"{name:14} background {background:.3f}, square {square:.3f}, mean {iou(counts).mean():.3f}")
