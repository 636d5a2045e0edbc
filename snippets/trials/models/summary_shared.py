from torch import nn

embedding = nn.Embedding(1000, 64)
output = nn.Linear(64, 1000, bias=False)
output.weight = embedding.weight  # one matrix, two layers
net = nn.ModuleList([embedding, output])

each_layer = sum(p.numel() for layer in net for p in layer.parameters())
once = sum(p.numel() for p in net.parameters())
in_state_dict = sum(tensor.numel() for tensor in net.state_dict().values())
print(f"layer by layer {each_layer:,}, parameters() {once:,}, state_dict() {in_state_dict:,}")
