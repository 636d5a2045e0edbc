import warnings

from pytorch_lightning import Trainer

from hanli.lightning import quiet

quiet()
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    trainer = Trainer(precision=16, accelerator="cpu", logger=False)
print("asked for 16, got", trainer.precision)
for warning in caught:
    print(str(warning.message))
