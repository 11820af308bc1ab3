"""A role and an invitation say whose they are, sealed"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('roles', 'invitations'):
        op.add_column(table, sa.Column('label', sa.LargeBinary(), nullable=True))
