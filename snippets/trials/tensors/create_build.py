import torch

built = torch.accelerator.current_accelerator()
present = torch.accelerator.current_accelerator(check_available=True)


def says_cuda(device):
    return device is not None and device.type == "cuda"


print("unchecked, it follows the build:", says_cuda(built) == torch.backends.cuda.is_built())
print("checked, it needs a working GPU too:", says_cuda(present) == torch.cuda.is_available())
print("no index given is not index 0:", torch.device("cuda") != torch.device("cuda:0"))
