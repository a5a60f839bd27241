"""Takes the example out of README.md: readme_example.py README.md FOLDER

Writes each C block that opens with `/* name */` to FOLDER/name, the shell
commands to FOLDER/run.sh and the output that they promise to
FOLDER/expected.txt.
"""
import os
import re
import sys


def main():
    readme, folder = sys.argv[1:]
    with open(readme) as file:
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", file.read(),
                            re.MULTILINE | re.DOTALL)
    os.makedirs(folder, exist_ok=True)
    commands, expected = [], []
    for language, text in blocks:
        name = re.match(r"/\* (\S+) \*/\n", text)
        if language == "c" and name:
            with open(os.path.join(folder, name.group(1)), "w") as file:
                file.write(text)
        elif language == "sh" and not text.startswith("mkdir"):
            commands.append(text)
        elif language == "text":
            expected.append(text)
    if not commands or not expected:
        sys.exit(f"{readme}: the example is not there")
    with open(os.path.join(folder, "run.sh"), "w") as file:
        file.write("set -e\n" + "".join(commands))
    with open(os.path.join(folder, "expected.txt"), "w") as file:
        file.write("".join(expected))


main()
