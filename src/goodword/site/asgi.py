"""What the server runs: an asynchronous front, so that open streams never starve the pages behind it (docs/decisions)."""

from typing import Any

from a2wsgi import WSGIMiddleware

from goodword.site.wsgi import application as pages

wsgi: Any = pages
application = WSGIMiddleware(wsgi, workers=8)
