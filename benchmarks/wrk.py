"""wrk, the load: what one run of it took and what the server spent on it."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import processes
from benchmarks.servers import Server, Unmeasured

CONNECTIONS = 32
_LATENCY = re.compile(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s|m)$", re.MULTILINE)
_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Asked:
    """A path that is asked for, of whom, and every server whose work that is."""

    server: Server
    path: str
    others: tuple[Server, ...] = ()
    connections: int = CONNECTIONS
    headers: tuple[str, ...] = ("Accept-Encoding: gzip",)

    @property
    def cpu(self) -> float:
        """The CPU seconds of all who answer, so far."""
        return sum(processes.cpu_of(one.pid) for one in (self.server, *self.others))


@dataclass(frozen=True)
class Run:
    """What one run found. Times in seconds; cost: CPU of the servers for one request."""

    requests: int
    per_second: float
    p50: float
    p99: float
    errors: int
    cost: float = 0.0


def read(printed: str) -> Run:
    """Read what `wrk --latency` prints. Raises ValueError where that is something else."""
    counted = re.search(r"(\d+) requests in ", printed)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    if not counted or not rate:
        raise ValueError(f"wrk printed something else: {printed!r}")
    times = {part: float(number) * _SECONDS[unit] for part, number, unit in _LATENCY.findall(printed)}
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", printed)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", printed)
    errors = int(refused[1]) if refused else 0
    errors += sum(map(int, broken.groups())) if broken else 0
    return Run(int(counted[1]), float(rate[1]), times.get("50", 0.0), times.get("99", 0.0), errors)


def command(asked: Asked, seconds: float, script: Path | None = None) -> list[str]:
    """Return how wrk is started."""
    options = ["-t1", f"-c{asked.connections}", f"-d{seconds:g}s", "--timeout", "20s", "--latency"]
    for header in asked.headers:
        options += ["-H", header]
    return ["wrk", *options, *(["-s", str(script)] if script else []), f"{asked.server.address}{asked.path}"]


def run(asked: Asked, seconds: float) -> Run:
    """Ask for some seconds. Raises Unmeasured where anything was answered with an error."""
    before = asked.cpu
    printed = _printed(asked, seconds)
    spent, found = asked.cpu - before, read(printed)
    if found.errors or not found.requests:
        raise Unmeasured(f"{asked.path} at {asked.server.address}: {found.errors} errors of {found.requests} answers")
    return Run(**{**vars(found), "cost": spent / found.requests})


def _printed(asked: Asked, seconds: float) -> str:
    done = subprocess.run(command(asked, seconds), capture_output=True, text=True, timeout=seconds + 60, check=True)
    return done.stdout


def take_turns(asked: dict[str, Asked], seconds: float, rounds: int) -> dict[str, list[Run]]:
    """Ask each in turn, A B A B: a machine is never equally fast for long. Each is asked a little before."""
    for one in asked.values():
        _printed(one, 1)
    found: dict[str, list[Run]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, one in asked.items():
            found[name].append(run(one, seconds))
    return found


def ratio(runs: list[Run], beside: list[Run]) -> float:
    """Return how many times the cost of others it was, in the median round."""
    return median(one.cost / other.cost for one, other in zip(runs, beside, strict=True))


def said(runs: list[Run]) -> str:
    """Return the cost of a request and the requests in a second, by their medians."""
    cost = median(one.cost for one in runs) * 1e6
    shown = f"{cost:,.0f} µs" if cost < 1000 else f"{cost / 1000:,.1f} ms"
    return f"{shown} CPU, {median(one.per_second for one in runs):,.0f} requests/s"


#: Addresses of which none comes twice, so that none was stored: searches, and two procedures side by side in turn.
_DISTINCT = """
local names, number = {%s}, %d
request = function()
  number = number + 1
  if number %% 2 == 0 then return wrk.format("GET", "/search/?q=pain+w" .. number) end
  local first, second = names[number %% #names + 1], names[math.floor(number / #names) %% #names + 1]
  return wrk.format("GET", "/procedures/compare/?with=" .. first .. "," .. second .. ",w" .. number)
end
"""


def distinct(names: list[str], folder: Path, first: int = 0) -> Path:
    """Write the script with which wrk asks for pages that are not stored: none is asked for twice."""
    quoted = ", ".join(f'"{name}"' for name in names)
    with tempfile.NamedTemporaryFile("w", suffix=".lua", dir=folder, delete=False) as file:
        file.write(_DISTINCT % (quoted, first))
    return Path(file.name)
