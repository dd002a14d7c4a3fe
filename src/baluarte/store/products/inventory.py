"""What organisations say they run, on a day."""

from datetime import date

import polars as pl

from baluarte.core.constituency.inventory.product import Product, read_product
from baluarte.core.products.tables import HELD_SCHEMA
from baluarte.store.constituency.models import AssetRow

LEAST_ASSURANCE = 1  # what somebody merely claims (0) matches nothing, or a claim would be a way to read


def inventory(day: date) -> pl.DataFrame:
    """Return every product that an organisation holds on a day (`HELD_SCHEMA`); who was merged away holds nothing."""
    rows = (
        AssetRow.objects.filter(kind="product", assurance__gte=LEAST_ASSURANCE)
        .exclude(organisation__status="merged")
        .exclude(valid_from__gt=day)
        .exclude(valid_until__lt=day)
        .order_by("id")
        .values_list("organisation_id", "id", "value", "exposed", "cpe")
    )
    held = [
        (
            org,
            asset,
            f"{product.vendor} {product.product}",
            product.vendor,
            product.product,
            product.bounds,
            cpe,
            exposed == "yes",
            "product",
        )
        for org, asset, value, exposed, cpe in rows
        if isinstance(product := read_product(value), Product)
    ]
    return pl.DataFrame(held, schema=HELD_SCHEMA, orient="row")
