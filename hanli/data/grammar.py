"""Short sentences in English and Chinese from a template, with some pairs of words held out: a translation task without licence."""

from __future__ import annotations

import random
from itertools import product

ADJECTIVES = {"red": "红", "white": "白", "small": "小", "big": "大", "old": "老", "fat": "肥"}
NOUNS = {"bird": "只鸟", "cat": "只猫", "horse": "匹马", "fish": "条鱼", "snake": "条蛇", "dog": "只狗"}
NUMBERS = {"one": "一", "two": "两", "three": "三"}
VERBS = {"saw": "看见", "chased": "追赶", "found": "找到"}
TIMES = {"yesterday": "昨天", "today": "今天"}
HELD_OUT = frozenset(zip(ADJECTIVES, ("cat", "horse", "fish", "snake", "bird", "dog"), strict=True))


def animal_sentences(
    training: int = 3000, test: int = 500, *, seed: int = 1640
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Draw sentences such as `two red birds saw one old dog today`, 今天两只红鸟看见一只老狗, without a plural.

    The time moves to the front in Chinese, and each noun has a measure word before its adjective. Six pairs of an adjective
    and a noun (red cat, white horse, small fish, big snake, old bird, fat dog) are in no training sentence; each
    test sentence has at least one of them. No sentence occurs twice.

    Args:
        training: How many sentences to train on, at most 48,600.
        test: How many sentences to test on, at most 21,384.
        seed: Which sentences are drawn, and in which order.

    Returns:
        Pairs (English, Chinese) to train on, and pairs to test on.

    Raises:
        ValueError: More sentences are wanted than there are, or fewer than 1.
    """
    phrases = list(product(NUMBERS, ADJECTIVES, NOUNS))
    parts: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    for first, verb, second, time in product(phrases, VERBS, phrases, TIMES):
        english = " ".join([*first, verb, *second, time])
        chinese = TIMES[time] + _chinese(*first) + VERBS[verb] + _chinese(*second)
        parts[first[1:] in HELD_OUT or second[1:] in HELD_OUT].append((english, chinese))
    for name, wanted, part in zip(("training", "test"), (training, test), parts, strict=True):
        if not 1 <= wanted <= len(part):
            raise ValueError(f"{name} must be from 1 to {len(part):,} sentences, got {wanted:,}")
    generator = random.Random(seed)
    return generator.sample(parts[0], training), generator.sample(parts[1], test)


def _chinese(number: str, adjective: str, noun: str) -> str:
    measure_word, animal = NOUNS[noun][0], NOUNS[noun][1]
    return NUMBERS[number] + measure_word + ADJECTIVES[adjective] + animal
