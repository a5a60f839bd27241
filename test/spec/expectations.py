"""Reads expectations.txt: what is known not to pass, and why.

A line is

  KIND PATTERN REASON...

where PATTERN is a shell pattern for GROUP/SCRIPT or GROUP/SCRIPT@LEVEL
(level O0 or O3, or O0-fuel and such), and KIND is

  unsupported   some commands need what is not implemented; none may fail
  fails         some commands fail (a defect that is known)

The first line that matches counts. A script with an expectation that passes
completely is a failure, so the list cannot grow stale.
"""
import fnmatch

KINDS = ("unsupported", "fails")


class Expectation:
    def __init__(self, kind, pattern, reason):
        self.kind = kind
        self.pattern = pattern
        self.reason = reason


def parse(text):
    """Raises ValueError for a line that is not of the form above."""
    result = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        words = line.split(None, 2)
        if len(words) < 3 or words[0] not in KINDS:
            raise ValueError(f"expectations.txt:{number}: expected "
                             "'unsupported|fails PATTERN REASON'")
        result.append(Expectation(*words))
    return result


def find(expectations, group, script, level):
    name = f"{group}/{script}"
    for expectation in expectations:
        if (fnmatch.fnmatchcase(name, expectation.pattern)
                or fnmatch.fnmatchcase(f"{name}@{level}",
                                       expectation.pattern)):
            return expectation
    return None


def judge(expectation, failed, unsupported):
    """(passed, message) for the counts of a script, None: it crashed."""
    kind = expectation.kind if expectation else None
    if kind == "fails":
        if failed == 0 and unsupported == 0:
            return False, f"passes, but is expected to fail: " \
                          f"{expectation.reason}"
        return True, f"fails as expected: {expectation.reason}"
    if failed is None:
        return False, "crashed"
    if failed:
        return False, f"{failed} commands failed"
    if kind == "unsupported":
        if unsupported == 0:
            return False, f"passes, but is expected to be unsupported: " \
                          f"{expectation.reason}"
        return True, f"{unsupported} commands unsupported as expected: " \
                     f"{expectation.reason}"
    if unsupported:
        return False, f"{unsupported} commands unsupported"
    return True, ""
