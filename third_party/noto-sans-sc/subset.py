"""Make the two font files of this folder from the unpacked npm package; see README.md.

    python third_party/noto-sans-sc/subset.py <folder of the unpacked package>

The same package and the same fonttools give the same bytes.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

HERE = Path(__file__).parent
FILES = {
    "400Regular/NotoSansSC_400Regular.ttf": "NotoSansSC-Regular.ttf",
    "700Bold/NotoSansSC_700Bold.ttf": "NotoSansSC-Bold.ttf",
}
# Latin with its accents, Greek and Cyrillic (of GBK anyway), punctuation, currency, letter-like signs,
# numbers in circles, arrows, mathematical signs, boxes and shapes, CJK punctuation, compatibility forms,
# and the ideographs beyond GBK that the font has (newer ones of the standard lists).
RANGES = (
    (0x20, 0x7E), (0xA0, 0x24F), (0x2BB, 0x2DD), (0x370, 0x45F), (0x1E00, 0x1EFF), (0x2000, 0x206F),
    (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2460, 0x24FF), (0x25A0, 0x26FF), (0x2700, 0x27BF), (0x3000, 0x30FF), (0x3200, 0x32FF),
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF), (0x9FA6, 0x9FFF), (0x20000, 0x3FFFF),
)  # fmt: skip
# Of extension A, which is too large to carry whole, what occurs in names of places, subjects and people.
NAMES = (
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃"
    "䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def characters() -> set[int]:
    """All of GBK, the ranges and the names."""
    pairs = (bytes((high, low)) for high in range(0x81, 0xFF) for low in range(0x40, 0xFF))
    gbk = {ord(one) for pair in pairs for one in pair.decode("gbk", errors="ignore")}
    return gbk | set(map(ord, NAMES)) | {one for first, last in RANGES for one in range(first, last + 1)}


def options() -> Options:
    """No hints and no vertical setting: nothing here is set vertically or on a coarse screen."""
    return Options(
        layout_features=["kern", "locl", "ccmp", "mark"], hinting=False, notdef_outline=True,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], drop_tables=["vhea", "vmtx", "BASE", "STAT", "prep", "gasp"],
        recalc_timestamp=False, glyph_names=False,
    )  # fmt: skip


def main() -> None:
    for source, target in FILES.items():
        font = load_font(str(Path(sys.argv[1]) / source), options())
        subsetter = Subsetter(options())
        subsetter.populate(unicodes=characters())
        subsetter.subset(font)
        save_font(font, str(HERE / target), options())


if __name__ == "__main__":
    main()
