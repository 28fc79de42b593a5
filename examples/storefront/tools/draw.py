"""Draws public/images: what the shop sells, as SVG, the same every time."""

from __future__ import annotations

import math
from pathlib import Path

GREEN, DEEP, LIGHT, PALE = "#3f8f5b", "#23633c", "#79b987", "#c9e2bf"
CLAY, CLAY_DARK, BLUE, BLUE_DARK = "#c9704a", "#a9563a", "#3d6a92", "#2b4d6e"
STEEL, STEEL_DARK, BRASS, CREAM, SOIL = (
    "#9fb0b3",
    "#74878b",
    "#c99d3f",
    "#f4ecd8",
    "#5a4332",
)


def path(d: str, fill: str = "none", more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}"{more}/>'


def line(d: str, colour: str, width: float = 4) -> str:
    return path(
        d,
        more=f' stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round"',
    )


def turned(shape: str, x: float, y: float, angle: float, scale: float = 1) -> str:
    return f'<g transform="translate({x:g} {y:g}) rotate({angle:g}) scale({scale:g})">{shape}</g>'


def leaf(length: float, width: float, colour: str, vein: str | None = None) -> str:
    """A leaf that grows upwards from the origin."""
    w = width / 2 * 1.33
    blade = path(
        f"M0 0C{-w:g} {-length * 0.3:g} {-w:g} {-length * 0.75:g} 0 {-length:g}"
        f"C{w:g} {-length * 0.75:g} {w:g} {-length * 0.3:g} 0 0Z",
        colour,
    )
    return blade + (
        line(f"M0 {-length * 0.06:g}V{-length * 0.86:g}", vein, 2) if vein else ""
    )


def pot(
    colour: str = CLAY,
    dark: str = CLAY_DARK,
    x: float = 160,
    top: float = 206,
    width: float = 112,
) -> str:
    w, height = width / 2, 86
    return (
        path(
            f"M{x - w + 8:g} {top + 18}h{width - 16:g}l-12 {height - 18}h{-(width - 40):g}Z",
            colour,
        )
        + path(
            f"M{x + 8:g} {top + 18}h{w - 16:g}l-12 {height - 18}h{-(w - 22):g}Z",
            dark,
            ' opacity=".35"',
        )
        + f'<rect x="{x - w:g}" y="{top}" width="{width:g}" height="22" rx="5" fill="{colour}"/>'
        + f'<rect x="{x - w:g}" y="{top + 16}" width="{width:g}" height="6" rx="3" fill="{dark}" opacity=".5"/>'
    )


def monstera_leaf(colour: str, half: str | None = None) -> str:
    """Heart-shaped with cuts from the rim; the right half may have another colour."""
    left = "M0 0C-14 12 -50 6 -52 -24L-30 -28L-53 -36C-52 -52 -44 -64 -36 -72L-20 -52L-26 -82C-18 -92 -8 -98 0 -102Z"
    mirrored = f'<g transform="scale(-1 1)">{path(left, half or colour)}</g>'
    return (
        path(left, colour)
        + mirrored
        + line(
            "M0 0V-90M0 -22L-28 -38M0 -50L-18 -66M0 -22L28 -38M0 -50L18 -66", DEEP, 2
        )
    )


def monstera(half: str | None = None) -> str:
    stems = line(
        "M160 208C156 170 130 150 112 136M160 208C160 170 162 130 166 104M160 208C166 176 196 158 216 152",
        DEEP,
    )
    leaves = [(112, 140, -48, 0.95), (220, 156, 50, 0.9), (166, 118, 4, 1.0)]
    if half:
        leaves = [(118, 142, -40, 1.05), (204, 136, 34, 1.1)]
    return (
        stems
        + "".join(turned(monstera_leaf(GREEN, half), *place) for place in leaves)
        + pot()
    )


def snake_plant() -> str:
    blades = []
    for x, angle, length, colour in [
        (132, -14, 132, DEEP),
        (188, 14, 126, DEEP),
        (146, -5, 164, GREEN),
        (176, 6, 156, GREEN),
        (161, 1, 128, LIGHT),
    ]:
        bands = "".join(
            line(f"M-8 {-at}q8 -7 16 0", PALE, 3) for at in range(24, length - 30, 20)
        )
        blades.append(
            turned(
                leaf(length, 30, "#e2cf6b")
                + turned(leaf(length - 8, 22, colour), 0, -2, 0)
                + bands,
                x,
                210,
                angle,
            )
        )
    return "".join(blades) + pot(CREAM, "#cbb98d")


def pilea() -> str:
    parts = []
    for angle, length in [
        (-78, 84),
        (-52, 104),
        (-28, 116),
        (-4, 124),
        (20, 118),
        (46, 104),
        (74, 84),
        (-40, 68),
        (10, 76),
        (36, 66),
    ]:
        x = 160 + length * math.sin(math.radians(angle))
        y = 208 - length * math.cos(math.radians(angle))
        colour = LIGHT if length < 80 else GREEN
        parts.append(
            line(
                f"M160 208Q{160 + (x - 160) * 0.3:.0f} {y + 20:.0f} {x:.0f} {y:.0f}",
                CLAY_DARK,
                3,
            )
        )
        parts.append(
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="22" fill="{colour}"/><circle cx="{x:.0f}" cy="{y - 4:.0f}" r="3" fill="{PALE}"/>'
        )
    return "".join(parts) + pot(BLUE, BLUE_DARK)


def aloe() -> str:
    spread = [
        (-70, 96),
        (70, 96),
        (-48, 120),
        (48, 120),
        (-26, 138),
        (26, 138),
        (0, 146),
    ]
    parts = []
    for angle, length in spread:
        dots = "".join(
            f'<circle cx="0" cy="{-at}" r="2" fill="{PALE}"/>'
            for at in range(24, length - 24, 16)
        )
        parts.append(
            turned(
                leaf(length, 34, GREEN if abs(angle) > 30 else LIGHT) + dots,
                160,
                212,
                angle,
            )
        )
    return "".join(parts) + pot()


def cactus() -> str:
    body = '<ellipse cx="160" cy="150" rx="66" ry="68" fill="#5d9a73"/>'
    ribs = "".join(
        path(
            f"M160 {84}C{160 + w} 110 {160 + w} 190 160 216",
            more=f' stroke="{DEEP}" stroke-width="4"',
        )
        for w in (-78, -30, 30, 78)
    )
    dots = "".join(
        f'<circle cx="{160 + x}" cy="{y}" r="2.5" fill="{CREAM}"/>'
        for x in (-42, 0, 42)
        for y in range(112, 200, 18)
    )
    flower = "".join(
        turned(leaf(30, 14, "#f2c53d"), 160, 86, angle)
        for angle in (-60, -30, 0, 30, 60)
    )
    return (
        body
        + ribs
        + dots
        + flower
        + f'<circle cx="160" cy="84" r="7" fill="{BRASS}"/>'
        + pot(width=120)
    )


def frond(length: int) -> str:
    leaves = []
    for at in range(12, length, 9):
        size = 26 * math.sin(math.pi * (0.15 + 0.8 * at / length)) + 5
        leaves += [turned(leaf(size, 9, GREEN), 0, -at, side * 62) for side in (-1, 1)]
    return line(f"M0 0V{-length}", DEEP, 3) + "".join(leaves)


def fern() -> str:
    angles = [
        (-88, 112),
        (88, 112),
        (-64, 130),
        (64, 130),
        (-38, 138),
        (38, 138),
        (-14, 142),
        (14, 142),
    ]
    return "".join(
        turned(frond(length), 160, 212, angle) for angle, length in angles
    ) + pot(CREAM, "#cbb98d")


def olive() -> str:
    parts = [
        line("M160 212V128", "#7d6650", 9),
        line("M160 160L136 128M160 150L188 116", "#7d6650", 5),
    ]
    for i in range(56):
        angle = i * 137.5
        far = 9.2 * math.sqrt(i)
        x, y = (
            160 + far * math.cos(math.radians(angle)),
            92 + 0.9 * far * math.sin(math.radians(angle)),
        )
        parts.append(
            turned(
                leaf(30, 11, ["#8fa98a", "#6f9072", "#aec3a3"][i % 3]),
                round(x),
                round(y),
                angle % 360,
            )
        )
    parts += [
        f'<ellipse cx="{x}" cy="{y}" rx="5" ry="7" fill="#4b3f55"/>'
        for x, y in [(128, 104), (186, 86), (164, 124), (150, 66)]
    ]
    return "".join(parts) + pot(width=104)


def terracotta() -> str:
    saucer = f'<rect x="82" y="252" width="156" height="18" rx="8" fill="{CLAY_DARK}"/>'
    rim = f'<rect x="88" y="110" width="144" height="32" rx="7" fill="{CLAY}"/><rect x="88" y="134" width="144" height="8" rx="4" fill="{CLAY_DARK}" opacity=".5"/>'
    return (
        saucer
        + path("M98 142h124l-20 112h-84Z", CLAY)
        + path("M168 142h54l-20 112h-34Z", CLAY_DARK, ' opacity=".35"')
        + rim
    )


def glazed() -> str:
    body = path("M96 122C78 176 92 240 120 258h80C228 240 242 176 224 122Z", BLUE)
    shine = path(
        "M112 138C100 176 106 218 122 240",
        more=' stroke="#9cc0de" stroke-width="8" stroke-linecap="round"',
    )
    drops = path(
        "M92 122h136v18q-10 22 -20 4q-10 -12 -20 8q-12 22 -22 -2q-8 -10 -18 6q-12 16 -22 -6q-10 -12 -34 -6Z",
        BLUE_DARK,
    )
    return (
        body
        + shine
        + drops
        + f'<rect x="88" y="108" width="144" height="20" rx="9" fill="{BLUE_DARK}"/>'
    )


def hanging() -> str:
    cords = line("M160 36L96 190M160 36L224 190M160 36V190", "#b89b72", 4)
    knots = "".join(
        f'<circle cx="{x}" cy="{y}" r="6" fill="#b89b72"/>'
        for x, y in [(160, 40), (128, 113), (192, 113), (160, 120)]
    )
    trails = "".join(
        turned(frond(84), x, 196, angle)
        for x, angle in [(120, -150), (146, -172), (176, 172), (202, 150)]
    )
    bowl = (
        path("M92 184h136C228 236 200 258 160 258S92 236 92 184Z", "#e6d6b3")
        + '<rect x="84" y="176" width="152" height="16" rx="8" fill="#caa873"/>'
    )
    return cords + knots + trails + bowl


def can() -> str:
    spout = line("M206 214C244 200 246 150 268 116", STEEL, 12) + path(
        "M252 116l30 -8l6 14l-30 8Z", STEEL_DARK
    )
    handle = line(
        "M100 168C40 150 46 100 110 116C150 122 176 130 190 152", STEEL_DARK, 10
    )
    return (
        handle
        + spout
        + path("M92 152h112l14 100q0 8 -8 8h-124q-8 0 -8 -8Z", STEEL)
        + path("M156 152h48l14 100q0 8 -8 8h-54Z", STEEL_DARK, ' opacity=".4"')
        + (f'<rect x="86" y="146" width="124" height="14" rx="7" fill="{STEEL_DARK}"/>')
    )


def mister() -> str:
    bottle = path(
        "M116 170q0 -22 24 -28v-12h40v12q24 6 24 28v84q0 14 -14 14h-60q-14 0 -14 -14Z",
        "#b9d6cf",
        ' opacity=".9"',
    )
    water = path(
        "M116 204q22 -10 44 0t44 0v50q0 14 -14 14h-60q-14 0 -14 -14Z", "#7fb3c4"
    )
    head = (
        f'<rect x="136" y="112" width="48" height="22" rx="4" fill="{BRASS}"/>'
        + path("M128 88h62l10 12v14h-72Z", BRASS)
        + path("M128 92l-18 4v12l18 2Z", "#a87f2d")
    )
    trigger = line("M140 114C132 126 128 134 120 138", "#a87f2d", 7)
    drops = "".join(
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="#7fb3c4"/>'
        for x, y, r in [
            (94, 98, 4),
            (78, 84, 3),
            (76, 104, 4),
            (60, 92, 3),
            (58, 114, 3),
            (84, 120, 3),
            (44, 102, 4),
            (66, 72, 3),
        ]
    )
    return bottle + water + trigger + head + drops


def soil() -> str:
    bag = path(
        "M92 84q68 -12 136 0l10 164q2 22 -20 22h-116q-22 0 -20 -22Z", CREAM
    ) + path("M92 84q68 -12 136 0l3 30q-70 -10 -142 0Z", DEEP)
    heap = path("M96 236q20 -42 64 -42t64 42q2 16 -14 16h-100q-16 0 -14 -16Z", SOIL)
    crumbs = "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="#3f2e22"/>'
        for x, y in [(126, 228), (150, 212), (176, 220), (196, 238), (160, 240)]
    )
    sprout = (
        line("M160 196V158", GREEN, 5)
        + turned(leaf(38, 22, GREEN), 160, 168, -52)
        + turned(leaf(38, 22, LIGHT), 160, 164, 50)
    )
    return bag + heap + crumbs + sprout


def snips() -> str:
    blades = turned(path("M-8 0L0 -118L10 0Z", STEEL), 160, 160, -14) + turned(
        path("M-10 0L0 -118L8 0Z", STEEL_DARK), 160, 160, 14
    )
    grips = "".join(
        path(
            f"M160 156C{160 + s * 16} 176 {160 + s * 66} 176 {160 + s * 66} 220C{160 + s * 66} 262 {160 + s * 14} 262 {160 + s * 12} 222Z",
            more=f' stroke="{DEEP}" stroke-width="13" stroke-linejoin="round"',
        )
        for s in (-1, 1)
    )
    return blades + grips + f'<circle cx="160" cy="158" r="9" fill="{BRASS}"/>'


def book() -> str:
    pages = path("M92 76h140v188h-140Z", "#fffdf4") + path(
        "M232 76v188h6q4 0 4 -6v-176q0 -6 -4 -6Z", "#e4dfcd"
    )
    cover = path("M84 68h136q8 0 8 8v180q0 8 -8 8h-136Z", DEEP) + path(
        "M84 68h18v196h-18Z", "#184a2b"
    )
    plant = (
        turned(leaf(74, 34, LIGHT, DEEP), 164, 210, 0)
        + turned(leaf(58, 26, GREEN, DEEP), 164, 214, -46)
        + turned(leaf(58, 26, GREEN, DEEP), 164, 214, 46)
    )
    title = f'<rect x="124" y="92" width="80" height="9" rx="4" fill="{CREAM}"/><rect x="138" y="108" width="52" height="6" rx="3" fill="{CREAM}" opacity=".7"/>'
    return pages + cover + plant + title


DRAWINGS = {
    "monstera": monstera,
    "snake-plant": snake_plant,
    "pilea": pilea,
    "aloe": aloe,
    "cactus": cactus,
    "fern": fern,
    "olive": olive,
    "variegata": lambda: monstera("#e6e2b4"),
    "terracotta": terracotta,
    "glazed": glazed,
    "hanging": hanging,
    "can": can,
    "mister": mister,
    "soil": soil,
    "snips": snips,
    "book": book,
}


def main() -> None:
    folder = Path(__file__).parent.parent / "public" / "images"
    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in DRAWINGS.items():
        shadow = (
            '<ellipse cx="160" cy="284" rx="92" ry="10" fill="#1d2b20" opacity=".12"/>'
            if name != "hanging"
            else ""
        )
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 320">{shadow}{draw()}</svg>\n'
        (folder / f"{name}.svg").write_text(svg.replace("><", ">\n<"))


if __name__ == "__main__":
    main()
