"""Tables of results, the JSON file, and the comparison of two such files."""
import json
import statistics

# A ratio of instruction counts above this is pointed out.
WORSE = 1.03


def markdown_table(head, rows):
    text = ["| " + " | ".join(head) + " |",
            "|---|" + "---:|" * (len(head) - 1)]
    text += ["| " + " | ".join(str(cell) for cell in row) + " |"
             for row in rows]
    return "\n".join(text) + "\n"


def all_names(results):
    names = []
    for _, found in results:
        names += [c.name for c in found if c.name not in names]
    return names


def add_means(rows, ratios, names, count):
    if count > 1:
        rows.append(["geometric mean"] + [
            f"{statistics.geometric_mean(ratios[name]):.3f}"
            if len(ratios[name]) == count else "" for name in names])


def duration(seconds, benchmark):
    """Of one thing, where a benchmark says how many it does."""
    if not benchmark.operations:
        return f"{seconds:.3f} s"
    return f"{seconds / benchmark.operations * 1e9:.3g} ns"


def run_table(results):
    """One row per benchmark, one column per candidate: ratio to the first."""
    names = all_names(results)
    rows, ratios = [], {name: [] for name in names}
    for benchmark, found in results:
        by_name = {c.name: c for c in found}
        base = next((c.median() for c in found if c.times), None)
        row = [f"{benchmark.name}: {benchmark.thing}" if benchmark.thing
               else benchmark.name]
        for name in names:
            candidate = by_name.get(name)
            if candidate is None:
                row.append("")
            elif not candidate.times:
                row.append("failed")
                print(f"bench: {benchmark.name}: {name}: {candidate.problem}")
            else:
                ratio = candidate.median() / base
                ratios[name].append(ratio)
                row.append(f"{ratio:.2f} "
                           f"({duration(candidate.median(), benchmark)} "
                           f"±{candidate.spread():.0f} %)")
        rows.append(row)
    add_means(rows, ratios, names, len(results))
    return markdown_table(["run time", *names], rows)


def instruction_table(results):
    """Instructions per candidate, relative to the first; empty when none were
    counted."""
    names = [n for n in all_names(results)
             if any(c.name == n and c.instructions
                    for _, found in results for c in found)]
    rows, ratios = [], {name: [] for name in names}
    for benchmark, found in results:
        by_name = {c.name: c for c in found if c.instructions}
        base = next((c.instructions for c in found if c.instructions), None)
        row = [benchmark.name]
        for name in names:
            if name not in by_name:
                row.append("")
                continue
            count = by_name[name].instructions
            ratios[name].append(count / base)
            row.append(f"{count / base:.2f} ({count / 1e6:.1f} M)")
        rows.append(row)
    add_means(rows, ratios, names, len(results))
    return markdown_table(["instructions", *names], rows) if names else ""


def compile_table(compiles):
    """Empty without programs: kernels are nearly all of them C library."""
    compiles = [c for c in compiles if c.suite == "programs"]
    if not compiles:
        return ""
    rows = [[c.name, "-" + c.level, f"{c.wasm_size / 1024:.0f}",
             f"{c.seconds:.2f}", f"{c.memory:.0f}",
             f"{c.object_size / 1024:.0f}"] for c in compiles]
    return markdown_table(["compile", "level", "wasm KiB", "seconds",
                           "peak MiB", "object KiB"], rows)


def size_table(sizes):
    """Machine code of libraries by what made it, relative to the first."""
    names = list(dict.fromkeys(n for found in sizes.values() for n in found))
    rows, ratios = [], {name: [] for name in names}
    for library, found in sizes.items():
        base = next(iter(found.values()))
        row = [library]
        for name in names:
            if name in found:
                ratios[name].append(found[name] / base)
                row.append(f"{found[name] / base:.2f} "
                           f"({found[name] / 1024:.0f} KiB)")
            else:
                row.append("")
        rows.append(row)
    add_means(rows, ratios, names, len(sizes))
    return markdown_table(["machine code", *names], rows) if names else ""


def as_data(results, compiles, ablation):
    """What --json writes, of results by suite:
    {"run": {benchmark: {candidate: {"times", "instructions"}}},
    "suites": {suite: [benchmark]}, "compile": [...],
    "ablation": {suite: {kind: {benchmark: {label: instructions}}}}}
    with the labels of ablation.labels()."""
    return {
        "run": {benchmark.name: {c.name: {"times": c.times,
                                          "instructions": c.instructions}
                                 for c in candidates}
                for found in results.values()
                for benchmark, candidates in found},
        "suites": {suite: [benchmark.name for benchmark, _ in found]
                   for suite, found in results.items()},
        "compile": [vars(c) for c in compiles], "ablation": ablation}


def compare(old_path, new_path):
    """What a change did: for each candidate of both files the new median time
    over the old, each relative to the first candidate of its own run (native
    code, which the change did not touch), and the same of instructions."""
    with open(old_path) as old_file, open(new_path) as new_file:
        old, new = json.load(old_file)["run"], json.load(new_file)["run"]
    rows, means = [], {}
    for benchmark in old:
        if benchmark not in new:
            continue
        bases = [next(iter(run[benchmark].values()))["times"]
                 for run in (old, new)]
        for name, before in old[benchmark].items():
            after = new[benchmark].get(name)
            if not after:
                continue
            runs = (before, after)
            cells = ["", "", "", ""]
            means.setdefault(name, ([], []))
            if all(run["times"] for run in runs) and all(bases):
                times = [statistics.median(run["times"])
                         / statistics.median(base)
                         for run, base in zip(runs, bases)]
                means[name][0].append(times[1] / times[0])
                cells[:3] = [f"{times[0]:.2f}", f"{times[1]:.2f}",
                             f"{times[1] / times[0]:.3f}"]
            if all(run["instructions"] for run in runs):
                ratio = after["instructions"] / before["instructions"]
                means[name][1].append(ratio)
                cells[3] = f"{ratio:.3f}" + (
                    " (worse)" if ratio > WORSE else "")
            if any(cells):
                rows.append([benchmark, name, *cells])
    for name, (times, counts) in means.items():
        rows.append(["geometric mean", name, "", "",
                     f"{statistics.geometric_mean(times):.3f}"
                     if times else "",
                     f"{statistics.geometric_mean(counts):.3f}"
                     if counts else ""])
    return markdown_table(["change", "candidate", "before", "after",
                           "time", "instructions"], rows)
