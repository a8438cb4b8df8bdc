"""The small drawings of the house: name -> what stands inside a 20 x 20 SVG. Shown through components/icon.html.

Strokes take the colour of the text around them; `cut` is drawn in the colour of the paper, `full` is filled.
"""

_CHECK = '<path class="cut" d="m6.2 10.3 2.5 2.5 5-5.4"/>'

ICONS: dict[str, str] = {
    # states: each has its own shape, so that it reads without colour
    "solved": f'<circle class="full" cx="10" cy="10" r="8.5"/>{_CHECK}',
    "open": '<circle cx="10" cy="10" r="8"/><path d="M7.8 7.9a2.3 2.3 0 1 1 3.3 2.1c-.8.4-1.1.8-1.1 1.6M10 14.2v.1"/>',
    "outdated": '<circle cx="10" cy="10" r="8" stroke-dasharray="2 2.2"/>',
    "closed": '<circle cx="10" cy="10" r="8"/><path d="M6.5 10h7"/>',
    "considered": '<circle cx="10" cy="10" r="8"/><path d="M6.3 10h.1M10 10h.1M13.7 10h.1"/>',
    "planned": '<circle cx="10" cy="10" r="8"/><path d="M10 5.5V10l3 2"/>',
    "started": '<circle cx="10" cy="10" r="8"/><path class="full" d="M10 2a8 8 0 0 1 0 16z"/>',
    "done": f'<circle class="full" cx="10" cy="10" r="8.5"/>{_CHECK}',
    "declined": '<circle cx="10" cy="10" r="8"/><path d="m7 7 6 6m0-6-6 6"/>',
    "discussion": '<path d="M3 4.5h14v9H9l-3.5 3v-3H3z"/>',
    "story": '<path d="M10 5.5C8 4 5.5 3.6 3 4v11c2.5-.4 5 0 7 1.5 2-1.5 4.5-1.9 7-1.5V4c-2.5-.4-5 0-7 1.5zm0 0v11"/>',
    "idea": '<path d="M7.5 14.5h5M8 17h4M7.5 14.5c0-2-2.5-3-2.5-6a5 5 0 0 1 10 0c0 3-2.5 4-2.5 6"/>',
    # deeds
    "search": '<circle cx="8.8" cy="8.8" r="5.6"/><path d="m13 13 4.3 4.3"/>',
    "hand": '<path d="M6.5 10.5V5.2a1.2 1.2 0 0 1 2.4 0V9V3.8a1.2 1.2 0 0 1 2.4 0V9 4.9a1.2 1.2 0 0 1 2.4 0V11'
    '.2 8.5a1.2 1.2 0 0 1 2.3.5c0 5-1.5 8.5-5.3 8.5-3.2 0-4.2-1.7-6.7-5.8-.7-1.3 1-2.4 2.5-.7"/>',
    "thumb": '<path d="M3 9h3v8H3zm3 .7 3.3-7.2c1.3 0 2 .9 2 2V8h4.2c1.1 0 1.8 1 1.5 2l-1.5 5.5c-.2.9-.9 1.5-1.8 1.5H6"/>',
    "reply": '<path d="M8 4.5 3.5 9 8 13.5M3.5 9H12c3 0 4.5 2 4.5 6.5"/>',
    "link": '<path d="m8.3 11.7 3.4-3.4M9 6.5l2-2a3.2 3.2 0 0 1 4.5 4.5l-2 2M11 13.5l-2 2A3.2 3.2 0 0 1 4.5 11l2-2"/>',
    "flag": '<path d="M4.5 18V3h10l-2 3.5 2 3.5h-10"/>',
    "bell": '<path d="M10 2.5c-3 0-4.7 2.2-4.7 5 0 4-1.8 5.2-1.8 6.5h13c0-1.3-1.8-2.5-1.8-6.5 0-2.8-1.7-5-4.7-5zM8.2 17h3.6"/>',
    "pencil": '<path d="m3.5 16.5.7-3.5 9-9 2.8 2.8-9 9zM11.5 5.7l2.8 2.8"/>',
    "follow": '<path d="M4.5 2.5h11v15L10 13.5l-5.5 4z"/>',
    "picture": '<path d="M2.5 4h15v12h-15zM2.5 13l4-4 3.5 3.5 2.5-2.5 5 4.5M13 7.5h.1"/>',
    "eye": '<path d="M2 10c2-3.5 4.7-5.2 8-5.2s6 1.7 8 5.2c-2 3.5-4.7 5.2-8 5.2S4 13.5 2 10z"/><circle cx="10" cy="10" r="2.3"/>',
    "undo": '<path d="M6.5 4 3 7.5 6.5 11M3 7.5h8.5a4.5 4.5 0 0 1 0 9H8"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "close": '<path d="m5 5 10 10M15 5 5 15"/>',
    "menu": '<path d="M3 5.5h14M3 10h14M3 14.5h14"/>',
    "more": '<path d="M4.5 10h.1M10 10h.1M15.5 10h.1" stroke-width="2.2"/>',
    "filter": '<path d="M3 5h14M5.5 10h9M8.5 15h3"/>',
    "print": '<path d="M5.5 7V3h9v4M5.5 14H3V7h14v7h-2.5M5.5 11.5h9V17h-9z"/>',
    # things
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "star": '<path d="m10 2.6 2.3 4.8 5.2.7-3.8 3.6.9 5.2L10 14.4l-4.6 2.5.9-5.2L2.5 8.1l5.2-.7z"/>',
    "tombstone": '<path d="M5 16.5V8a5 5 0 0 1 10 0v8.5M2.5 16.5h15M8 8.5h4M8 11.5h4"/>',
    "info": '<circle cx="10" cy="10" r="8"/><path d="M10 9.2v4.6M10 6.2v.1"/>',
    "clock": '<circle cx="10" cy="10" r="8"/><path d="M10 5.5V10l3 2"/>',
    "warning": '<path d="M10 3 18 17H2zM10 8.5v4M10 14.7v.1"/>',
    "lock": '<path d="M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9"/>',
    "mail": '<path d="M2.5 4.5h15v11h-15zM3 5l7 6 7-6"/>',
    "phone": '<path d="M4 3h3.5l1.2 4-2 1.3c1 2.2 2.8 4 5 5l1.3-2 4 1.2V16c0 .7-.6 1-1.3 1C9.2 17 3 10.8 3 4.3 3 3.6 3.3 3 4 3z"/>',
    "calendar": '<path d="M3 4.5h14V17H3zM3 8.5h14M7 2.5v4M13 2.5v4"/>',
    "promise": '<path d="M2.5 7.5 6 5l4 1.5L14 5l3.5 2.5v5L14 15l-4 2-4-2-3.5-2.5zM7 10l2.5 2.5L13 9.5"/>',
    "person": '<circle cx="10" cy="6.5" r="3.5"/><path d="M3.5 17.5c.5-4 2.8-6 6.5-6s6 2 6.5 6"/>',
    "people": '<circle cx="7.5" cy="7" r="3"/><path d="M2 16.5c.4-3.4 2.3-5 5.5-5s5.1 1.6 5.5 5M12.5 4.3a3 3 0 0 1 0 5.4M15 12c1.8.8 2.8 2.3 3 4.5"/>',
    "tag": '<path d="M3 3h6.5l7.5 7.5-6.5 6.5L3 9.5zM6.5 6.5h.1"/>',
    "chevron-down": '<path d="m5 7.5 5 5 5-5"/>',
    "chevron-up": '<path d="m5 12.5 5-5 5 5"/>',
    "chevron-end": '<path d="m7.5 5 5 5-5 5"/>',
    "chevron-start": '<path d="m12.5 5-5 5 5 5"/>',
    "external": '<path d="M8 4H4v12h12v-4M11 3.5h5.5V9M16.5 3.5 9 11"/>',
    "rss": '<path d="M4 16h.1M4 10.5A5.5 5.5 0 0 1 9.5 16M4 5a11 11 0 0 1 11 11"/>',
    "gift": '<path d="M3 7h14v3.5H3zM4.5 10.5V17h11v-6.5M10 7v10M10 7C7.5 7 6 6 6 4.7 6 3.5 7 3 8 3.3 9.3 3.7 10 7 10 7zm0 0c2.5 0 4-1 4-2.3 0-1.2-1-1.7-2-1.4C10.7 3.7 10 7 10 7z"/>',
}

# Drawings that point along the line turn round where the line runs from right to left.
TURNING = frozenset({"reply", "undo", "chevron-end", "chevron-start", "external", "rss"})

# The mark of a house that has not set its own: an anchor.
ANCHOR = (
    '<svg viewBox="0 0 32 32" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" '
    'stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="M6 3.5c0 5.5 4.5 7.5 10 7.5s10-2 10-7.5'
    "M2.5 6 6 3l3 3.5M23 6.5 26 3l3.5 3M16 11v17M11 15.5h10M4 19c.5 5.5 5 9 12 9s11.5-3.5 12-9M1.5 21.5 4 18.5l3.3 2"
    'M24.7 20.5l3.3-2 2.5 3"/></svg>'
)


def icon(name: str, classes: str = "") -> str:
    """The SVG of one drawing, hidden from assistive technology (a word stands beside it). KeyError for an unknown name."""
    turns = " turns" if name in TURNING else ""
    extra = f" {classes}" if classes else ""
    return f'<svg class="icon{turns}{extra}" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{ICONS[name]}</svg>'
