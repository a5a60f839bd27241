"""Does what a page of the documentation says.

  follow_page.py PAGE.md FOLDER [INSTALLED]

INSTALLED is a tree that `cmake --install` has made, for PATH and pkg-config.
Goes through the fenced blocks of the page in their order, in one shell that
begins in FOLDER:

  c, cpp, cmake, wat ...  whose first line is a comment with a file name and
                          nothing else (`/* name */`, `// name`, `# name`,
                          `;; name`) are written to that file, as a reader
                          would; others are left alone
  sh                      are executed; a command that fails is a failure
  text                    must be what the commands since the last such block
                          have printed

Exits with 1 at the first difference.
"""
import difflib
import os
import re
import subprocess
import sys

NAME = re.compile(r"(?:/\* (\S+) \*/|(?://|#|;;) (\S+))\n")
MARK = "-- end of block 3c1f --"


def main():
    page, folder = sys.argv[1:3]
    environment = dict(os.environ)
    for installed in sys.argv[3:]:
        environment["PATH"] = f"{installed}/bin:{environment['PATH']}"
        environment["PKG_CONFIG_PATH"] = f"{installed}/lib/pkgconfig"
    with open(page, encoding="utf-8") as file:
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", file.read(),
                            re.MULTILINE | re.DOTALL)
    script, expected = ["set -e\n"], []
    for language, text in blocks:
        name = NAME.match(text)
        if language == "sh":
            script.append(text)
        elif language == "text":
            expected.append(text)
            script.append(f"echo; echo '{MARK}'\n")
        elif name:
            script.append(f"cat > {name[1] or name[2]} <<'{MARK}'\n"
                          f"{text}{MARK}\n")
    if not expected:
        sys.exit(f"{page}: nothing to follow")
    os.makedirs(folder, exist_ok=True)
    done = subprocess.run(["sh", "-c", "".join(script)], cwd=folder,
                          env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True)
    actual = done.stdout.split(f"\n{MARK}\n")
    if done.returncode:
        sys.exit(f"{page}: a command failed with {done.returncode} after\n"
                 + actual[-1])
    for promised, printed in zip(expected, actual):
        if promised != printed:
            sys.stdout.writelines(difflib.unified_diff(
                promised.splitlines(True), printed.splitlines(True),
                page, "what the commands print"))
            sys.exit(1)


main()
