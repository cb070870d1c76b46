"""What is not there is NULL: JSON's own null was found by "IS NOT NULL", and the page of credits fell over sellers' photos."""

from alembic import op

revision = "0038"
down_revision = "0037"
COLUMNS = (("picture", "credit"), ("tour", "plan"), ("scene", "claim"))


def upgrade() -> None:
    for table, column in COLUMNS:
        op.execute(f"UPDATE {table} SET {column} = NULL WHERE {column} = 'null'::jsonb")


def downgrade() -> None:
    """Both read as None."""
