"""In which coding a text is sent."""

import gzip

import brotli
import pytest

from website.front import codings

TEXT = b"The same words again and again. " * 100


@pytest.mark.parametrize("header", ["br", "gzip, deflate, br, zstd", "gzip;q=0.5,br;q=0.9", "BR", "*", "gzip, *;q=0.1"])
def test_brotli_goes_to_who_takes_it(header):
    assert codings.accepted(header) == "br"


@pytest.mark.parametrize("header", ["gzip", "gzip, br;q=0", "br;q=0.0, gzip", "deflate, gzip;q=1", "br ;q=0.000,gzip"])
def test_gzip_goes_to_who_does_not(header):
    assert codings.accepted(header) == "gzip"


@pytest.mark.parametrize("header", ["", "identity", "deflate", "brotli", "gzip;q=0", "*;q=0", ",", ";q=1", "\x00é"])
def test_who_takes_neither_gets_it_as_it_is(header):
    assert codings.accepted(header) == "identity"


def test_what_is_coded_is_the_same_when_it_is_read():
    assert brotli.decompress(codings.coded(TEXT, "br")) == TEXT
    assert gzip.decompress(codings.coded(TEXT, "gzip")) == TEXT
    assert codings.coded(TEXT, "identity") == TEXT


def test_the_same_text_has_the_same_bytes_whenever_it_is_coded():
    assert codings.coded(TEXT, "gzip")[4:8] == b"\0\0\0\0"  # where gzip keeps a time


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "application/json", "application/xml", "image/svg+xml"])
def test_a_text_becomes_smaller_by_it(kind):
    assert codings.is_text(kind)


@pytest.mark.parametrize("kind", ["image/avif", "image/png", "application/pdf", "", "font/woff2"])
def test_a_picture_does_not(kind):
    assert not codings.is_text(kind)
