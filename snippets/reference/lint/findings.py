from hanli.lint import check

SCRIPT = """\
import torch
from torch import nn as layers

def validate(model, loader):
    for inputs, targets in loader:
        print(layers.Softmax()(model(inputs)))
"""
for finding in check(SCRIPT, "validate.py", style=True):  # (1)!
    print(finding.text("en"))

print([finding.rule for finding in check(SCRIPT, select=["dead-api"])])  # (2)!
