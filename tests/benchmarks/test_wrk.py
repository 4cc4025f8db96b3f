"""What wrk prints is read as it was meant, and ratios are those of one round."""

import pytest

from benchmarks import wrk
from benchmarks.servers import Server

PRINTED = """Running 2s test @ http://127.0.0.1:8000/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.87ms  770.14us  10.85ms   81.48%
    Req/Sec    16.90k     1.84k   19.18k    60.00%
  Latency Distribution
     50%  179.00us
     75%    2.20ms
     90%    2.51ms
     99%    1.20s
  16812 requests in 2.00s, 234.92MB read
Requests/sec:   8406.17
Transfer/sec:    117.53MB
"""


def of(cost: float) -> wrk.Run:
    return wrk.Run(1, 1.0, 0.0, 0.0, 0, cost)


def test_requests_rate_and_latencies_are_read():
    assert wrk.read(PRINTED) == wrk.Run(16812, 8406.17, 0.000179, 1.2, 0)


def test_answers_with_an_error_and_broken_connections_are_counted():
    broken = "  Socket errors: connect 1, read 2, write 0, timeout 3\n  Non-2xx or 3xx responses: 40\n"
    assert wrk.read(PRINTED.replace("Requests/sec", f"{broken}Requests/sec")).errors == 46


def test_what_is_no_report_is_refused():
    with pytest.raises(ValueError, match="unable to connect"):
        wrk.read("unable to connect to 127.0.0.1:1 Connection refused")


def test_a_ratio_is_that_of_the_median_round_and_not_of_the_medians():
    slow_machine_once = [of(1), of(10), of(2)]
    assert wrk.ratio([of(2), of(20), of(8)], slow_machine_once) == 2


def test_connections_headers_and_script_are_handed_on(tmp_path):
    asked = wrk.Asked(Server(8000, 1), "/a/", connections=1, headers=("Accept-Encoding: br",))
    command = wrk.command(asked, 4, tmp_path / "load.lua")
    assert {"-c1", "-d4s", "Accept-Encoding: br"} < set(command)
    assert command[-3:] == ["-s", f"{tmp_path}/load.lua", "http://127.0.0.1:8000/a/"]


def test_an_error_ends_a_run_with_a_sentence(monkeypatch):
    printed = PRINTED.replace("Requests/sec", "  Non-2xx or 3xx responses: 40\nRequests/sec")
    monkeypatch.setattr(wrk, "_printed", lambda *_: printed)
    monkeypatch.setattr(wrk.processes, "cpu_of", lambda pid: 1.0)
    with pytest.raises(wrk.Unmeasured, match="40 errors of 16812 answers"):
        wrk.run(wrk.Asked(Server(8000, 1), "/a/"), 1)


def test_the_script_of_pages_that_are_not_stored_names_the_procedures(tmp_path):
    script = wrk.distinct(["acupuncture", "tens"], tmp_path).read_text()
    assert 'names, number = {"acupuncture", "tens"}, 0' in script and "number % 2" in script
