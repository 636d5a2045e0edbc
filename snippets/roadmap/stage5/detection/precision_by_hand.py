import torch

from hanli.projects.detection.precision import area_under_curve, match

overlaps = torch.tensor([[0.9, 0.0, 0.0], [0.7, 0.0, 0.0], [0.0, 0.6, 0.0], [0.0, 0.0, 0.3]])
right = match(overlaps, 0.5)  # (4,)
hits = right.cumsum(0)
for rank in range(4):
    precision, recall = hits[rank] / (rank + 1), hits[rank] / 3
    print(f"{rank + 1} boxes: precision {precision:.2f}, recall {recall:.2f}")
print(f"average precision {area_under_curve(right, 3):.4f}")
