import torch

x = torch.arange(12).reshape(3, 4)  # (3, 4)
results = {
    "x[0]": x[0],
    "x[:, ::2]": x[:, ::2],
    "x.T": x.T,
    "x.permute(1, 0)": x.permute(1, 0),
    "x.unsqueeze(0)": x.unsqueeze(0),
    "x.view(4, 3)": x.view(4, 3),
    "x.chunk(2)[1]": x.chunk(2)[1],
    "x.reshape(4, 3)": x.reshape(4, 3),
    "x.flatten()": x.flatten(),
    "x.T.reshape(3, 4)": x.T.reshape(3, 4),  # (1)!
    "x.T.flatten()": x.T.flatten(),
    "x[[0, 1]]": x[[0, 1]],  # (2)!
    "x[x > 0]": x[x > 0],
    "x.flip(0)": x.flip(0),
    "torch.cat([x])": torch.cat([x]),
    "x.clone()": x.clone(),
}
home = x.untyped_storage().data_ptr()  # (3)!
for name, result in results.items():
    same = result.untyped_storage().data_ptr() == home
    print(f"{name:18} {'view, shares' if same else 'copy'}")
