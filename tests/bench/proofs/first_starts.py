"""Two first starts at once: ``python -m tests.bench.proofs.first_starts [ROUNDS]``.

The first program is stopped at a random moment, the second one starts in the same empty place,
and then the first goes on. Afterwards there is one key ring, and the place starts.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from tests.support.paths import EXAMPLE
from tests.support.program import Program

ROUNDS = 30
# A start that makes everything takes about so long here; stopped within it.
LONGEST, PATIENCE = 1.5, 2.0


def main() -> None:
    """Print how the rounds ended: both went on, one said so, or the place is broken."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    chance = random.Random(8)
    ends = Counter(end(chance.uniform(0, LONGEST)) for _ in range(rounds))
    print(f"{rounds} rounds of two first starts: {ends['both']} both went on, ", end="")
    print(f"{ends['one']} one said why not, {ends['broken']} places broken")
    sys.exit(bool(ends["broken"]))


def end(stop_after: float) -> str:
    """One round: how two programs ended that made the same place."""
    with tempfile.TemporaryDirectory() as folder:
        program = Program(Path(folder))
        first = begun(program)
        time.sleep(stop_after)
        first.send_signal(signal.SIGSTOP)
        second = begun(program)
        # Where the first one holds a lock, the second one waits for it.
        with suppress(subprocess.TimeoutExpired):
            second.wait(PATIENCE)
        first.send_signal(signal.SIGCONT)
        said = [one.communicate(timeout=60)[1] for one in (first, second)]
        if any("Traceback" in one for one in said) or program.does("report").returncode:
            return "broken"
        rings = (program.folder / "keys").read_text().count("index")
        if rings != 1:
            return "broken"
        return "both" if not first.returncode and not second.returncode else "one"


def begun(program: Program) -> subprocess.Popen[str]:
    """A first start: the tables, the keys and the neighbourhood."""
    code = "import sys; from bot.cli import main\n" + "\n".join(
        f"sys.argv = ['buurtbot', *{words!r}]\ntry: main.main()\n"
        "except SystemExit as stopped:\n if stopped.code: raise"
        for words in (["migrate"], ["load", str(EXAMPLE)])
    )
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=program.folder,
        env=program.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


if __name__ == "__main__":
    main()
