"""Pictures for the stories of the demo: flat, drawn by numbers, in the colours of the house."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

WIDTH, HEIGHT, FINE = 1200, 800, 2  # drawn at twice the size, so that edges are smooth
Pen = ImageDraw.ImageDraw
INK, PAPER, SEA, DEEP, LAMP, BRICK, SAND = (
    "#3a332c",
    "#f6f1e7",
    "#7fa5a8",
    "#2f5560",
    "#f2c879",
    "#a9695a",
    "#d9c7a3",
)


def draw(name: str) -> bytes:
    """One of the pictures as PNG. Raises KeyError on a name that nobody drew."""
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), PAPER)
    SCENES[name](ImageDraw.Draw(image))
    out = BytesIO()
    image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _box(pen: Pen, x: float, y: float, width: float, height: float, fill: str) -> None:
    pen.rectangle([x * FINE, y * FINE, (x + width) * FINE, (y + height) * FINE], fill=fill)


def _shape(pen: Pen, points: list[tuple[float, float]], fill: str) -> None:
    pen.polygon([(x * FINE, y * FINE) for x, y in points], fill=fill)


def _round(pen: Pen, x: float, y: float, radius: float, fill: str) -> None:
    pen.ellipse(
        [(x - radius) * FINE, (y - radius) * FINE, (x + radius) * FINE, (y + radius) * FINE], fill=fill
    )


def _water(pen: Pen, top: int) -> None:
    _box(pen, 0, top, WIDTH, HEIGHT - top, SEA)
    for row in range(5):
        for column in range(7):
            x = column * 190 + (row % 2) * 95 - 40
            y = top + 40 + row * 52
            pen.arc(
                [x * FINE, y * FINE, (x + 90) * FINE, (y + 26) * FINE],
                200,
                340,
                fill="#a9c4c4",
                width=5 * FINE,
            )


def _quay(pen: Pen) -> None:
    _box(pen, 0, 0, WIDTH, HEIGHT, "#e4ebe6")
    for index, colour in enumerate([BRICK, SAND, "#8c9f8a", "#c98f6b", "#6f8494"]):
        x, top = 60 + index * 220, 190 + (index * 37) % 90
        _box(pen, x, top, 200, 360 - (top - 190), colour)
        _shape(pen, [(x - 10, top), (x + 100, top - 80), (x + 210, top)], INK)
        for floor in range(2):
            for side in range(2):
                _box(pen, x + 35 + side * 85, top + 45 + floor * 110, 45, 62, PAPER)
    _box(pen, 0, 540, WIDTH, 60, "#8d8577")
    _water(pen, 600)


def _lamp(pen: Pen) -> None:
    _box(pen, 0, 0, WIDTH, HEIGHT, "#20303a")
    _box(pen, 260, 130, 680, 670, "#31434c")
    for x in (330, 530, 730):
        for y in (200, 430):
            _box(pen, x, y, 130, 170, LAMP if (x, y) == (530, 200) else "#263640")
    _box(pen, 592, 200, 6, 170, "#31434c")
    _box(pen, 530, 282, 130, 6, "#31434c")
    _shape(pen, [(530, 370), (660, 370), (860, 800), (330, 800)], "#3d4a49")
    _round(pen, 980, 140, 46, "#d8dccf")


def _shelf(pen: Pen) -> None:
    _box(pen, 0, 0, WIDTH, HEIGHT, "#ebe1cd")
    colours = [DEEP, BRICK, SAND, "#8c9f8a", "#c98f6b", INK, SEA]
    for row in range(3):
        base, x, index = 250 + row * 250, 60, row * 3
        while x < 1100:
            width, height = 34 + (index * 17) % 40, 140 + (index * 29) % 60
            _box(pen, x, base - height, width, height, colours[index % 7])
            _box(pen, x + 6, base - height + 22, width - 12, 8, PAPER)
            x, index = x + width + 6 + (40 if index % 9 == 8 else 0), index + 1
        _box(pen, 30, base, 1140, 20, "#7b6148")


def _boat(pen: Pen) -> None:
    _box(pen, 0, 0, WIDTH, HEIGHT, "#e9e6da")
    _round(pen, 930, 190, 80, LAMP)
    _water(pen, 520)
    _box(pen, 596, 150, 10, 330, INK)
    _shape(pen, [(610, 260), (830, 450), (610, 450)], PAPER)
    _shape(pen, [(590, 180), (590, 450), (430, 450)], "#efe4cf")
    _shape(pen, [(350, 470), (850, 470), (780, 580), (420, 580)], BRICK)
    _box(pen, 350, 466, 500, 14, INK)


def _window(pen: Pen) -> None:
    _box(pen, 0, 0, WIDTH, HEIGHT, "#cbb894")
    _box(pen, 250, 90, 700, 540, "#dbe6e4")
    _shape(pen, [(250, 470), (480, 380), (720, 450), (950, 400), (950, 560), (250, 560)], "#9db3a4")
    _box(pen, 250, 560, 700, 70, SEA)
    for x in (590, 250, 930):
        _box(pen, x, 90, 22, 540, INK)
    for y in (90, 345, 612):
        _box(pen, 250, y, 702, 20, INK)
    _box(pen, 200, 640, 800, 34, "#7b6148")
    _box(pen, 320, 560, 90, 80, BRICK)
    _round(pen, 365, 530, 62, "#6f8a63")
    _box(pen, 700, 610, 160, 30, DEEP)
    _box(pen, 715, 584, 140, 26, PAPER)


def _chairs(pen: Pen) -> None:
    _box(pen, 0, 0, WIDTH, HEIGHT, "#e7ddca")
    _box(pen, 0, 590, WIDTH, 210, "#b39a77")
    for x, colour in ((220, DEEP), (700, BRICK)):
        _box(pen, x, 250, 280, 230, colour)
        _box(pen, x - 40, 400, 60, 190, colour)
        _box(pen, x + 260, 400, 60, 190, colour)
        _box(pen, x - 10, 470, 300, 90, "#f0e6d2")
        _box(pen, x - 30, 590, 26, 70, INK)
        _box(pen, x + 284, 590, 26, 70, INK)
    _box(pen, 588, 210, 10, 410, INK)
    _shape(pen, [(540, 210), (646, 210), (622, 120), (564, 120)], LAMP)


SCENES: dict[str, Callable[[Pen], None]] = {
    "quay": _quay,
    "lamp": _lamp,
    "shelf": _shelf,
    "boat": _boat,
    "window": _window,
    "chairs": _chairs,
}
