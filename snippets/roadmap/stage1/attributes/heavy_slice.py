import io

import torch


def saved_bytes(tensor):
    file = io.BytesIO()
    torch.save(tensor, file)
    return file.tell()


large = torch.zeros(1_000_000)  # (1000000,)
slice_ = large[:10]  # (10,)
print("the slice itself:", slice_.nbytes, "bytes")
print("what it keeps alive:", slice_.untyped_storage().nbytes(), "bytes")
print("saved, over four million bytes:", saved_bytes(slice_) > 4_000_000)
print("saved after clone, under two thousand:", saved_bytes(slice_.clone()) < 2_000)
