"""Of each person the message that may go out next is marked, so that nothing else is looked at"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

UNSENT = "state IN ('queued', 'claimed')"
LOOKED_FOR = "goes_by = '?'"
FLYING = "state = 'claimed'"
GOING = "goes_by NOT IN ('', '?')"


def upgrade() -> None:
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.add_column(sa.Column('goes_by', sa.String(length=16), server_default='', nullable=False))
    # What waits is looked at by the first claim.
    op.execute("UPDATE outbox SET goes_by = '?' WHERE state = 'queued'")
    op.drop_index('ix_outbox_unsent', table_name='outbox')
    for name, columns, where in (
        ('ix_outbox_going', ['goes_by', 'priority', 'id'], GOING),
        ('ix_outbox_looked_for', ['due_at'], LOOKED_FOR),
        ('ix_outbox_flying', ['person_id'], FLYING),
        ('ix_outbox_unsent_until', ['valid_until'], UNSENT),
    ):
        op.create_index(name, 'outbox', columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
