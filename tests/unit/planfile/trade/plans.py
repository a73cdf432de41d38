"""A small plan with nothing to find, for changing one thing at a time."""

from __future__ import annotations

from controlroom.planfile.check import check_tree
from controlroom.planfile.findings import Finding
from controlroom.planfile.yamltree import tree_of_yaml

GOOD = """\
show:
  title: 面霜专场
  room: demo
  timezone: Asia/Shanghai
  currency: CNY
  starts: 2026-11-22T20:00:00+08:00
  ends: 2026-11-22T20:10:00+08:00
  team: [{id: wei, name: 小薇, role: host}, {id: wang, name: 王, role: controller}, {id: chen, name: 陈, role: operator}]
  papers: [{title: 备案, valid_until: 2026-11-22}]
products:
  - sku: cream
    title: 面霜
    link: 3
    price: 100.00
    list_price: 150.00
    cost: 70.00
    stock: 110
    expected_units: 100
    role: hero
    points: [锁水, 轻薄, 夜间修护]
    evidence: [{claim: 夜间修护, file: a.pdf, valid_until: 2026-11-22}, {claim: list_price, file: b.jpg}]
offers:
  - {id: gift, sku: cream, title: 小样, gift: 眼霜小样, quota: 50}
segments:
  - id: open
    title: 开场
    minutes: 5
    kind: opening
    host: wei
    script: 大家好,我是小薇。
    tasks: [{at: -15m, title: 核对库存, owner: wang, approve: chen, sku: cream}]
  - id: cream
    title: 讲解
    minutes: 5
    kind: product
    sku: cream
    host: wei
    script: 先看质地。
    cues: [{id: price, at: 4m, text: "原价 {list_price},还有 {quota_left} 份"}]
    timers: [{id: clock, title: 倒计时, kind: countdown, minutes: 2, start: 3m}]
cues: [{id: bridge, text: 看看问题, rescue: true}]
playbooks:
  low_stock: &book {owner: wang, steps: [告诉主播], say: 稍等}
  sold_out: *book
  negative_wave: *book
  price_question: *book
  network: *book
  host_slip: *book
  platform_warning: {owner: wang, steps: [截图]}
"""


def found(old: str = "", new: str = "") -> list[Finding]:
    """Return what is found in the good plan with `old` replaced by `new`."""
    assert old in GOOD, old
    return check_tree(tree_of_yaml(GOOD.replace(old, new, 1) if old else GOOD)).findings


def codes(old: str = "", new: str = "") -> list[tuple[str, str, str]]:
    """Return severity, code and path of what is found in the changed plan."""
    return [(finding.severity, finding.code, finding.path) for finding in found(old, new)]
