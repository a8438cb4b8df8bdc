"""What runs in the process of its own: make the home, the community, and measure."""

import json
import os
import time
from pathlib import Path


def main(home: str, topics: int, seconds: float, answer: str) -> None:
    """Measure all pages in `home` and write the results as JSON to the file `answer`. Begins before Django does."""
    os.environ |= {
        "GOODWORD_HOME": home,
        "GOODWORD_MODE": "serve",
        "DJANGO_SETTINGS_MODULE": "goodword.site.settings",
    }
    for name in ("GOODWORD_DATABASE_URL", "GOODWORD_SITE_URL", "GOODWORD_SECRET_KEY"):
        os.environ.pop(name, None)
    import django

    django.setup()
    from django.core.management import call_command

    from goodword.connect.benching.community import Community
    from goodword.connect.benching.queries import measure, pages

    begun = time.perf_counter()
    for command in ("build_assets", "migrate"):
        call_command(command, verbosity=0)
    community = Community(topics)
    member = community.make()
    made_in = round(time.perf_counter() - begun, 1)
    listed = pages(community)
    share = seconds / (2 * len(listed))
    rows = [
        measure(name, path, reader, share).as_json() for name, path in listed for reader in (None, member)
    ]
    Path(answer).write_text(json.dumps({"topics": topics, "made_in_s": made_in, "pages": rows}))
