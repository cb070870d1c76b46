"""What a page of 24 products costs at the least: Flask, the SQLAlchemy ORM and Jinja, nothing else.

No sessions, headers, languages, compression or static files; the same tables, the same facts on each card
and the same two questions (how many, which 24) as the market's own catalogue.
"""

import os
from typing import Final

import sqlalchemy as sa
from flask import Flask, render_template
from jinja2 import DictLoader
from sqlalchemy.orm import Session, joinedload, sessionmaker

from marketplace.embedded import for_psycopg
from marketplace.shops.models import Product, ProductPicture
from marketplace.shops.states import ProductState

PAGE: Final = 24

TEMPLATE: Final = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><title>Hàng</title><link rel="stylesheet" href="/static/site.css"></head>
<body>
<h1>Hàng hôm nay</h1>
<p>{{ total }} món</p>
<ul>
{% for product in products %}
<li>
  {% for shown in product.pictures[:1] %}
  {% set picture = shown.picture %}
  <img src="/media/{{ picture.key }}-320.webp" alt="" loading="lazy"
    width="{{ picture.width }}" height="{{ picture.height }}">
  {% endfor %}
  <h3><a href="{{ url_for('show', slug=product.slug) }}">{{ product.name }}</a></h3>
  <p>{{ product.shop.name }}</p>
  <p>{{ "{:,}".format(product.offer.price_vnd) }} ₫ / {{ product.offer.unit }}</p>
  <p>Còn {{ product.offer.free_qty }}</p>
</li>
{% endfor %}
</ul>
</body>
</html>
"""


def create_bare_app() -> Flask:
    """The baseline as a WSGI application, on the database of DATABASE_URL."""
    engine = sa.create_engine(for_psycopg(os.environ["DATABASE_URL"]), pool_size=16, max_overflow=4)
    sessions: sessionmaker[Session] = sessionmaker(engine)
    app = Flask("bare", static_folder=None)
    app.jinja_loader = DictLoader({"list.html": TEMPLATE})

    @app.get("/hang")
    def catalogue() -> str:
        query = (
            sa.select(Product)
            .where(Product.state == ProductState.LIVE)
            .options(
                joinedload(Product.offer),
                joinedload(Product.shop),
                joinedload(Product.pictures).joinedload(ProductPicture.picture),
            )
            .order_by(Product.published_at.desc(), Product.id.desc())
            .limit(PAGE)
        )
        counted = sa.select(sa.func.count()).select_from(Product).where(Product.state == ProductState.LIVE)
        with sessions() as session:
            total = session.scalar(counted)
            products = session.scalars(query).unique().all()
            return render_template("list.html", products=products, total=total)

    @app.get("/hang/<slug>")
    def show(slug: str) -> str:
        return slug

    return app
