"""Text generation: a small GPT on Tang quatrains or any text, its sampling, its KV cache, and trained weights.

    python -m hanli.projects.text_generation --data seven --folder runs/seven
    python -m hanli.projects.text_generation --text novel.txt --folder runs/novel

Source: <https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf> (GPT),
<https://arxiv.org/abs/1904.09751> (top-p)
"""

from hanli.projects.text_generation.cache import Cache, step
from hanli.projects.text_generation.corpus import (
    DATA_SETS,
    Corpus,
    TokenBatches,
    Vocabulary,
    load_corpus,
    load_poems,
    read_text,
)
from hanli.projects.text_generation.network import GPT, next_token_loss
from hanli.projects.text_generation.ngrams import NGrams, character_loss, tune
from hanli.projects.text_generation.quality import CopyFinder, count_forms, keeps_form, keeps_rhyme, load_rhymes
from hanli.projects.text_generation.sampling import draw, generate, keep_top_k, keep_top_p, pad_left
from hanli.projects.text_generation.trained import load_five, load_gpt, load_log

__all__ = [
    "DATA_SETS",
    "GPT",
    "Cache",
    "CopyFinder",
    "Corpus",
    "NGrams",
    "TokenBatches",
    "Vocabulary",
    "character_loss",
    "count_forms",
    "draw",
    "generate",
    "keep_top_k",
    "keep_top_p",
    "keeps_form",
    "keeps_rhyme",
    "load_corpus",
    "load_five",
    "load_gpt",
    "load_log",
    "load_poems",
    "load_rhymes",
    "next_token_loss",
    "pad_left",
    "read_text",
    "step",
    "tune",
]
