"""What the longest page costs, here and in another checkout beside it: CPU time a request, not cached, not compressed.

    make bench PARTS=detail BESIDE=folder, or python -m benchmarks.detail [--beside CHECKOUT] [--path PATH] [--rounds 4]

The two take turns, each in a process of its own, since a machine is never equally fast for long.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import servers

HERE = Path(__file__).resolve().parent.parent
REQUESTS = 30  # of each round
LIMIT = 0.4


def main() -> None:
    """Measure and print."""
    asked = _arguments()
    checkouts = [HERE] + ([asked.beside.resolve()] if asked.beside else [])
    with tempfile.TemporaryDirectory(prefix="physiatry-detail-") as data:
        folders = [Path(data, str(number)) for number in range(len(checkouts))]
        found = take_turns(checkouts, folders, asked.path, asked.rounds)
    for checkout, rounds in zip(checkouts, found, strict=True):
        print(f"{_commit(checkout):10} {_line(rounds)}")
    if asked.beside:
        here, there = (min(_times(rounds)) for rounds in found)
        here_median, there_median = (median(_times(rounds)) for rounds in found)
        verdict = "met" if here_median / there_median <= LIMIT else "NOT MET"
        print(
            f"ratio: {here_median / there_median:.2f} by median, {here / there:.2f} by min; at most {LIMIT}: {verdict}"
        )


def take_turns(checkouts: list[Path], folders: list[Path], path: str, rounds: int) -> list[list[dict]]:
    """Measure every checkout once a round: A B A B."""
    found: list[list[dict]] = [[] for _ in checkouts]
    for _ in range(rounds):
        for place, (checkout, folder) in enumerate(zip(checkouts, folders, strict=True)):
            found[place].append(_measured(checkout, folder, path))
    return found


def _measured(checkout: Path, folder: Path, path: str) -> dict:
    environment = servers.environment(folder, PYTHONPATH=str(checkout))
    command = [sys.executable, str(HERE / "benchmarks" / "one_page.py"), path, str(REQUESTS)]
    done = subprocess.run(command, cwd=checkout, env=environment, check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout.splitlines()[-1])


def _times(rounds: list[dict]) -> list[float]:
    return [seconds * 1000 for one in rounds for seconds in one["cpu"]]


def _line(rounds: list[dict]) -> str:
    times = _times(rounds)
    requests = f"{len(times)} requests of {rounds[0]['bytes']:,} bytes"
    return f"median {median(times):5.1f} ms   min {min(times):5.1f} ms   {requests}"


def _commit(checkout: Path) -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True).stdout.strip() or checkout.name


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.detail", description=__doc__.splitlines()[0])
    parser.add_argument("--beside", type=Path, metavar="CHECKOUT", help="another checkout, measured in turn")
    parser.add_argument("--path", default="/procedures/epidural-steroid-injection/", help="the page")
    parser.add_argument("--rounds", type=int, default=4, help="how often each takes its turn")
    return parser.parse_args()


if __name__ == "__main__":
    main()
