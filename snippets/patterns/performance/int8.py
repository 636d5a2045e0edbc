import onnxruntime
import torch
from onnxruntime import quantization
from torch import nn

from hanli.data import digits

torch.manual_seed(1640)
images, labels = digits()  # (N, 1, 8, 8), (N,)
model = nn.Sequential(nn.Conv2d(1, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(576, 10))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
for batch in torch.randint(1400, (200, 50)):
    nn.functional.cross_entropy(model(images[batch]), labels[batch]).backward()
    optimizer.step()
    optimizer.zero_grad()
torch.onnx.export(model.eval(), (images[1400:],), "model.onnx", external_data=False, verbose=False)
quantization.quant_pre_process("model.onnx", "ready.onnx")  # (1)!


class Reader(quantization.CalibrationDataReader):
    def __init__(self, shown):
        self.batches = iter([{"input": shown.numpy()}])

    def get_next(self):
        return next(self.batches, None)  # (2)!


def accuracy(path):
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    outputs = torch.from_numpy(session.run(None, {"input": images[1400:].numpy()})[0])
    return (outputs.argmax(1) == labels[1400:]).float().mean().item()


found = [accuracy("ready.onnx")]
for brightness in (1.0, 0.05):  # (3)!
    quantization.quantize_static("ready.onnx", "int8.onnx", Reader(images[:397] * brightness))
    found.append(accuracy("int8.onnx"))
print(f"float32 on held-out digits >= 0.80: {found[0] >= 0.80}")
print(f"int8 loses at most 0.03: {found[1] >= found[0] - 0.03}")
print(f"int8 calibrated on faint images loses at least 0.30: {found[2] <= found[0] - 0.30}")
