from torch.torch_version import TorchVersion

print("as text:   ", "2.14.1" >= "2.9")
print("as version:", TorchVersion("2.14.1+cpu") >= "2.9")
