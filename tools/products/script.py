"""The blocks of a page as one script, in the cells that editors know by `# %%`."""

from __future__ import annotations

import io
import re
import textwrap
import tokenize

from tools.products.parts import Code, Part

HEAD = {
    "zh": "由 {url} 生成：这一页的代码，按先后次序。\n在空的文件夹里运行：python {name}\n需要：pip install {packages}",
    "en": "Made from {url}: the code of the page in its order.\nRun it in an empty folder: python {name}\nIt needs: pip install {packages}",
}
FUTURE = re.compile(r"^from __future__ import .+$", re.MULTILINE)
RAISES = {"zh": "这一段会报错", "en": "this block raises an error"}
CAUGHT = """\
except BaseException as error:
    import traceback

    print(*traceback.format_exception_only(error), sep="", end="")"""
ONLY_SHOWN = {"zh": "这一段只展示，不运行", "en": "this block is only shown"}


def make_script(parts: list[Part], name: str, url: str, language: str, packages: list[str]) -> str:
    """Write the parts as a script that runs from top to bottom: text as comments, an expected error caught and printed.

    Args:
        parts: The parts of a page with code.
        name: The file name of the script.
        url: The address of the page.
        language: `zh` or `en`.
        packages: What its blocks need, as words for `pip install`.
    """
    future = sorted({line for part in parts if isinstance(part, Code) for line in FUTURE.findall(part.source)})
    head = HEAD[language].format(url=url, name=name, packages=" ".join(packages))
    cells = [f"# %% [markdown]\n{commented(head)}", *(["# %%\n" + "\n".join(future)] if future else [])]
    for part in parts:
        if isinstance(part, Code):
            cells.append(f"# %% {part.name}\n{runnable(part, language)}")
        else:
            cells.append(f"# %% [markdown]\n{commented(part.markdown)}")
    return "\n\n".join(cells) + "\n"


def commented(text: str) -> str:
    """Each line as a comment."""
    return "\n".join(f"# {line}".rstrip() for line in text.split("\n"))


def runnable(code: Code, language: str) -> str:
    """A block as a part of a longer script."""
    if code.skip:
        return commented(f"{ONLY_SHOWN[language]}\n{code.source}")
    if code.language != "python":
        return f"import subprocess\n\nsubprocess.run({code.source!r}, shell=True, check=True)"
    folder = f"{code.name}/" if code.alone else ""
    files = code.beside | ({f"{code.name}.py": code.source} if code.is_a_program else {})
    lines = ["from pathlib import Path", ""] if files else []
    lines += [f"Path({code.name!r}).mkdir(exist_ok=True)"] if folder else []
    lines += [f"Path({folder + name!r}).write_text({text!r}, encoding='utf-8')" for name, text in files.items()]
    if code.is_a_program:
        check = "" if code.raises else ", check=True"
        place = f", cwd={code.name!r}" if folder else ""
        lines += ["import subprocess", "import sys", "", "sys.stdout.flush()"]
        lines.append(f"subprocess.run([sys.executable, '{code.name}.py']{place}{check})")
    elif code.raises:
        lines += [f"try:  # {RAISES[language]}", indented(without_future(code.source)), CAUGHT]
    else:
        lines.append(without_future(code.source))
    return "\n".join(lines)


def without_future(source: str) -> str:
    """Source without its imports from `__future__`, which stand at the head of the script."""
    return re.sub(rf"{FUTURE.pattern}\n*", "", source, flags=re.MULTILINE)


def indented(source: str) -> str:
    """Source one level deeper, with the lines inside of strings left as they are."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in STRINGS:
            inside |= set(range(token.start[0] + 1, token.end[0] + 1))
    lines = source.split("\n")
    return "\n".join(
        line if number in inside else textwrap.indent(line, "    ") for number, line in enumerate(lines, start=1)
    )


# From Python 3.12 on, an f-string is several tokens; its middle is what may span lines.
STRINGS = {tokenize.STRING} | {getattr(tokenize, name) for name in ("FSTRING_MIDDLE",) if hasattr(tokenize, name)}
