"""A page with every fault that the audit looks for, to see that each check can fail."""

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

STYLES = """
body { margin: 0; overflow-wrap: anywhere; }
.wide { width: 500px; } .cut { width: 3em; overflow: hidden; white-space: nowrap; }
.unseen:focus { outline: none; } .faint { forced-color-adjust: none; color: #eee; background: #fff; }
.only-new { display: none; } main:has(p) .only-new { display: block; }
.site-header { height: 90px; } .contents { margin-top: 2000px; }
.alone { padding: 40px; }
.stuck > summary { pointer-events: none; }
@media print { .care-card { display: none; } }
"""
MARKUP = """<!doctype html><html lang="en"><title>Faulty</title><style>{styles}</style>
<header class="site-header">Site</header><main><article class="page"><h1>Faulty</h1>
<nav class="contents" id="contents"><a href="#nowhere">Risks</a></nav>
<div class="page__body">
<aside class="care-card care-card--emergency"><p>Call 911 now</p>
<ul style="list-style: none"><li>You cannot pass urine at all today.</li></ul></aside>
<p>A medicine, <a class="gloss" href="#x" data-meaning="It calms swelling.">steroid</a> It calms swelling.</p>
<p class="wide">Wide</p><p class="cut">Thisiscut thisiscut thisiscut thisiscut</p><p class="faint">Faint words</p>
<a class="unseen" href="#contents">Focus</a><p class="only-new">Only new</p><button>Does nothing</button>
<img src="x.png">
<p class="alone"><svg class="sign" width="20" height="20"></svg></p>
<details class="stuck"><summary>Fold</summary><p>Folded</p></details>
<p hidden id="late">Only with script</p><script>late.hidden = false</script>
<center>Old markup</center></div></article></main></html>""".replace("{styles}", STYLES)


class _Faulty(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(MARKUP.encode())

    def log_message(self, *args) -> None:
        """Say nothing."""


@contextmanager
def site() -> Iterator[str]:
    """Serve the faulty page at every address, on loopback."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Faulty) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
