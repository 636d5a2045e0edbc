import torch
from torch import nn
from torch._dynamo.testing import CompileCounter

model = nn.Sequential(nn.Linear(4, 3), nn.Dropout(0.5))
print("torch.compile(model):", list(torch.compile(model, backend="eager").state_dict()))
counter = CompileCounter()
model.compile(backend=counter)
print("model.compile():     ", list(model.state_dict()))

for epoch in range(2):
    model.train()
    model(torch.ones(2, 4)).sum().backward()
    print(f"epoch {epoch}, train: {counter.frame_count} compilations")
    model.eval()
    with torch.no_grad():
        model(torch.ones(2, 4))
    print(f"epoch {epoch}, eval:  {counter.frame_count} compilations")
