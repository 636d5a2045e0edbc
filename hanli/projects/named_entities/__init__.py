"""Named entity recognition: tags and entities, a conditional random field in batches, a tagger, and trained weights.

    python -m hanli.projects.named_entities --data three_kingdoms --folder runs/names

Source: <https://arxiv.org/abs/1508.01991> (BiLSTM-CRF), <https://repository.upenn.edu/cis_papers/159> (Lafferty et al., CRF)
"""

from hanli.projects.named_entities.crf import CRF
from hanli.projects.named_entities.entities import Entity, Scores, count_invalid, entity_scores, find_entities, to_tags
from hanli.projects.named_entities.memory import NameMemory
from hanli.projects.named_entities.network import Tagger, forbidden_transitions
from hanli.projects.named_entities.sentences import (
    DATA_SETS,
    DataSet,
    Sentence,
    SentenceBatches,
    Vocabulary,
    load_data,
    read_conll,
    split_sentences,
)
from hanli.projects.named_entities.trained import load_checked_sentences, load_recognizer
from hanli.projects.named_entities.use import Recognizer

__all__ = [
    "CRF",
    "DATA_SETS",
    "DataSet",
    "Entity",
    "NameMemory",
    "Recognizer",
    "Scores",
    "Sentence",
    "SentenceBatches",
    "Tagger",
    "Vocabulary",
    "count_invalid",
    "entity_scores",
    "find_entities",
    "forbidden_transitions",
    "load_checked_sentences",
    "load_data",
    "load_recognizer",
    "read_conll",
    "split_sentences",
    "to_tags",
]
