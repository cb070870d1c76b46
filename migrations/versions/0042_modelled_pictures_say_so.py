"""The pictures and films of modelled sites say themselves that they were modelled; the site alone said it."""

from alembic import op

revision = "0042"
down_revision = "0041"

IN_MODELLED_SITES = """
    FROM scene JOIN tour ON tour.id = scene.tour_id JOIN site ON site.id = tour.site_id
    WHERE site.nature = 'modelled'
"""


def upgrade() -> None:
    op.execute(
        "UPDATE panorama SET credit = credit || '{\"nature\": \"modelled\"}'"
        f" WHERE id IN (SELECT scene.panorama_id {IN_MODELLED_SITES})"
    )
    op.execute(
        "UPDATE video SET credit = credit || '{\"nature\": \"modelled\"}'"
        f" WHERE key IN (SELECT scene.video {IN_MODELLED_SITES} AND scene.video <> '')"
    )


def downgrade() -> None:
    op.execute("UPDATE panorama SET credit = credit - 'nature'")
    op.execute("UPDATE video SET credit = credit - 'nature'")
