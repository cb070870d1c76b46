"""The database itself keeps the ledger: rows never change, and each journal sums to zero."""

from alembic import op

revision = "0004"
down_revision = "0003"

ONLY_GROWS = ("journal", "entry", "allocation", "stock_move", "audit_event", "sub_order_change", "payment_request_change", "shop_change")


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% only grows: correct it by another row', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """
    )
    for table in ONLY_GROWS:
        op.execute(f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION only_grows()")
        op.execute(f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION only_grows()")
    op.execute(
        """
        CREATE FUNCTION journal_sums_to_zero() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            j bigint := (to_jsonb(NEW) ->> CASE WHEN TG_TABLE_NAME = 'journal' THEN 'id' ELSE 'journal_id' END)::bigint;
        BEGIN
            IF (SELECT count(*) < 2 OR sum(amount_vnd) <> 0 FROM entry WHERE journal_id = j) THEN
                RAISE EXCEPTION 'journal % does not sum to zero', j USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$
        """
    )
    for table in ("journal", "entry"):
        op.execute(
            f"CREATE CONSTRAINT TRIGGER {table}_sums_to_zero AFTER INSERT ON {table} "
            "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_sums_to_zero()"
        )


def downgrade() -> None:
    for table in ("journal", "entry"):
        op.execute(f"DROP TRIGGER {table}_sums_to_zero ON {table}")
    for table in ONLY_GROWS:
        op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
        op.execute(f"DROP TRIGGER {table}_only_grows ON {table}")
    op.execute("DROP FUNCTION journal_sums_to_zero()")
    op.execute("DROP FUNCTION only_grows()")
