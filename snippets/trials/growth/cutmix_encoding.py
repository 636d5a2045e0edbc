import subprocess
import sys

PROGRAM = "from pathlib import Path; Path('notes.md').write_text('韩立'{})"


def last_line(extra):
    command = [sys.executable, "-X", "warn_default_encoding", "-W", "error", "-c"]  # (1)!
    command.append(PROGRAM.format(extra))
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    return done.stderr.splitlines()[-1] if done.stderr else "written"


print("without encoding:", last_line(""))
print("encoding='utf-8':", last_line(", encoding='utf-8'"))
