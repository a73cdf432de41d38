"""Which records leave a mark.

Owns: how what happens in a room becomes `domain.marks`.
Law: called by the functions that fold a record, after the state has changed; it reads the state and changes its marks
alone.
Must not know: who asks for marks.
"""

from __future__ import annotations

from decimal import Decimal

from controlroom.domain import events as ev
from controlroom.domain import records as rec
from controlroom.domain.draws import Draw
from controlroom.domain.marks import PROMOTIONS, REASONS, WARNINGS, Mark, about, both
from controlroom.domain.offers import Round
from controlroom.domain.plan import Text
from controlroom.domain.redlight import WORDS
from controlroom.domain.units import exponent
from controlroom.room.state import RoomState, Undoable

_AIR, _PROGRAM, _STREAM, _RED = "air", "program", "stream", "red_light"


def _title(s: RoomState, sku: str) -> Text:
    product = s.plan.product(sku) if s.plan is not None else None
    return product.title if product is not None else sku


def started(s: RoomState, at_ms: int) -> None:
    """Mark that the show is live."""
    s.marks.add(Mark(at_ms, "start", both("开播", "The show started")))


def ended(s: RoomState, at_ms: int) -> None:
    """Mark the end; what was on air ended with it, and nothing is expected of feeds any more."""
    s.marks.finish(_AIR, at_ms)
    s.marks.finish(_PROGRAM, at_ms)
    for name in s.observed.sources:
        feed_heard(s, name, at_ms)
    s.lulls.stop(at_ms)
    s.marks.add(Mark(at_ms, "end", both("下播", "The show ended")))


def taken(s: RoomState, at_ms: int) -> None:
    """Mark what is on air now, and with which product."""
    segment = s.rundown.segment(s.rundown.on_air) if s.rundown.on_air is not None else None
    if segment is None:
        s.marks.finish(_AIR, at_ms)
        return
    text = about(segment.title, "开讲：{}", "On air: {}")
    s.marks.turn(_AIR, Mark(at_ms, "take", text, segment.sku, segment.id))
    switched_away(s, at_ms)


def switched(s: RoomState, at_ms: int) -> None:
    """Mark that the product was changed without leaving the segment."""
    if s.program is None:
        s.marks.finish(_PROGRAM, at_ms)
        text = both("不再主推商品", "No product on air")
        s.marks.add(Mark(at_ms, "switch", text, None, s.rundown.on_air, at_ms))
        return
    text = about(_title(s, s.program.sku), "换品：{}", "Product: {}")
    s.marks.turn(_PROGRAM, Mark(at_ms, "switch", text, s.program.sku, s.rundown.on_air))


def switched_away(s: RoomState, at_ms: int) -> None:
    """End the mark of a switch when its product is no longer the one being sold."""
    mark = s.marks.open.get(_PROGRAM)
    if mark is not None and (s.program is None or s.program.sku != mark.sku):
        s.marks.finish(_PROGRAM, at_ms)


def offer_begun(s: RoomState, one: Round, at_ms: int) -> None:
    """Mark an offer of the team's own while it is open."""
    plan = s.plan.offer(one.offer) if s.plan is not None else None
    text = about(plan.title if plan is not None else one.offer, "优惠：{}", "Offer: {}")
    s.marks.begin(f"offer:{one.offer}", Mark(at_ms, "promo", text, one.sku))


def offer_over(s: RoomState, one: Round) -> None:
    """End the mark of an offer."""
    s.marks.finish(f"offer:{one.offer}", one.ended_ms if one.ended_ms is not None else one.opened_ms)


_OF_SEGMENTS = frozenset({"rundown", "order", "segment", "hold"})


def called(s: RoomState, entry: Undoable) -> Text | None:
    """Return what a command was about as people call it: a segment's or product's title where there is one."""
    what = entry.what
    if entry.type == "cue.show":
        card = s.cues.cards.get(entry.subject.partition(":")[2])
        return card.text if card is not None else what
    if not isinstance(what, str):
        return what
    if entry.subject.partition(":")[0] not in _OF_SEGMENTS:
        return _title(s, what)
    planned = s.plan.segments if s.plan is not None else ()
    return next((segment.title for segment in (*s.rundown.segments, *planned) if segment.id == what), what)


def undone(s: RoomState, entry: Undoable, at_ms: int) -> None:
    """Mark that a command was taken back, and what is on air after it."""
    title = called(s, entry) or entry.type
    s.marks.add(Mark(at_ms, "undo", about(title, "撤销：{}", "Taken back: {}"), None, s.rundown.on_air))
    if entry.subject in ("rundown", "show"):
        taken(s, at_ms)
    elif entry.subject == "program":
        switched(s, at_ms)


def cued(s: RoomState, text: Text, at_ms: int) -> None:
    """Mark a card for the host."""
    s.marks.add(Mark(at_ms, "cue", about(text, "提示卡：{}", "Cue: {}"), None, s.rundown.on_air))


def stopped(s: RoomState, at_ms: int) -> None:
    """Mark the red light while it is on, with its newest reason."""
    light = s.red_light
    if light is None:
        s.marks.finish(_RED, at_ms)
        return
    reason = next((REASONS[ready] for ready in WORDS if ready == light.reason), None)
    text = about(reason if reason is not None else light.reason, "红灯：{}", "Red light: {}")
    s.marks.turn(_RED, Mark(at_ms, "red_light", text, None, s.rundown.on_air))


def drawing(s: RoomState, draw: Draw, at_ms: int) -> None:
    """Mark a draw while it is open."""
    text = about(draw.rules.title, "抽奖：{}", "Draw: {}")
    s.marks.begin(f"draw:{draw.id}", Mark(at_ms, "draw", text, draw.rules.sku, s.rundown.on_air))


def drawn(s: RoomState, draw: Draw, at_ms: int) -> None:
    """Mark that a draw is over: drawn, given up or taken back."""
    s.marks.finish(f"draw:{draw.id}", at_ms)


def alerted(s: RoomState, id_: str, text: Text, sku: str | None, at_ms: int) -> None:
    """Mark an alert for as long as it is so."""
    s.marks.begin(f"alert:{id_}", Mark(at_ms, "alert", about(text, "提醒：{}", "Alert: {}"), sku, s.rundown.on_air))


def settled(s: RoomState, id_: str, at_ms: int) -> None:
    """End the mark of an alert."""
    s.marks.finish(f"alert:{id_}", at_ms)


def priced(s: RoomState, sku: str, before: int | None, after: int, at_ms: int) -> bool:
    """Mark a changed price, and return whether it changed; the first price told of a product is no change."""
    if before is None or before == after:
        return False
    places = exponent(s.currency or "CNY")
    was, now = (format(Decimal(n).scaleb(-places), f",.{places}f") for n in (before, after))
    title = _title(s, sku)
    s.marks.add(Mark(at_ms, "price", about(title, f"{{}} 改价 {was} → {now}", f"{{}}: price {was} → {now}"), sku))
    return True


def stocked(s: RoomState, sku: str, by: int | None, level: int | None, at_ms: int) -> None:
    """Mark that somebody of the team told or moved a product's stock."""
    told = f"{by:+d}" if by is not None else f"= {level}"
    s.marks.add(Mark(at_ms, "stock", about(_title(s, sku), f"{{}} 库存 {told}", f"{{}}: stock {told}"), sku))


def counted(s: RoomState, sku: str, was_out: bool, at_ms: int) -> None:
    """Mark that the last piece went, or that there are pieces again, when a change of stock did that."""
    is_out = s.shelves[sku].is_out
    if is_out and not was_out:
        s.marks.begin(f"sold_out:{sku}", Mark(at_ms, "sold_out", about(_title(s, sku), "{} 售罄", "{} sold out"), sku))
    elif was_out and not is_out:
        s.marks.finish(f"sold_out:{sku}", at_ms)


def shown(s: RoomState, fact: ev.Product, at_ms: int) -> None:
    """Mark that the platform shows a product as sold out, or no longer does."""
    if fact.state == "sold_out":
        text = about(_title(s, fact.sku), "平台显示 {} 售罄", "{} sold out on the platform")
        s.marks.begin(f"sold_out:{fact.sku}", Mark(at_ms, "sold_out", text, fact.sku))
    elif fact.sku not in s.shelves or not s.shelves[fact.sku].is_out:
        s.marks.finish(f"sold_out:{fact.sku}", at_ms)


def promoted(s: RoomState, fact: ev.Promo, at_ms: int) -> bool:
    """Mark the platform's promotion while it is open, and return whether one began or ended.

    Its end may be told without its title or product.
    """
    open_ = f"promo:{fact.kind}:"
    if fact.state == "open":
        zh, en = PROMOTIONS[fact.kind]
        text = about(fact.title, f"{zh}：{{}}", f"{en}: {{}}") if fact.title is not None else both(zh, en)
        return s.marks.begin(f"{open_}{fact.sku or ''}:{fact.title or ''}", Mark(at_ms, "promo", text, fact.sku))
    ended = False
    for key, mark in list(s.marks.open.items()):
        same_title = fact.title is None or key.endswith(f":{fact.title}")
        if key.startswith(open_) and same_title and fact.sku in (None, mark.sku):
            s.marks.finish(key, at_ms)
            ended = True
    return ended


def warned(s: RoomState, fact: ev.Violation, at_ms: int) -> None:
    """Mark the platform's warning."""
    s.marks.add(warning(s, fact, at_ms))


def warning(s: RoomState, fact: ev.Violation, at_ms: int) -> Mark:
    """Return the mark of the platform's warning."""
    zh, en = WARNINGS[fact.level]
    text = about(fact.text, f"{zh}：{{}}", f"{en}: {{}}") if fact.text else both(zh, en)
    return Mark(at_ms, "violation", text, None, s.rundown.on_air)


def slip(s: RoomState, text: str, at_ms: int) -> Mark:
    """Return the mark of something that the host should not have said."""
    said = about(text, "口误：{}", "Slip: {}") if text else both("口误", "Slip")
    return Mark(at_ms, "slip", said, s.program.sku if s.program is not None else None, s.rundown.on_air)


def uttered(s: RoomState, said: Text, at_ms: int) -> None:
    """Mark a sentence with forbidden words."""
    text = about(said, "违禁词：{}", "Forbidden wording: {}")
    s.marks.add(Mark(at_ms, "slip", text, s.program.sku if s.program is not None else None, s.rundown.on_air))


def streamed(s: RoomState, fact: ev.Stream, at_ms: int) -> None:
    """Mark that the broadcast broke off, until it is live again."""
    if fact.state == "live":
        s.marks.finish(_STREAM, at_ms)
    elif fact.state == "interrupted":
        s.marks.begin(_STREAM, Mark(at_ms, "stream", both("推流中断", "Stream interrupted")))
    else:
        s.marks.finish(_STREAM, at_ms)
        s.marks.add(Mark(at_ms, "stream", both("推流结束", "Stream ended"), until_ms=at_ms))


def away(s: RoomState, record: rec.RoomResumed) -> None:
    """Mark a span in which the server was away."""
    text = both("服务中断，这段没有数据", "The server was away: nothing is known of this span")
    s.marks.add(Mark(record.from_ms, "gap", text, until_ms=record.to_ms))


def feed_changed(s: RoomState, record: rec.FeedChanged, at_ms: int) -> None:
    """Mark a span in which a feed was down."""
    feed_heard(s, record.feed, at_ms)
    if record.state != "down":
        s.marks.finish(f"feed:{record.feed}", at_ms)
    else:
        text = about(record.feed, "数据源 {} 断开", "Feed {} down")
        s.marks.begin(f"feed:{record.feed}", Mark(at_ms, "gap", text))


def feed_silent(s: RoomState, feed: str, since_ms: int) -> None:
    """Mark a span in which a feed tells nothing although its connection, if it has one, stands."""
    text = about(feed, "数据源 {} 没有数据", "Feed {} silent")
    s.marks.begin(f"silent:{feed}", Mark(since_ms, "gap", text))


def feed_heard(s: RoomState, feed: str, at_ms: int) -> None:
    """End the mark of a feed's silence."""
    s.marks.finish(f"silent:{feed}", at_ms)
