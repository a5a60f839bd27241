"""Writes the fenced code blocks of a Markdown file to files.

Usage: doc_snippets.py DOC.md FOLDER. Block N of language L is snippet-N.L; the
numbers count all blocks that have a language.
"""
import pathlib
import re
import sys

text = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8")
folder = pathlib.Path(sys.argv[2])
folder.mkdir(parents=True, exist_ok=True)
blocks = re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
for number, (language, body) in enumerate(blocks, 1):
    (folder / f"snippet-{number}.{language}").write_text(body,
                                                         encoding="utf-8")
