from hanli.models import EncoderLayer

layer = EncoderLayer(64, 4)
for name, part in layer.named_children():
    print(f"{name:17} {sum(p.numel() for p in part.parameters()):6,}")
print(f"{'one layer':17} {sum(p.numel() for p in layer.parameters()):6,}")
print("with 1 head      ", f"{sum(p.numel() for p in EncoderLayer(64, 1).parameters()):6,}")
