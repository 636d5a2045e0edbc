#!/usr/bin/env python
"""Batch summarisation of incident reports with a causal language model."""
import argparse
import json
import sys

import torch
from tqdm import tqdm
from transformers import AutoModelForCausalLM, AutoTokenizer

TEMPLATE = "Incident report:\n{report}\n\nOne-sentence summary:"


def batched(rows, size):
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


class Summarizer:
    def __init__(self, name, device="cuda", max_prompt=1536):
        self.device = device
        self.max_prompt = max_prompt
        self.tokenizer = AutoTokenizer.from_pretrained(name, padding_side="left")
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.eos_token
        self.model = AutoModelForCausalLM.from_pretrained(name, torch_dtype=torch.bfloat16)
        self.model.to(device).eval()

    def fits(self, report):
        return len(self.tokenizer(TEMPLATE.format(report=report))["input_ids"]) <= self.max_prompt

    @torch.inference_mode()
    def __call__(self, reports, max_new_tokens=64):
        prompts = [TEMPLATE.format(report=r) for r in reports]
        inputs = self.tokenizer(prompts, padding=True, return_tensors="pt").to(self.device)
        output = self.model.generate(
            input_ids=inputs["input_ids"],
            attention_mask=inputs["attention_mask"],
            do_sample=False,
            max_new_tokens=max_new_tokens,
            pad_token_id=self.tokenizer.pad_token_id,
        )
        completions = output[:, inputs["input_ids"].shape[1] :]
        texts = self.tokenizer.batch_decode(completions, skip_special_tokens=True)
        return [t.strip().split("\n")[0] for t in texts]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reports", help="jsonl with fields id, text")
    parser.add_argument("output")
    parser.add_argument("--model", default="EleutherAI/pythia-2.8b")
    parser.add_argument("--batch-size", type=int, default=16)
    args = parser.parse_args()

    with open(args.reports, encoding="utf-8") as fh:
        rows = [json.loads(line) for line in fh]

    summarize = Summarizer(args.model)
    kept = [row for row in rows if summarize.fits(row["text"])]
    print(f"skipping {len(rows) - len(kept)} over-long reports", file=sys.stderr)

    with open(args.output, "w", encoding="utf-8") as out:
        for chunk in tqdm(list(batched(kept, args.batch_size))):
            for row, summary in zip(chunk, summarize([r["text"] for r in chunk])):
                out.write(json.dumps({"id": row["id"], "summary": summary}) + "\n")


if __name__ == "__main__":
    main()
