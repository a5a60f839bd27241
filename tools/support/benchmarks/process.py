"""One run of one process: seconds, peak memory, instructions."""
import os
import re
import shutil
import statistics
import subprocess
import tempfile
import time


class Measurement:
    """Seconds, peak memory in MiB, output and exit code of one process.

    `clock` is "cpu" (user and system time: other load on the machine does not
    count) or "wall".
    """

    def __init__(self, command, clock="wall", inside=False):
        with tempfile.TemporaryFile() as out:
            begin = time.perf_counter()
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL,
                                       stdout=out, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            self.seconds = time.perf_counter() - begin
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            self.output = out.read().decode(errors="replace")
        if clock == "cpu":
            self.seconds = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss / 1024
        self.code = process.returncode
        if inside and self.code == 0:
            # The peer measured itself: its last line is the seconds.
            self.output, _, seconds = self.output.rstrip("\n").rpartition("\n")
            self.output += "\n"
            self.seconds = float(seconds)


def checked(command):
    result = Measurement(command)
    if result.code:
        raise RuntimeError(f"{' '.join(command[:4])} ... failed with "
                           f"{result.code}: {result.output.strip()[-400:]}")
    return result


def dump_tool():
    return shutil.which("llvm-objdump-19") or "objdump"


def code_size(file):
    """Bytes of machine code in an object or executable."""
    done = subprocess.run([dump_tool(), "-h", file], capture_output=True,
                          text=True, check=True)
    # Index, name, size.
    return sum(int(size, 16) for size in re.findall(
        r"^\s*\d+ \.text\S*\s+([0-9a-f]+)", done.stdout, re.M))


class Candidate:
    """One way of running a benchmark, and what was measured of it."""

    def __init__(self, name, command, inside=False):
        self.name = name
        self.command = command
        self.inside = inside
        self.times = []
        self.instructions = None
        self.output = None
        self.problem = None

    def run(self, clock):
        if self.problem:
            return
        result = Measurement(self.command, clock, self.inside)
        if result.code:
            lines = result.output.strip().splitlines() or ["no output"]
            self.problem = f"exit code {result.code}: " + " ".join(lines)[:300]
            return
        self.output = result.output
        self.times.append(result.seconds)

    def median(self):
        return statistics.median(self.times) if self.times else None

    def spread(self):
        return 100 * (max(self.times) - min(self.times)) / self.median()


class InstructionCounter:
    """Counts executed instructions in user mode, with the processor's counter
    or, where it cannot be read, with callgrind, which knows no instruction
    set beyond AVX2 and slows a program down by a factor of about fifty."""

    def __init__(self):
        self.tool = None
        if shutil.which("perf") and self._perf(["true"]) is not None:
            self.tool = self._perf
        elif shutil.which("valgrind"):
            self.tool = self._callgrind

    @staticmethod
    def _run(command):
        return subprocess.run(command, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True)

    @classmethod
    def _perf(cls, command):
        done = cls._run(["perf", "stat", "-x,", "-e", "instructions:u", "--",
                         *command])
        match = re.search(r"^(\d+),[^,]*,instructions", done.stderr, re.M)
        return int(match[1]) if done.returncode == 0 and match else None

    @classmethod
    def _callgrind(cls, command):
        done = cls._run(["valgrind", "--tool=callgrind",
                         "--callgrind-out-file=/dev/null", "--", *command])
        match = re.search(r"Collected : (\d+)", done.stderr)
        return int(match[1]) if done.returncode == 0 and match else None

    def count(self, command):
        """Of a kernel's rounds alone: a tenth of them less none of them, so
        that the start of the program cancels out."""
        if not self.tool:
            return None
        some = self.tool([*command, "/10"])
        none = self.tool([*command, "0"])
        return some - none if some and none else None
