from torch import nn
from torchinfo import summary


def sizes(tensors):
    return sum(tensor.numel() for tensor in tensors)


net = nn.Sequential(
    nn.Conv2d(1, 8, kernel_size=3),  # 8 * 1 * 3 * 3 + 8 = 80
    nn.BatchNorm2d(8),  # 8 + 8 = 16
    nn.ReLU(),
    nn.Flatten(),
    nn.Linear(8 * 26 * 26, 10),  # 8 * 26 * 26 * 10 + 10 = 54,090
)
net[0].requires_grad_(False)
report = summary(net, input_size=(16, 1, 28, 28), verbose=0)
print("parameters:", sizes(net.parameters()), "of which trained:", report.trainable_params)
print("buffers:   ", sizes(net.buffers()), [name for name, _ in net.named_buffers()])  # (1)!
print("state_dict:", sizes(net.state_dict().values()))
