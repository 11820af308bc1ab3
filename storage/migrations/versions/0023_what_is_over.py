"""What is over by now has an index of its own, which nobody takes for that of somebody's line"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

ENDS = "state IN ('queued', 'claimed') AND valid_until IS NOT NULL"


def upgrade() -> None:
    op.drop_index('ix_outbox_unsent_until', table_name='outbox')
    op.create_index(
        'ix_outbox_unsent_until',
        'outbox',
        ['valid_until'],
        sqlite_where=sa.text(ENDS),
        postgresql_where=sa.text(ENDS),
    )
