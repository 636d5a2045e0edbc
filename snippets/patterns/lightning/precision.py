from pytorch_lightning import Trainer, seed_everything
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from hanli.data import digits, split
from hanli.lightning import Classifier, network, quiet

quiet()
images, labels = digits()  # (N, 1, 8, 8), (N,)
train, val = (TensorDataset(images[part], labels[part]) for part in split(labels, 0.8, seed=7))
seen = {}


@network
def perceptron():
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 64), nn.GELU(), nn.Linear(64, 10))


for precision in ["32-true", "bf16-mixed", "64-true"]:  # (1)!
    seed_everything(1640, verbose=False)
    model = Classifier(perceptron, num_classes=10, learning_rate=0.01, warmup=1)
    model.net.register_forward_hook(lambda *call: seen.update(logits=call[2].dtype))
    options = {"logger": False, "enable_checkpointing": False, "enable_progress_bar": False}
    options |= {"enable_model_summary": False, "accelerator": "cpu"}
    trainer = Trainer(max_epochs=6, precision=precision, **options)
    trainer.fit(model, DataLoader(train, 64, shuffle=True), DataLoader(val, 512))
    scores = trainer.callback_metrics
    weights = next(model.parameters()).dtype
    print(f"{precision}: logits {seen['logits']}, weights {weights}, ", end="")
    print(f"accuracy >= 0.92: {scores['val/acc'].item() >= 0.92}")
