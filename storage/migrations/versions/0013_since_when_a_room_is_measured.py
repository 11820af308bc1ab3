"""A coordinator may say from which day the figures of a room count"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'measured',
        sa.Column('room', sa.String(length=32), nullable=False),
        sa.Column('since', sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint('room', name=op.f('pk_measured')),
        sqlite_with_rowid=False,
    )
