"""Joins the style sheets and scripts of the house into few files. Python alone: no Node, no step to forget.

Sources in static/: css/<layer>/*.css become `app.css` (the folder is the cascade layer), the common modules of js/ become `app.js` (each in
a scope of its own), and what loads when first needed (ON_DEMAND, vendor/) stays apart. The result lies in GOODWORD_HOME/assets, from where
`collectstatic` gives each file a name with its hash and compresses it. A stamp over names, sizes and times makes an
unchanged tree cost a few milliseconds.
"""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import call_command
from django.http import HttpRequest, HttpResponseBase

SOURCES = Path(__file__).resolve().parent / "static"
LAYERS = ("reset", "base", "components", "rooms", "utilities")
ON_DEMAND = frozenset({"composer.js", "desk_keys.js", "mentions.js"})
STAMP = ".stamp"


def assets_folder() -> Path:
    """Where the joined files are written, before they get their hashed names."""
    return Path(settings.GOODWORD_HOME) / "assets"


def joined_css(sources: Path = SOURCES) -> str:
    """All style sheets, layer by layer, each file inside the layer its folder names, tokens first."""
    parts = [f"@layer {', '.join(LAYERS)};"]
    for layer in LAYERS:
        files = sorted((sources / "css" / layer).glob("*.css"), key=lambda f: (f.stem != "tokens", f.name))
        parts.append(
            f"@layer {layer}{{{''.join(lighter_css(f.read_text(encoding='utf-8')) for f in files)}}}"
        )
    return "".join(parts)


def joined_js(sources: Path = SOURCES) -> str:
    """The modules of the common page, each in a block: no name of one is seen by another."""
    files = (f for f in sorted((sources / "js").glob("*.js")) if f.name not in ON_DEMAND)
    return "".join(f"{{\n{lighter_js(f.read_text(encoding='utf-8'))}}}\n" for f in files)


def lighter_css(text: str) -> str:
    """A style sheet without comments and needless space. Strings and url(...) stay as they are."""
    out: list[str] = []
    for piece in re.split(
        r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|url\([^)]*\)|/\*.*?\*/)""", text, flags=re.S
    ):
        if piece.startswith("/*"):
            continue
        if piece[:1] in {'"', "'"} or piece.startswith("url("):
            out.append(piece)
            continue
        piece = re.sub(r"\s+", " ", piece)
        piece = re.sub(r" ?([{};,]) ?", r"\1", piece)
        piece = re.sub(r":\s+", ":", piece).replace(";}", "}")
        out.append(piece.lstrip() if not out or out[-1][-1:] in set("{};,") else piece)
    return "".join(out).strip()


def lighter_js(text: str) -> str:
    """A module without comment lines, indentation and empty lines. Nothing inside a line is touched, nor a template of many lines."""
    out: list[str] = []
    inside_template = inside_comment = False
    for line in text.splitlines():
        bare = line.strip()
        if not inside_template:
            inside_comment = inside_comment or bare.startswith("/*")
            if inside_comment:
                inside_comment = "*/" not in bare
                continue
            if not bare or bare.startswith("//"):
                continue
        out.append(line if inside_template else bare)
        if line.count("`") % 2:
            inside_template = not inside_template
    return "\n".join(out) + "\n"


def stamp(sources: Path = SOURCES) -> str:
    """A value that changes when any source is added, taken away, resized or written again."""
    seen = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(sources.rglob("*")):
        about = file.stat()
        if not file.is_dir():
            seen.update(f"{file.relative_to(sources)}\0{about.st_size}\0{about.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def write_assets(target: Path, sources: Path = SOURCES) -> None:
    """Writes app.css, app.js and what stays apart into `target`, which is emptied first."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "app.css").write_text(joined_css(sources), encoding="utf-8")
    (target / "app.js").write_text(joined_js(sources), encoding="utf-8")
    for name in sorted(ON_DEMAND):
        (target / name).write_text(
            lighter_js((sources / "js" / name).read_text(encoding="utf-8")), encoding="utf-8"
        )
    for folder in ("vendor", "pictures"):
        for file in sorted((sources / folder).glob("*")):
            shutil.copyfile(file, target / file.name)


def ensure_assets(force: bool = False) -> bool:
    """Builds and collects what the pages link to, unless nothing changed since the last time. Returns whether it built.

    After it, `{% static 'app.css' %}` gives the hashed name. Safe to call at each start.
    """
    target = assets_folder()
    mark = Path(settings.STATIC_ROOT) / STAMP
    now = stamp()
    if not force and mark.is_file() and mark.read_text() == now:
        return False
    write_assets(target)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    mark.write_text(now)
    forget_manifest()
    return True


def forget_manifest() -> None:
    """Makes this process read the names anew after a build."""
    if isinstance(staticfiles_storage, ManifestFilesMixin):
        staticfiles_storage.hashed_files, staticfiles_storage.manifest_hash = (
            staticfiles_storage.load_manifest()
        )


class RebuildInDevelopment:
    """Middleware for development: a changed style sheet or module is built before the next page is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(settings.STATIC_URL):
            ensure_assets()
        return self.get_response(request)
