"""Continue pre-training GPT-2 on a corpus of recipes with the Hugging Face Trainer."""
import argparse
import json
from pathlib import Path

import torch
from torch.utils.data import Dataset
from transformers import GPT2LMHeadModel, GPT2TokenizerFast, Trainer, TrainingArguments, set_seed


def read_recipes(path):
    with Path(path).open(encoding="utf-8") as fh:
        for line in fh:
            row = json.loads(line)
            yield f"{row['title']}\n\n{row['ingredients']}\n\n{row['steps']}"


class PackedBlocks(Dataset):
    """Concatenates all documents and cuts the stream into equal blocks."""

    def __init__(self, documents, tokenizer, block_size):
        stream = []
        for doc in documents:
            stream.extend(tokenizer(doc)["input_ids"])
            stream.append(tokenizer.eos_token_id)
        n_blocks = len(stream) // block_size
        self.blocks = torch.tensor(stream[: n_blocks * block_size]).view(n_blocks, block_size)

    def __len__(self):
        return self.blocks.size(0)

    def __getitem__(self, idx):
        block = self.blocks[idx]
        return {"input_ids": block[:-1], "labels": block[1:]}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", required=True)
    parser.add_argument("--dev", required=True)
    parser.add_argument("--out", default="gpt2-recipes")
    parser.add_argument("--block-size", type=int, default=513)
    args = parser.parse_args()

    set_seed(7)
    tokenizer = GPT2TokenizerFast.from_pretrained("gpt2")
    model = GPT2LMHeadModel.from_pretrained("gpt2")

    training_args = TrainingArguments(
        output_dir=args.out,
        per_device_train_batch_size=8,
        per_device_eval_batch_size=16,
        gradient_accumulation_steps=4,
        learning_rate=5e-5,
        warmup_steps=200,
        num_train_epochs=3,
        eval_strategy="steps",
        eval_steps=500,
        save_steps=500,
        save_total_limit=2,
        bf16=torch.cuda.is_available(),
        report_to="none",
    )
    trainer = Trainer(
        model=model,
        args=training_args,
        train_dataset=PackedBlocks(read_recipes(args.train), tokenizer, args.block_size),
        eval_dataset=PackedBlocks(read_recipes(args.dev), tokenizer, args.block_size),
    )
    trainer.train()
    print(trainer.evaluate())
    trainer.save_model(args.out)
    tokenizer.save_pretrained(args.out)


if __name__ == "__main__":
    main()
