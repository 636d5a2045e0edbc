from torch.torch_version import TorchVersion

print("as text:          ", "2.14.1" >= "2.9")
print("as version:       ", TorchVersion("2.14.1+cpu") >= "2.9")
print("with a tuple:     ", TorchVersion("2.14.1+cpu") >= (2, 9))
print("equal to 2.14.1:  ", TorchVersion("2.14.1+cpu") == "2.14.1")
print("rc1 of 2.10:      ", TorchVersion("2.10.0rc1") >= "2.10")
