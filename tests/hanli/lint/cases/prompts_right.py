"""Prompts that are padded on the left."""

from transformers import AutoModelForCausalLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("gpt2")
tokenizer.padding_side = "left"
model = AutoModelForCausalLM.from_pretrained("gpt2")


def complete(prompts):
    inputs = tokenizer(prompts, return_tensors="pt", padding=True)
    return model.generate(**inputs)
