"""A digest as a page for e-mail: one column, styles in place, no script and no picture that has to be fetched."""

from collections.abc import Iterable, Sequence
from html import escape

from capabilities.digest import Digest, Disagreement, Quote, Row
from handlers.views import digest_words as words
from handlers.views import goals as goal_views
from handlers.views import scoreboard
from handlers.views.text import many

_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_INK, _SOFT, _LINE, _LEADS, _TAKEN = "#17313a", "#5b6b70", "#d9e0df", "#125b66", "#b5640b"
_CELL = f"padding:6px 5px;border-bottom:1px solid {_LINE};font-size:13px;vertical-align:top"
_BARS = 12  # channels in the chart


def html(digest: Digest) -> str:
    """The whole page. Mail programs strip style sheets, so each part has its own;
    the chart is drawn with cells of a table."""
    parts = [
        f'<h1 style="font-size:22px;margin:0 0 12px">{escape(words.title(digest))}</h1>',
        f'<p style="font-size:18px;margin:0 0 4px"><b>{escape(digest.decision)}</b></p>',
        _line(digest.why),
        *_wants(digest),
        *_tried(digest),
        *_channels(digest),
        *_differ(digest.disagreements),
        *_brief(digest),
        *_goals(digest),
        *_agenda(digest),
        *_closer(digest),
        _small(" ".join(each for each in (f"{words.coverage(digest)}.", digest.remark) if each)),
    ]
    body = "\n".join(parts)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(words.title(digest))}</title></head>\n"
        f'<body style="margin:0;background:#f4f6f5;color:{_INK};{_FONT};font-size:15px;line-height:1.5">\n'
        '<table role="presentation" width="100%" cellspacing="0" cellpadding="0" style="table-layout:fixed">'
        '<tr><td align="center">\n'
        '<table role="presentation" width="720" cellspacing="0" cellpadding="0" '
        'style="max-width:720px;width:100%;table-layout:fixed;background:#ffffff">'
        '<tr><td style="padding:24px 20px;overflow-wrap:anywhere">\n'
        f"{body}\n</td></tr></table>\n</td></tr></table>\n</body></html>\n"
    )


def _wants(digest: Digest) -> list[str]:
    made = [_heading("What customers want")]
    if digest.quiet:
        return [*made, _line(words.QUIET)]
    made.append(_line(words.all_said(digest)))
    for theme in digest.themes or ():
        made.append(_line(words.theme_words(theme, words.time_of(digest)), name=f"{theme.name}:"))
        made += [_quoted(theme.quote.text)] if theme.quote else []
    made += [_line(words.more(digest))] if digest.more else []
    made += [_listed(words.group_words(group) for group in digest.groups)] if digest.groups else []
    made += [_quote(each) for each in digest.quotes]
    return [*made, _small(f"By kind: {words.kinds(digest)}.")]


def _tried(digest: Digest) -> list[str]:
    made = []
    for heading, points in words.tried(digest):
        said = [
            f"{point.text} ({words.point_words(point)})"
            + (f": “{point.word}”" if point.fell_flat and point.word else "")
            for point in points
        ]
        made += [_line("", name=heading), _listed(said)]
    return [_heading("What works, what does not"), *made] if made else []


def _channels(digest: Digest) -> list[str]:
    made = [_heading("Channels")]
    if not digest.rows:
        return [*made, _line("No channel is set up yet.")]
    cells, missing = scoreboard.cells(digest.rows, digest.totals), words.unreported(digest)
    if not cells:
        return [*made, _line(missing)]
    made += [_table(cells), _small(" ".join(filter(None, (missing, words.beneath_table(digest)))))]
    made += _chart(digest.rows)
    return made + [_line(flag.words, name=f"{flag.channel}:") for flag in words.looked_at(digest)]


def _closer(digest: Digest) -> list[str]:
    """Each channel's own lines, for whoever wants to know more than the table says."""
    made = []
    for name, said in words.closer(digest):
        made += [_line("", name=name), _listed(said)]
    return [_heading("Each channel, closer"), *made] if made else []


def _table(cells: Sequence[Sequence[str]]) -> str:
    def line(cell: Sequence[str], tag: str, weight: str) -> str:
        made = [
            f'<{tag} align="{"right" if at else "left"}" style="{_CELL};font-weight:{weight}">{escape(each)}</{tag}>'
            for at, each in enumerate(cell)
        ]
        return f"<tr>{''.join(made)}</tr>"

    rows = [line(cells[0], "th", "600"), *[line(cell, "td", "400") for cell in cells[1:]]]
    drawn = (
        f'<table width="100%" cellspacing="0" cellpadding="0" style="border-collapse:collapse">{"".join(rows)}</table>'
    )
    # A narrow page scrolls the table; its numbers are not torn apart.
    return f'<div style="overflow-x:auto;overflow-wrap:normal">{drawn}</div>'


def _chart(rows: Sequence[Row]) -> list[str]:
    """Leads, and leads that sales accepted, as bars; the longest takes the whole width."""
    drawn = sorted((row for row in rows if row.leads or row.accepted), key=lambda row: -(row.leads or 0))[:_BARS]
    longest = max((max(row.leads or 0, row.accepted) for row in drawn), default=0)
    if not longest:
        return []
    lines = [
        f'<tr><td width="28%" style="font-size:13px;padding:4px 8px 4px 0">{escape(row.channel)}</td>'
        f"<td>{_bar(row.leads or 0, longest, _LEADS)}{_bar(row.accepted, longest, _TAKEN)}</td></tr>"
        for row in drawn
    ]
    key = f'<span style="color:{_LEADS}">■</span> Leads &nbsp; <span style="color:{_TAKEN}">■</span> Accepted by sales'
    table = f'<table role="presentation" width="100%" cellspacing="0" cellpadding="0">{"".join(lines)}</table>'
    return [f'<p style="margin:16px 0 4px"><b>Leads, and leads that sales accepted</b></p>{table}', f"<p>{key}</p>"]


def _bar(value: int, longest: int, colour: str) -> str:
    wide = max(round(88 * value / longest), 1 if value else 0)
    drawn = f'<td width="{wide}%" bgcolor="{colour}" style="height:11px;line-height:11px">&nbsp;</td>' if wide else ""
    number = f'<td style="font-size:12px;line-height:14px;padding-left:6px;color:{_SOFT}">{value:,}</td>'
    return f'<table role="presentation" width="100%" cellspacing="1" cellpadding="0"><tr>{drawn}{number}</tr></table>'


def _differ(several: Sequence[Disagreement]) -> list[str]:
    made = [_heading("Where the two views differ")] if several else []
    for each in several:
        made.append(_line(each.counted, name=f"{each.channel}:"))
        made.append(_quoted(each.story, by="its owner"))
        made += [_quoted(each.field, by="sales")] if each.field else []
    return made


def _brief(digest: Digest) -> list[str]:
    made = []
    if digest.gaps or digest.asked:
        asked = [f"{each.words} ({many(each.people, 'person', 'people')})" for each in digest.asked]
        made += [
            _heading(words.silent(digest)),
            _listed([*digest.gap_texts, *asked]),
        ]
    if digest.joint.changes:
        made.append(_heading("The brief changed"))
        for change in digest.joint.changes:
            made += [_line(words.change_words(change)), *[_quoted(each) for each in change.words]]
    return made


def _goals(digest: Digest) -> list[str]:
    goals = digest.joint.goals
    return (
        [
            _heading("Goals of both teams"),
            *[_line(goal_views.plainly(g), name=f"{words.goal_title(g)}:") for g in goals],
        ]
        if goals
        else []
    )


def _agenda(digest: Digest) -> list[str]:
    items = [f"{item.minutes} min: {words.item_words(item)}" for item in digest.joint.agenda]
    return [_heading("Your joint half hour"), _listed(items, tag="ol")] if items else []


def _heading(said: str) -> str:
    style = f"font-size:17px;margin:24px 0 6px;padding-top:14px;border-top:1px solid {_LINE}"
    return f'<h2 style="{style}">{escape(said)}</h2>'


def _line(said: str, *, name: str = "") -> str:
    named = f"<b>{escape(name)}</b> " if name else ""
    return f'<p style="margin:6px 0">{named}{escape(said)}</p>'


def _small(said: str) -> str:
    return f'<p style="margin:8px 0;font-size:12px;color:{_SOFT}">{escape(said)}</p>'


def _listed(several: Iterable[str], *, tag: str = "ul") -> str:
    items = "".join(f'<li style="margin:3px 0">{escape(each)}</li>' for each in several)
    return f'<{tag} style="margin:6px 0;padding-left:22px">{items}</{tag}>' if items else ""


def _quote(each: Quote) -> str:
    return _quoted(each.text, by=words.about(each))


def _quoted(said: str, *, by: str = "") -> str:
    style = f"margin:6px 0;padding:2px 0 2px 12px;border-left:3px solid {_LINE};color:{_INK}"
    after = f' <span style="color:{_SOFT}">– {escape(by)}</span>' if by else ""
    return f'<blockquote style="{style}">{escape(said)}{after}</blockquote>'
