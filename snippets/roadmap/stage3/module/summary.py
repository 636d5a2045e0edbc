from torch import nn
from torchinfo import summary


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU())
        self.head = nn.Linear(32, 10)

    def forward(self, images):
        return self.head(self.body(images))


model = Classifier()
print(model)
settings = {"col_width": 14, "row_settings": ["var_names"], "verbose": 0}  # (1)!
table = str(summary(model, input_size=(5, 1, 8, 8), **settings))
print(table.partition("Total mult-adds")[0])  # (2)!
print("training mode:", model.training, "dtype:", model.head.weight.dtype)
