"""Shows doxygen the comments of a public header; its INPUT_FILTER.

  filter.py HEADER      prints the header, line for line, with its comments in
                        doxygen's form

The headers are for people, who need no marks to see that a comment belongs to
what follows it. So: a comment in front of a declaration describes it, one
behind a member describes the member, the one at the top describes the file,
and lines like `/*===--- Values ---===*/` begin a group.
"""
import re
import sys

HEAD = re.compile(r"(/\*|//)===- (?P<name>\S+) - (?P<title>.*?) -*===")
SECTION = re.compile(r"(?:/\*|//)===-+ (?P<title>[^-].*?) -+===")


def show(lines):
    """The lines in doxygen's form."""
    in_head = in_group = False
    for number, line in enumerate(lines):
        head, section = HEAD.match(line), SECTION.match(line)
        if head and number == 0:
            in_head = True
            is_cpp = head[1] == "//"
            title = f" @brief {head['title']}.\n"
            yield f"/** @file {head['name']}\n"
            continue
        if in_head:
            # A head of one line has no end of its own.
            is_over = is_cpp and not line.startswith("//")
            if "===---" in line or is_over:
                in_head = False
                yield "*/ " + (line if is_over else "\n")
            elif number == 1 and not line.strip(" */\n"):
                yield title
            else:
                yield line.removeprefix("//") if is_cpp else line
            continue
        if section:
            yield (("/** @} */ " if in_group else "")
                   + f"/** @name {section['title']} */ /** @{{ */\n")
            in_group = True
            continue
        if in_group and line.startswith("} // namespace "):
            in_group = False
            line = "/** @} */ " + line
        elif line.lstrip().startswith("/*"):
            line = line.replace("/*", "/**", 1)
        elif "/*" in line:
            line = line.replace("/*", "/**<", 1)
        yield line
    if in_group:
        yield "/** @} */\n"


with open(sys.argv[1], encoding="utf-8") as header:
    sys.stdout.writelines(show(header.readlines()))
