"""Prompts of several lengths that a causal model continues."""

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, AutoTokenizer, GPT2LMHeadModel, GPT2Tokenizer

tokenizer = GPT2Tokenizer.from_pretrained("gpt2")
tokenizer.pad_token = tokenizer.eos_token
model = GPT2LMHeadModel.from_pretrained("gpt2").eval()


@torch.inference_mode()
def complete(prompts):
    inputs = tokenizer(prompts, return_tensors="pt", padding=True)  # expect: right-padding
    return model.generate(**inputs, max_new_tokens=20)


@torch.inference_mode()
def complete_ids(prompts):
    ids = tokenizer(["Q: " + one for one in prompts], return_tensors="pt", padding="longest")  # expect: right-padding
    return model.generate(ids.input_ids.to("cuda"), max_new_tokens=20)  # expect: missing-padding-mask


class Writer:
    def __init__(self, name):
        self.tokenizer = AutoTokenizer.from_pretrained(name)
        self.model = AutoModelForCausalLM.from_pretrained(name)

    @torch.no_grad()
    def write(self, prompts):
        batch = self.tokenizer(prompts, padding="max_length", return_tensors="pt")  # expect: right-padding
        return self.model.generate(batch["input_ids"], attention_mask=batch["attention_mask"])


def complete_one(prompt):
    inputs = tokenizer(f"Q: {prompt}", return_tensors="pt", padding=True)
    return model.generate(**inputs)


def complete_without_padding(prompt):
    inputs = tokenizer(prompt, return_tensors="pt")
    return model.generate(**inputs)


def translate(sentences, name):
    own = AutoTokenizer.from_pretrained(name)
    translator = AutoModelForSeq2SeqLM.from_pretrained(name)
    inputs = own(sentences, return_tensors="pt", padding=True)
    return translator.generate(**inputs)


def score(sentences):
    inputs = tokenizer(sentences, return_tensors="pt", padding=True)
    with torch.inference_mode():
        return model(**inputs).logits
