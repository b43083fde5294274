"""The annual report: one document whose every number is bound to a row of a published mart, in four formats.

The walk is one way: `marts` reads one tier of a release; `chapters` ask it for rows and put bound values
(`values`) into sentences (`words`, `text/*.yml`), tables and charts (`model`); `build` assembles the
document; `gate` refuses one with an unbound number, a missing section, a withheld value that is shown or a
character no font has; a renderer per format draws it. Nothing here reads anything but a release, so nothing
that was not published can be shown. No number is counted here, save differences, sums and orders of bound
ones.
"""
