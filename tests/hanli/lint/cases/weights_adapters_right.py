"""A model in bfloat16 whose adapters are trained in float32."""

import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", torch_dtype=torch.bfloat16)
model = get_peft_model(model, LoraConfig())
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
