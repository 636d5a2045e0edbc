from hanli.lint import check

SCRIPT = """\
import torch
from transformers import GPT2LMHeadModel, GPT2Tokenizer

tokenizer = GPT2Tokenizer.from_pretrained("gpt2")
model = GPT2LMHeadModel.from_pretrained("gpt2", dtype=torch.bfloat16)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-5)

def fit(batches):
    for ids in batches:
        optimizer.zero_grad()
        model(ids[:, :-1], labels=ids[:, 1:]).loss.backward()
        optimizer.step()

def answer(prompts):
    inputs = tokenizer(prompts, return_tensors="pt", padding=True)
    with torch.no_grad():
        return model.generate(**inputs)

class Scaler(torch.nn.Module):
    def forward(self, x):
        return x / x.max() if x.max() > 1 else x

scaler = torch.jit.trace(Scaler(), torch.ones(3))
"""
for finding in check(SCRIPT, "texts.py"):
    print(f"{finding.path}:{finding.line}: {finding.rule}: {finding.what('en')}")
