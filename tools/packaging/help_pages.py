"""Manual pages and shell completions out of what a tool's --help says, so that
there is one text about each option.

    help_pages.py PROGRAM VERSION FOLDER

writes share/man/man1/NAME.1, and completions of bash, zsh and fish into the
folders below FOLDER/share where distributions look for them.
"""
import os
import re
import subprocess
import sys

OPTION = re.compile(
    r"^  (-[^\s,]+(?:,\s?-[^\s,]+)*)(?: ([^ ].*?))?(?:  +(.*))?$")
POSITIONAL = re.compile(r"^  ([A-Z]\S*)(?: (?:\S+ )*\S+)?(?:  +(.*))$")


class Option:
    def __init__(self, names, argument, text):
        self.names = names.replace(" ", "").split(",")
        # "FEATURE ...": repeatable. CLI11 marks what it also says in the text.
        self.argument = re.sub(r"\s*(\.\.\.|REQUIRED)", "", argument or "")
        # "[=VALUE]": may be missing.
        self.is_optional = self.argument.startswith("[=")
        if self.is_optional:
            self.argument = self.argument[2:-1]
        self.text = text or ""

    def sentence(self):
        return " ".join(self.text.split())

    def summary(self):
        """Up to the first example or end of a clause."""
        return re.split(r", e\.g\.|[.;:](?: |$)", self.sentence())[0]


class Help:
    """Description, usage, options in groups, and paragraphs at the end."""

    def __init__(self, text):
        self.description, self.usage = "", ""
        self.groups = []      # (title, [Option])
        self.paragraphs = []  # (title or "", [lines])
        lines = text.rstrip().split("\n")
        at = next(i for i, line in enumerate(lines)
                  if line.startswith("Usage:"))
        self.description = " ".join(" ".join(lines[:at]).split())
        self.usage = lines[at][len("Usage:"):].strip()
        for block in re.split(r"\n\s*\n", "\n".join(lines[at + 1:])):
            self._add([line for line in block.split("\n") if line.strip()])

    def _add(self, lines):
        if not lines:
            return
        title = lines[0].rstrip()
        if not title.endswith(":") or title.startswith(" "):
            # One paragraph, perhaps with a title in its first line.
            self.paragraphs.append(("", lines))
            return
        if title == "Examples:":
            self.paragraphs.append(("EXAMPLES", lines[1:]))
            return
        options = []
        for line in lines[1:]:
            match = OPTION.match(line)
            if match:
                options.append(Option(*match.groups()))
            elif line.startswith("   ") and options:
                options[-1].text += " " + line.strip()
            elif POSITIONAL.match(line):
                continue  # In the usage.
            elif title != "Positionals:":
                raise SystemExit(f"not understood: {line!r}")
        if options:
            self.groups.append((title[:-1], options))

    def options(self):
        return [option for _, options in self.groups for option in options]


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def manual(name, version, page):
    out = [f'.TH {name.upper()} 1 "" "wasm2obj {version}" "wasm2obj"',
           ".SH NAME",
           roff(f"{name} - " + re.split(r"\.(?: |$)|: ", page.description)[0]),
           ".SH SYNOPSIS", f".B {name}",
           roff(re.sub(r"^\S+ ?", "", page.usage)),
           ".SH DESCRIPTION", roff(page.description), ".SH OPTIONS"]
    for title, options in page.groups:
        out.append(f".SS {roff(title)}")
        for option in options:
            names = ", ".join(f"\\fB{roff(n)}\\fR" for n in option.names)
            argument = f" \\fI{roff(option.argument)}\\fR"
            if option.is_optional:
                argument = f"[={argument.strip()}]"
            out += [".TP", names + (argument if option.argument else ""),
                    roff(option.sentence())]
    for title, lines in page.paragraphs:
        if title:
            out += [f".SH {title}", ".nf"] + [roff(l) for l in lines] + [".fi"]
        else:
            text = " ".join(" ".join(lines).split())
            head, colon, rest = text.partition(": ")
            if colon and head in ("Exit codes", "Exit code"):
                out += [".SH EXIT STATUS", roff(rest)]
            else:
                out += [".PP", roff(text)]
    return "\n".join(out) + "\n"


def bash(name, page):
    words = " ".join(n for o in page.options() for n in o.names)
    function = "_" + name.replace("-", "_")
    return f"""# bash completion of {name}
{function}() {{
  local word=${{COMP_WORDS[COMP_CWORD]}}
  COMPREPLY=()
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "{words}" -- "$word"))
  fi
}}
complete -o default -F {function} {name}
"""


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def zsh(name, page):
    out = [f"#compdef {name}", "_arguments -S \\"]
    for option in page.options():
        text = re.sub(r"([\[\]:])", r"\\\1", option.summary())
        value = ":" + option.argument + ":_files" if option.argument else ""
        for n in option.names:
            # A value follows a short option at once or as the next word.
            mark = ("=" if n.startswith("--") else "+") if value else ""
            if option.is_optional:
                mark, value = "=-", ":" + value
            out.append("  " + quoted(f"*{n}{mark}[{text}]{value}") + " \\")
    return "\n".join(out) + "\n  '*:file:_files'\n"


def fish(name, page):
    out = [f"# fish completion of {name}"]
    for option in page.options():
        names = []
        for n in option.names:
            if n.startswith("--"):
                names.append("-l " + n[2:])
            else:
                names.append(("-s " if len(n) == 2 else "-o ") + n[1:])
        needs_value = option.argument and not option.is_optional
        value = " -r" if needs_value else ""
        out.append(f"complete -c {name} {' '.join(names)}{value} "
                   f"-d {quoted(option.summary())}")
    return "\n".join(out) + "\n"


def main():
    program, version, folder = sys.argv[1:]
    name = os.path.basename(program)
    done = subprocess.run([program, "--help"], stdout=subprocess.PIPE,
                          text=True, check=True)
    page = Help(done.stdout)
    for path, text in (
            (f"man/man1/{name}.1", manual(name, version, page)),
            (f"bash-completion/completions/{name}", bash(name, page)),
            (f"zsh/site-functions/_{name}", zsh(name, page)),
            (f"fish/vendor_completions.d/{name}.fish", fish(name, page))):
        path = os.path.join(folder, "share", path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)


if __name__ == "__main__":
    main()
