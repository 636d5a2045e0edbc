import torch

weight = torch.tensor([1.0, 2.0], requires_grad=True)  # (2,)
recorded = weight * 3  # (2,)
cut = recorded.detach()  # (1)!
with torch.no_grad():  # (2)!
    unrecorded = weight * 3  # (2,)
with torch.inference_mode():  # (3)!
    sealed = weight * 3  # (2,)

print("                requires_grad  is_inference  shares with recorded")
for name, tensor in {
    "recorded": recorded,
    "detach": cut,
    "no_grad": unrecorded,
    "inference_mode": sealed,
}.items():
    shares = tensor.data_ptr() == recorded.data_ptr()
    print(f"{name:15} {tensor.requires_grad!s:14} {tensor.is_inference()!s:13} {shares}")
