import quiet  # noqa: F401
import task
import torch
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86

model = task.trained()
config = x86.get_default_x86_inductor_quantization_config()
for name, brightness in (("images", 1.0), ("faint images", 0.05)):
    quantizer = x86.X86InductorQuantizer().set_global(config)
    shapes = ({0: torch.export.Dim("num_images")},)
    program = torch.export.export(model, (task.images[:2],), dynamic_shapes=shapes)
    observed = prepare_pt2e(program.module(), quantizer)  # (1)!
    with torch.no_grad():
        observed(task.images[:400] * brightness)  # (2)!
    converted = convert_pt2e(observed)
    print(f"calibrated on {name}: accuracy {task.accuracy(converted):.2f}")
calls = [str(node.target) for node in converted.graph.nodes]
for name in ("conv2d", "linear", "relu", "quantize_per_tensor", "dequantize_per_channel"):
    print(name, sum(f".{name}." in call for call in calls))
try:
    converted.eval()
except NotImplementedError as error:
    print("eval():", str(error).split(".")[0].strip())
