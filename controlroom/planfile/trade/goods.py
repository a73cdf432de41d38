"""Whether the goods are in order: margins, stock, selling points, links, offers, list prices.

Owns: the bands of margin and stock, and the checks of products and offers.
Law: a figure that is not given is said to be missing, never taken for 0; premium products have no margin or stock rule.
Must not know: segments' lengths, wording.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Final

from controlroom.domain.titles import Goods, bare, called, sayable
from controlroom.domain.units import exponent
from controlroom.domain.wordings import placeholders
from controlroom.planfile.models import PlanFile, Product
from controlroom.planfile.references import cues_of, texts_of
from controlroom.planfile.sections import Offer
from controlroom.planfile.tree import Path, Tree, shown

MARGIN_PERCENT: Final = 30
TRAFFIC_MARGIN_PERCENT: Final = 15
STOCK_OVER_PERCENT: Final = (10, 20)
"""Gross margin and stock above the expected sales. Source: METRICS, bands (the training deck)."""

POINTS: Final = (3, 5)
"""Selling points of a product. Source: FIELD."""

LIST_PRICE: Final = "list_price"


def check_goods(file: PlanFile, tree: Tree) -> None:
    """Add to `tree` what is found about products and offers."""
    on_air = {segment.sku for segment in file.segments}
    for i, product in enumerate(file.products):
        at: Path = ("products", i)
        _check_points(product, at, tree)
        _check_price(product, at, tree)
        if product.role != "premium":
            _check_margin(product, at, [o for o in file.offers if o.sku == product.sku], file.show.currency, tree)
            _check_stock(product, at, tree)
        if product.safety is not None and product.stock is not None and product.safety > product.stock:
            said = (
                f"The safety line ({product.safety}) lies above the stock ({product.stock}): it is low from the start."
            )
            tree.find("safety_above_stock", (*at, "safety"), said, severity="warning", mend="Lower it.")
        if product.link is None and product.sku in on_air:
            said = f"{shown(product.sku)} goes on air without a link number."
            mend = "Add `link:` as viewers see it; it is the switch key too."
            tree.find("no_link", at, said, severity="warning", mend=mend)
    for i, offer in enumerate(file.offers):
        _check_offer(offer, file, ("offers", i), tree)
    _check_names(file, tree)
    _check_placeholders(file, tree)


def _check_names(file: PlanFile, tree: Tree) -> None:
    """Find products that viewers cannot name: who names none is taken to mean the one on air."""
    titles = [[title for _, title in texts_of(product.title, ())] for product in file.products]
    names = called(Goods(p.sku, tuple(t), tuple(p.aliases)) for p, t in zip(file.products, titles, strict=True))
    for i, product in enumerate(file.products):
        if all(alias.isdigit() for alias in product.aliases):  # the platform's numbers: viewers use none of them
            for path, title in texts_of(product.title, ("products", i, "title")):
                name = bare(title)
                if names.get(name) != product.sku:
                    said = f"{shown(name)} is not this product's name alone: who writes it is taken to mean the one on air."
                elif not sayable(name):
                    said = f"Nobody writes {shown(name)} in a comment: who says less is taken to mean the one on air."
                else:
                    continue
                tree.find("no_alias", path, said, severity="warning", mend="Add `aliases:` as viewers say it.")
                break


def _check_points(product: Product, at: Path, tree: Tree) -> None:
    count = len(product.points)
    few, many = POINTS
    if count < few:
        said = (
            f"{shown(product.sku)} has {count} selling point{'' if count == 1 else 's'}; {few} to {many} carry a sale."
        )
        mend = f"Add {few - count}, each with something to show."
        tree.find("few_points", (*at, "points"), said, severity="warning", mend=mend)
    elif count > many:
        said = f"{shown(product.sku)} has {count} selling points; more than {many} nobody remembers."
        tree.find("many_points", (*at, "points"), said, severity="warning", mend=f"Keep the best {many}.")


def _check_price(product: Product, at: Path, tree: Tree) -> None:
    if product.list_price is None:
        return
    path: Path = (*at, LIST_PRICE)
    if product.list_price < product.price:
        said = f"The list price {product.list_price} is lower than the price {product.price}."
        tree.find("list_price_below_price", path, said, mend="Check both, or delete the list price.")
    elif all(evidence.claim != LIST_PRICE for evidence in product.evidence):
        said = f"The list price {product.list_price} has no evidence; for a false one a room loses its reach."
        mend = "Add `evidence: [{claim: list_price, file: …}]`: the price as it was really asked."
        tree.find("no_evidence", path, said, severity="warning", mend=mend)


def _check_margin(product: Product, at: Path, offers: list[Offer], currency: str, tree: Tree) -> None:
    if product.cost is None:
        said = f"{shown(product.sku)} has no cost: neither its margin nor the profit can be reckoned."
        tree.find("no_cost", at, said, severity="info", mend="Add `cost:`; the host never sees it.")
        return
    traffic = product.role == "traffic"
    wanted = TRAFFIC_MARGIN_PERCENT if traffic else MARGIN_PERCENT
    prices = [((*at, "price"), product.price, "")]
    prices += [((*at, "price"), o.price, f" in the offer {shown(o.id)}") for o in offers if o.price is not None]
    for path, price, where in prices:
        if price < product.cost:
            said = f"{price}{where} is less than the cost, {product.cost}: each piece loses {product.cost - price}."
            mend = "Check the figures; if it is meant, a person decides."
            tree.find("below_cost", path, said, severity="warning", mend=mend)
        elif (price - product.cost) * 100 < wanted * price:
            percent = ((price - product.cost) * 100 / price).quantize(Decimal("0.1")) if price else Decimal(0)
            of = "a traffic product" if traffic else "a product"
            said = f"At {price}{where} the margin is {percent} %; {of} needs {wanted} %."
            least = (product.cost * 100 / (100 - wanted)).quantize(
                Decimal(1).scaleb(-exponent(currency)), ROUND_CEILING
            )
            mend = f"Ask {least} or more, or give it another role."
            tree.find("low_margin", path, said, severity="warning", mend=mend)


def _check_stock(product: Product, at: Path, tree: Tree) -> None:
    if product.stock is None:
        said = f"{shown(product.sku)} has no stock: nobody is warned when it runs low."
        tree.find("no_stock", at, said, severity="warning", mend="Add `stock:`.")
        return
    if not product.expected_units:
        said = f"{shown(product.sku)} has no expected sales to compare its stock with."
        tree.find("no_expected_units", at, said, severity="info", mend="Add `expected_units:`.")
        return
    low, high = STOCK_OVER_PERCENT
    expected, stock = product.expected_units, product.stock
    least, most = -(-expected * (100 + low) // 100), expected * (100 + high) // 100
    path: Path = (*at, "stock")
    if stock < least:
        said = f"{stock} in stock for {expected} expected sales: {low}–{high} % more are wanted ({least}–{most})."
        mend = f"Get {least - stock} more, or name what to offer instead."
        tree.find("thin_stock", path, said, severity="warning", mend=mend)
    elif stock > most:
        said = f"{stock} in stock for {expected} expected sales: {low}–{high} % more would do ({least}–{most})."
        mend = "Expect more of it, or hold less."
        tree.find("much_stock", path, said, severity="info", mend=mend)


def _check_offer(offer: Offer, file: PlanFile, at: Path, tree: Tree) -> None:
    if offer.gift is None and offer.price is None:
        said = f"The offer {shown(offer.id)} gives nothing."
        tree.find("empty_offer", at, said, severity="warning", mend="Add `gift:` or `price:`.")
    if offer.quota is None and offer.minutes is None:
        said = f"The offer {shown(offer.id)} never ends."
        mend = "Add `quota:` (orders) or `minutes:`, and keep to it: what is said on air must be true."
        tree.find("open_ended_offer", at, said, severity="warning", mend=mend)
    product = next((p for p in file.products if p.sku == offer.sku), None)
    if product is None:
        return
    if offer.price is not None and offer.price >= product.price:
        said = f"{offer.price} is no offer: the price is {product.price}."
        tree.find("offer_not_cheaper", (*at, "price"), said, severity="warning", mend="Lower it.")
    if offer.quota is not None and product.stock is not None and offer.quota > product.stock:
        said = f"{offer.quota} are offered, and {product.stock} pieces are in stock."
        mend = "Lower the quota: what is promised must be there."
        tree.find("quota_above_stock", (*at, "quota"), said, severity="warning", mend=mend)


def _check_placeholders(file: PlanFile, tree: Tree) -> None:
    products = {product.sku: product for product in file.products}
    offered = {offer.sku for offer in file.offers}
    for path, cue in cues_of(file):
        if path[0] != "segments" or not isinstance(path[1], int):
            continue
        product = products.get(file.segments[path[1]].sku or "")
        for at, text in texts_of(cue.text, (*path, "text")):
            names = set(placeholders(text))
            lacks = None
            if product is not None and product.list_price is None and names & {LIST_PRICE, "saved"}:
                lacks = f"{shown(product.sku)} has no list price"
            elif "quota_left" in names and cue.offer is None and (product is None or product.sku not in offered):
                lacks = "no offer belongs to it"
            if lacks is not None:
                said = f"A number in this cue will stay empty: {lacks}."
                tree.find(
                    "placeholder_without_value", at, said, severity="warning", mend="Add it, or say it otherwise."
                )
