import quiet  # noqa: F401
import task
from torchao.quantization import Int8WeightOnlyConfig, quantize_

model = task.trained()
print(f"before: {task.file_size(model):.0f} kB")
quantize_(model, Int8WeightOnlyConfig())  # (1)!
print(f"after: {task.file_size(model):.0f} kB")
for name, parameter in model.named_parameters():
    print(name, type(parameter.data).__name__, tuple(parameter.shape))
weight = model[3].weight
print("inside:", weight.qdata.dtype, tuple(weight.qdata.shape), "scales", tuple(weight.scale.shape))
