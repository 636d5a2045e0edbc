import torch

x = torch.arange(12).reshape(3, 4)  # (3, 4)
results = {
    "x[0]": x[0],
    "x[:, ::2]": x[:, ::2],
    "x[:, None]": x[:, None],
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
    "x.flip(0)": x.flip(0),  # (3)!
    "torch.cat([x])": torch.cat([x]),
    "x.clone()": x.clone(),
}
storage_of_x = x.untyped_storage().data_ptr()  # (4)!
for name, result in results.items():
    shared = result.untyped_storage().data_ptr() == storage_of_x
    print(f"{name:18} {'view' if shared else 'copy'}")
