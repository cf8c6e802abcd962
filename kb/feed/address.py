"""What an address on the web answers, with limits on how long and how much."""

import http.client
import urllib.error
import urllib.request
from typing import NamedTuple

from kb.errors import KbError, LimitReached
from kb.feed.plain import LARGEST

TIMEOUT = 30.0
"""Seconds that an address may be silent."""


class Found(NamedTuple):
    """What came back."""

    data: bytes
    kind: str
    """The content type, such as `text/html`."""
    url: str
    """Where it was found, after redirects."""


def fetched(url: str, timeout: float = TIMEOUT) -> Found:
    """What an address answers. Raises KbError, which says why there is nothing, and LimitReached."""
    request = urllib.request.Request(url, headers={"User-Agent": "alignment-kb", "Accept": "text/html, */*;q=0.5"})  # noqa: S310 - http and https only
    try:
        with _opener().open(request, timeout=timeout) as answer:
            data = answer.read(LARGEST + 1)
            kind = answer.headers.get_content_type()
            where = answer.geturl()
    except urllib.error.HTTPError as error:
        raise KbError(f"{url} answers {error.code} {error.reason}.") from error
    except TimeoutError as error:
        raise KbError(f"{url} is silent for {timeout:.0f} seconds.") from error
    except (urllib.error.URLError, http.client.HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise KbError(f"{url} cannot be reached: {reason}.") from error
    if len(data) > LARGEST:
        raise LimitReached(f"{url} has more than {LARGEST // 1_000_000} MB: it was not read.")
    return Found(data, kind, where)


class _OnTheWeb(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, to addresses on the web only."""

    max_redirections = 5


def _opener() -> urllib.request.OpenerDirector:
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _OnTheWeb(),
    ):
        opener.add_handler(handler)
    return opener
