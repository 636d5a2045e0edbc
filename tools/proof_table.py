"""What the proof page shows of all records: a row a page, and why some blocks are not run, or on one machine only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tools.proof import stamp

REASONS = {  # why a block is not run, or on one machine only, in the words of the Chinese page
    "compiles for the machine it runs on, and says only whether the result is right": "为所在的机器编译，只打印结果对不对",
    "counts data, and shows no number that a network computes": "只统计数据，没有网络算出来的数",
    "exports a file and shows what it holds, and no number that is computed": "导出文件，只打印文件里有什么，没有算出来的数",
    "exports files, and says only whether their results are right": "导出文件，只打印它们的结果对不对",
    "shows what processes do, and no number that is computed": "只打印进程做了什么，没有算出来的数",
    "trains as a program, and shows only which files it writes": "作为程序训练，只打印它写出了哪些文件",
    "needs a CUDA GPU": "需要 CUDA GPU",
    "needs the network": "需要网络",
}


def read_proof_table(titled: Iterable[tuple[str, str, str]], root: Path, language: str) -> dict[str, Any]:
    """What the template of the proof page needs.

    Args:
        titled: Of each page its name (such as trials/tensors), its title and its URL, in the order of the table.
        root: The folder of `docs` and `proof`.
        language: `zh` or `en`: that of the reasons.

    Returns:
        `proofs`, a dictionary a page that has a record, with `title`, `url` and `proof`; `not_run_reasons` and
        `host_only_reasons`, the most frequent first, each with `reason` and `count`.
    """
    rows = [
        {"title": title, "url": url, "proof": record} for name, title, url in titled if (record := stamp(name, root))
    ]
    records = [row["proof"] for row in rows]
    only = [record.get("host_only_reasons", {}) for record in records]  # records before this mark have none
    return {
        "proofs": rows,
        "not_run_reasons": count_reasons([record["reasons"] for record in records], language),
        "host_only_reasons": count_reasons(only, language),
    }


def count_reasons(reasons: list[dict[str, int]], language: str) -> list[dict[str, Any]]:
    """The reasons of all records, most frequent first, in the language of the page."""
    total: Counter[str] = Counter()
    for each in reasons:
        total.update(each)
    words = REASONS if language == "zh" else {}
    return [{"reason": words.get(reason, reason), "count": count} for reason, count in total.most_common()]
