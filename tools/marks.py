"""The comments over a fence that say how it is run and compared, such as `<!--pytest.mark.digits-->`."""

from __future__ import annotations

import re

RUN = {"python": ".py", "bash": ".sh", "sh": ".sh"}
MARK = re.compile(
    r"pytest\.mark\.(?:(?P<grade>exact|digits|bound)|(?P<raises>raises)|(?P<alone>alone)"
    r'|timeout\((?P<timeout>\d+)\)|beside\("(?P<beside>[\w., ]+)"\)|host_only\(reason="(?P<host_only>.+)"\)|skip\(reason="(?P<skip>.+)"\))'
)
SAVED = re.compile(r"""savefig\(\s*["']([^"']+)["']""")
