"""What single parts do without a server: a library, a percentile, a report of Lighthouse, an environment."""

from benchmarks import isolation, libraries, nginx, servers, visits


def test_a_page_with_a_role_is_not_copied(tmp_path):
    for name, role in (("first", ""), ("second", "role: contact\n")):
        (tmp_path / f"{name}.md").write_text(f"---\ntitle: A\n{role}---\n")
    named = libraries._named({f"articles/{name}": tmp_path / f"{name}.md" for name in ("first", "second")})
    found = [next(named)[2] for _ in range(4)]
    assert found == ["articles/first", "articles/second", "articles/first-2", "articles/first-3"]


def test_a_percentile_is_a_value_that_was_measured():
    ordered = [float(number) for number in range(1, 101)]
    assert isolation.percentile(ordered, 0.5) == 51 and isolation.percentile(ordered, 0.99) == 100
    assert isolation.percentile([3.0], 0.99) == 3


def test_a_report_of_lighthouse_is_read():
    audits = {"cumulative-layout-shift": 0.01, "largest-contentful-paint": 1154.0, "total-blocking-time": 30.0}
    said = {name: {"numericValue": value} for name, value in audits.items()}
    found = visits.read({"categories": {"performance": {"score": 0.98}}, "audits": said})
    assert found == {"performance": 98, "shift": 0.01, "paint": 1154.0, "blocked": 30.0}


def test_a_site_that_is_measured_has_a_database_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://clinic@db/clinic")
    said = servers.environment(tmp_path, PAGE_CACHE_MB="0")
    assert said["DATABASE_URL"] == f"sqlite:///{tmp_path}/db.sqlite3"
    assert said["PAGE_CACHE_MB"] == "0" and "dummy" in said["EMAIL_BACKEND"]


def test_a_missing_program_is_named_where_it_may_not_be_installed(monkeypatch):
    monkeypatch.setattr(nginx.shutil, "which", lambda name: None if name == "wrk" else f"/usr/bin/{name}")
    monkeypatch.setattr(nginx.os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/usr/bin")
    assert nginx.bring() == "wrk not found (Debian: apt-get install wrk)"
