"""What each key of a plan file means, in the words of its documentation.

Owns: one line for every key of every model; editors show it, docs/plan.md is made of it.
Law: a key has its line, and a line its key (a test holds it); a line says what the value is for, not how it is written.
Must not know: how a value is read.
"""

from __future__ import annotations

from typing import Final

KEYS: Final[dict[str, dict[str, str]]] = {
    "PlanFile": {
        "show": "The show itself.",
        "products": "What is sold.",
        "segments": "The rundown, in its order.",
        "offers": "Gifts and prices for the first orders, or for some minutes.",
        "cues": "Prepared wording, shown to the host by hand or offered by an alert.",
        "playbooks": "What is done when something goes wrong, by the trouble's name: low_stock, sold_out, negative_wave, "
        "price_question, network, host_slip, platform_warning, or your own.",
        "scenes": "Several things at one key.",
        "faq": "Answers to what viewers ask.",
        "rules": "Alert rules, added to the ready-made ones or changing them by id.",
        "drill": "What a rehearsal is scored by.",
        "allowed": "Wording that the lists would ask about, and a person has decided to let stand.",
    },
    "Show": {
        "title": "The show's name.",
        "room": "The room's name: lower-case letters, digits, - and _.",
        "timezone": "The show's time zone, such as Asia/Shanghai.",
        "currency": "The currency of all money: three capitals (ISO 4217), such as CNY.",
        "starts": "When it starts: 2026-11-22T20:00:00+08:00.",
        "ends": "When the slot ends; the segments are compared with it.",
        "category": "beauty, apparel or food: picks the whole-show conversion band.",
        "target": "What the show is to bring.",
        "team": "The people; tasks, playbooks and alerts name a person by id, or a role.",
        "staff_accounts": "The platform's ids of staff and test accounts: what they do is counted apart (`kpi.apart`) "
        "and is in no KPI; their orders still take their pieces. They stand hashed in the journal. Applied to a show that is "
        "open, it counts from then on: an order keeps what it was counted as.",
        "bands": "Where whole-show KPIs should lie, by code; before the room's own past and the presets.",
        "host_numbers": "The figures on the host's page, three at most; without it: online, orders_5m and, "
        "with a target, target_progress. During the show `room.set` chooses others.",
        "papers": "Licences and filings that the show needs.",
    },
    "Target": {"gmv": "GMV to be reached."},
    "Range": {"low": "The least.", "high": "The most; without it there is no upper end."},
    "Bands": {},
    "Member": {
        "id": "How the plan names the person.",
        "name": "How people call the person.",
        "role": "What the person does.",
    },
    "Paper": {"title": "Which paper.", "valid_until": "Its last day."},
    "Evidence": {
        "claim": "What it proves: the words as they stand in a point, or list_price.",
        "file": "Where it lies.",
        "valid_until": "Its last day.",
    },
    "Product": {
        "sku": "Its id everywhere.",
        "title": "Its name.",
        "price": "What the host says, and what a line without a price is reckoned with.",
        "link": "The link number that viewers say and the controller types.",
        "aliases": "Other names that viewers use (its title without its amount is one by itself), and the platform's own number "
        "of it: what feeds tell under these counts here.",
        "list_price": "The price it is compared with; it needs evidence.",
        "cost": "What a piece costs; the host never sees it.",
        "stock": "Pieces when the show is opened.",
        "safety": "Pieces below which it is low; without it 10 % of the stock, rounded up.",
        "expected_units": "Pieces expected to be sold; stock 10–20 % above is wanted.",
        "target": "What the product is to bring.",
        "role": "hero and filler sell, traffic brings people in (margin from 15 %), profit earns, premium has no margin rule.",
        "points": "Three to five selling points, each with something to show.",
        "gifts": "What comes with it.",
        "evidence": "What proves its claims and its list price.",
        "instead": "The sku to offer when it is gone.",
        "ships_within": "Such as 48h.",
        "presale": "Whether it is sold before it is there.",
    },
    "Segment": {
        "id": "Its id everywhere.",
        "title": "Its name in the rundown.",
        "minutes": "Its planned length.",
        "kind": "What happens in it.",
        "starts": "It does not start before then: 2026-11-22T21:00:00+08:00; without it, right after the one before.",
        "sku": "The product that a take puts on sale.",
        "host": "The id of who speaks.",
        "target": "What it is to bring; without it, its part of its product's target, else of what the show's leaves.",
        "script": "What the host reads; [directions] are shown apart and take no time.",
        "cues": "Cues of this segment.",
        "timers": "Clocks of this segment.",
        "tasks": "What people do around this segment.",
    },
    "Offer": {
        "id": "Its id.",
        "sku": "The product it belongs to.",
        "title": "Its name on air.",
        "gift": "What is given.",
        "price": "The price while it lasts.",
        "quota": "For so many orders.",
        "minutes": "For so many minutes.",
        "announce": "What is to be posted on the platform when it opens, with the placeholders of a cue.",
    },
    "Cue": {
        "id": "Its id, once in the whole plan.",
        "text": "The words. {price} {list_price} {saved} {stock} {left} {buyers} {waiting} "
        "{quota_left} are filled in when it is shown.",
        "priority": "info, push or urgent.",
        "target": "The one host it is for, a member of show.team by id; without it, or with host, whoever hosts.",
        "offer": "The offer whose numbers it says.",
        "rescue": "Whether it bridges when the host is stuck.",
        "when": "What prompts it.",
        "expires": "How long it stays.",
        "announce": "What is to be posted on the platform when it is shown.",
    },
    "SegmentCue": {"at": "When it is prompted, from the segment's begin: 8m."},
    "When": {
        "left": "So much time is left, of the timer, else of the segment.",
        "timer": "The timer whose time is left.",
        "stock_below": "Fewer pieces than this are left.",
        "sku": "Whose stock; without it the segment's product.",
        "kpi": "A KPI's code, such as online or conversion_rate_5m.",
        "above": "The KPI is above this.",
        "below": "The KPI is below this.",
    },
    "Timer": {
        "id": "Its id.",
        "title": "What is counted.",
        "kind": "countdown, countup, or until an instant.",
        "minutes": "How long a countdown takes.",
        "until": "The instant of an `until`.",
        "start": "When it starts by itself, from the segment's begin.",
        "offer": "The offer whose time it is: they begin and end together.",
        "warn": "So much before its end it warns.",
        "danger": "So much before its end it is pressing.",
    },
    "Task": {
        "title": "What is to be done.",
        "id": "Its id, for scenes.",
        "at": "When, from the segment's begin; before it: -15m.",
        "owner": "Who does it: a member's id or a role.",
        "approve": "Who signs it off; the stock of hero products is confirmed by two people.",
        "inform": "Who is told.",
        "sku": "The product it is about.",
    },
    "Playbook": {
        "owner": "Who acts: a member's id or a role.",
        "steps": "What to do, each a short line.",
        "say": "What the host says.",
        "cue": "The id of a prepared cue.",
    },
    "Scene": {
        "id": "Its id.",
        "title": "Its name.",
        "key": "The key that applies it, such as F1: one that the controller's page does not use already.",
        "product": "The sku put on sale.",
        "offer": "The offer opened.",
        "cue": "The cue shown.",
        "timer": "The timer started.",
        "tasks": "Ids of the tasks that become due.",
        "announce": "What is to be posted on the platform when it is applied.",
    },
    "Faq": {
        "ask": "Words of the questions.",
        "answer": "The answer.",
        "sku": "The product it is about.",
    },
    "Rule": {
        "id": "Its id; a ready-made rule's id changes that rule, and what is left out stays as it is.",
        "enabled": "Whether it is on.",
        "without": "What of the ready-made rule falls away.",
        "metric": "What is compared: a KPI's code, or one of stock.* feed.* stream.* comments.* show.* (docs/alerts.md).",
        "method": "A way of its own to reckon, such as conversion_dip.",
        "by": "One alert for each value of this label.",
        "above": "Fires strictly above this: a number, or {field: safety, times: 1.1} of the same label.",
        "below": "Fires strictly below this.",
        "clear": "The line while it fires: it goes on beyond this; without it, the line that fires.",
        "for": "For how long a breach must last before it fires.",
        "keep": "For how long it must be over before the alert is.",
        "cooldown": "A breach within this after its end opens the same incident again, without a new sound.",
        "after": "For so long after the start there are too few samples to tell.",
        "hold_max": "For how long what fires is held while the samples are too few; 10m.",
        "ack_timeout": "When it is said again though somebody has it in hand; 10m.",
        "escalate_after": "When it goes on to the next who is there; critical 60s, warning 3m.",
        "min_samples": "The least denominator that decides; without it, what the KPI asks for.",
        "severity": "How grave it is.",
        "critical": "From where on it is critical.",
        "owner": "Whose it is: a member's id or a role; task: whoever has the task.",
        "no_data": "What it means that nothing is known: as ok, as a breach, a state of its own, or as it was.",
        "phases": "When it speaks.",
        "text": "The words, with {title} {value} {threshold}.",
        "playbook": "What to do: a playbook by its name.",
        "cue": "The prepared cue offered to the host with one key.",
        "act": "What one key does about it.",
    },
    "Raised": {
        "above": "Above this.",
        "below": "Below this.",
        "clear": "The line while it is critical; without it, the line itself.",
        "for": "For how long.",
    },
    "Drill": {"acknowledge_within": "A trouble is to be seen within this.", "act_within": "And acted upon within this."},
    "Allowed": {
        "phrase": "The words, as much around the word as makes them lawful.",
        "by": "Who decided: a member's id or a role.",
        "why": "Why they may stand.",
    },
}  # fmt: skip
"""By model and key. A model has its parent's keys too; those of `Bands` are KPI codes."""


def meaning(model: type, key: str) -> str:
    """Return what `key` of a model means; empty where it explains itself."""
    return next((KEYS[kind.__name__][key] for kind in model.__mro__ if key in KEYS.get(kind.__name__, {})), "")
