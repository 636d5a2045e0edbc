import torch

from hanli.projects.detection import GridDetector, assign_cells, decode_boxes, load_scenes

torch.manual_seed(0)
model = GridDetector().eval()
print("parameters", sum(parameter.numel() for parameter in model.parameters()))
images = torch.rand(2, 3, 96, 96)
raw = model(images)  # (2, 15, 12, 12)
boxes = decode_boxes(raw)  # (2, 12, 12, 4)
print(tuple(raw.shape), tuple(boxes.shape))
_, target = load_scenes("test", 1)[0]
batch = {name: value[None] for name, value in target.items()}
_, objects, rows, columns = assign_cells(batch, 12, 12)
for index, row, column in zip(objects.tolist(), rows.tolist(), columns.tolist(), strict=True):
    print("label", target["labels"][index].item(), "in row", row, "column", column)
